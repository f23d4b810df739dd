"""Names of persons: with a title, where the words before tell one, and where the words behind let somebody speak.

The segmenter's dictionary says where a name ends and whether its letters are an everyday word. 张某 names nobody.
"""

import re
from bisect import bisect_right
from collections import defaultdict

import rjieba

from complaints.words.personal.kinds import PersonalKind, Span
from complaints.words.personal.vocabulary import VOCABULARY, any_of

_WORDS = VOCABULARY["names"]
_SURNAMES = frozenset("".join(_WORDS["surnames"].split()))
_COMPOUND = frozenset(_WORDS["compound_surnames"])
_NOT_NAMES = frozenset(_WORDS["not_names"])
_NOT_BEFORE_TITLES = frozenset(_WORDS["not_before_titles"])
_PLACES = tuple(_WORDS["places"])
_FOLLOWING, _SPEAKING = tuple(_WORDS["following"]), tuple(_WORDS["speaking"])
_TITLE, _NOT_TITLES = re.compile(any_of(_WORDS["titles"])), tuple(_WORDS["not_titles"])
_IS = r"(?:名字|姓名|名)?[叫是为:(【 ]{0,3}"
_TELLING = re.compile(rf"(?:{any_of(_WORDS['telling'])}){_IS}")
_HINTING = re.compile(rf"(?:{any_of(_WORDS['hinting'])}){_IS}")
_AND = re.compile(r"[和与及、/] ?")
_HAN = re.compile("[\u4e00-\u9fff]")
_NAME = re.compile("(?:(?![某氏这那位个名的了是已到不])[\u4e00-\u9fff])+")
_GRAMMAR = frozenset(_WORDS["grammar"])
_LINKING = frozenset("由与和跟找给被让请对向及")
#: 古丽娜尔·买买提.
_DOTTED = re.compile(
    rf"(?P<hint>(?:{any_of([*_WORDS['telling'], *_WORDS['hinting']])}){_IS})?"
    r"(?P<own>[\u4e00-\u9fff]{2,6}(?:·[\u4e00-\u9fff]{2,6}){1,2})"
)
_NAME_OR_UNKNOWN = ("nr", "x")
_LENGTHS, _LENGTHS_COMPOUND = (1, 2, 3, 4), (2, 1, 3, 4)
_ENGLISH = _WORDS["english"]
_NOT_ENGLISH = any_of(_ENGLISH["not_names"])
_ENGLISH_PART = rf"(?!(?:{_NOT_ENGLISH})\b)[A-Z][a-z]{{1,15}}(?:[-'][A-Z][a-z]{{1,15}})?(?![A-Za-z0-9])"
_ENGLISH_TITLED = re.compile(
    rf"(?<![A-Za-z])(?:{any_of(_ENGLISH['titles'])})\.? {_ENGLISH_PART}(?: (?:[A-Z]\. )?{_ENGLISH_PART}){{0,2}}"
)
_ENGLISH_TOLD = re.compile(
    rf"(?<![A-Za-z])(?i:{any_of(_ENGLISH['telling'])})(?: is)?:? "
    rf"(?P<own>{_ENGLISH_PART}(?: (?:[A-Z]\. )?{_ENGLISH_PART}){{1,2}})"
)


def names_in(plain):
    spans = [match.span() for match in _ENGLISH_TITLED.finditer(plain)]
    spans += [match.span("own") for match in _ENGLISH_TOLD.finditer(plain)]
    spans += _Reading(plain).spans()
    spans += _again(plain, {plain[start:end] for start, end in spans})
    return [Span(PersonalKind.NAME, *span) for span in spans]


class _Reading:
    """A text cut into words: `starts` of them, and the word with its part of speech at each start."""

    def __init__(self, plain):
        self.plain, self.words, at = plain, {}, 0
        for word, part in rjieba.tag(plain):
            self.words[at] = (word, part)
            at += len(word)
        self.starts = list(self.words)

    def spans(self):
        for match in _TITLE.finditer(self.plain):
            start = self._titled(match.start())
            if (
                start is not None
                and self.plain[start : match.end()] not in _NOT_NAMES
                and self._is_called(start, match)
            ):
                yield start, match.end()
        for pattern, is_told in ((_TELLING, True), (_HINTING, False)):
            for match in pattern.finditer(self.plain):
                yield from self._row_of_names(match.end(), is_told or match[0].endswith(("叫", ":")))
        for at, (word, part) in self.words.items():
            if part == "nr" and self._is_name(word) and self._stands_for_somebody(at, at + len(word)):
                yield at, at + len(word)
        for match in _DOTTED.finditer(self.plain) if "·" in self.plain else ():
            if match["hint"] or self._follows(match.end()):
                yield match.span("own")

    def _stands_for_somebody(self, start, end):
        """Whether somebody speaks; or, for three letters and more, whether sign or little word stands on both sides."""
        if self.plain.startswith(_SPEAKING, end):
            return True
        before = self.plain[start - 1 : start]
        begins = not _HAN.match(before) or before in _LINKING
        is_place = self.plain[end - 1] in _PLACES
        return end - start > 2 and not is_place and begins and (self._follows(end) or not _HAN.match(self.plain, end))

    def _row_of_names(self, at, is_told):
        """The name at `at`, and those joined to it."""
        while end := self._end(at, is_told=is_told):
            yield at, end
            joined = _AND.match(self.plain, end)
            if not joined:
                return
            at, is_told = joined.end(), False

    def _titled(self, title):
        """Where the name right before a title begins, or None."""
        if self.plain.startswith(_NOT_TITLES, title) or not self._is_boundary(title):
            return None
        for length in _LENGTHS_COMPOUND if self.plain[title - 2 : title] in _COMPOUND else _LENGTHS:
            start = title - length
            name = self.plain[start:title] if start >= 0 else ""
            surname = surname_of(name)
            if not surname or len(name) - len(surname) > 2 or not self._is_boundary(start):
                continue
            word, part = self.words.get(start, ("", ""))
            is_word = len(word) > 1 and part != "nr" and word != surname
            if not (is_word or name in _NOT_NAMES or name in _NOT_BEFORE_TITLES) and _NAME.fullmatch(name):
                return self._begun_before(start, title)
        return None

    def _is_called(self, start, title):
        """总 is a title only right behind a surname, and where nothing makes a longer word of it."""
        end = title.end()
        if title[0] != "总":
            return True
        return surname_of(self.plain[start:end]) == self.plain[start : title.start()] and (
            self._follows(end) or not _HAN.match(self.plain, end)
        )

    def _begun_before(self, start, title):
        """`start`, or where a word begins that the dictionary calls a name and that reaches up to the title."""
        for length in (2, 3):
            word, part = self.words.get(title - length, ("", ""))
            if part == "nr" and len(word) == length and self._is_name(word):
                return min(start, title - length)
        return start

    def _end(self, at, *, is_told):
        """Where the name that begins at `at` ends; 0 if there is none.

        Without a word that tells a name, an everyday word is none, and something that goes behind a name must follow.
        """
        word, part = self.words.get(at, ("", ""))
        if part == "nr" and self._is_name(word) and word not in _NOT_NAMES:
            longer = at + len(word) + 1
            cut_short = len(word) == 2 and not self._follows(longer - 1) and len(self._word(longer - 1)) == 1
            if cut_short and not _HAN.match(self.plain, longer) and self._is_name(self.plain[at:longer]):
                return longer
            return 0 if self.plain.startswith(_PLACES, longer - 1) else longer - 1
        surname = surname_of(self.plain[at : at + 3])
        if not surname or surname in _GRAMMAR or word in _NOT_NAMES:
            return 0
        if len(word) > 1 and part not in _NAME_OR_UNKNOWN and not is_told:
            return 0
        for given in (2, 1):
            end = at + len(surname) + given
            if self._is_name(self.plain[at:end]) and (self._follows(end) or not _HAN.match(self.plain, end)):
                return end
        return 0

    def _word(self, at):
        return self.words.get(at, ("", ""))[0]

    def _follows(self, at):
        return self.plain.startswith(_FOLLOWING, at)

    def _is_boundary(self, at):
        return at in self.words or self.words[self.starts[bisect_right(self.starts, at) - 1]][1] == "nr"

    def _is_name(self, word):
        surname = surname_of(word)
        given = len(word) - len(surname)
        if not surname or given not in (1, 2) or word in _NOT_NAMES or word[:2] in _NOT_NAMES:
            return False
        return bool(_NAME.fullmatch(word))


def _again(plain, names):
    """Who is named once is named wherever the same letters stand; looked up, so that many names cost no more."""
    lengths = defaultdict(set)
    for name in names:
        lengths[name[0]].add(len(name))
    for start, symbol in enumerate(plain):
        for length in lengths.get(symbol, ()):
            if plain[start : start + length] in names:
                yield start, start + length


def surname_of(words):
    if words[:2] in _COMPOUND:
        return words[:2]
    return words[0] if words and words[0] in _SURNAMES else ""
