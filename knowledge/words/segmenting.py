"""Cutting a text into the words it is indexed and looked for by, the same on every engine (KNO-4).

Pure. A word has letters and digits only, so none of them means anything to a database; `_` is left to the index.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import rjieba

from knowledge.words import synonyms

_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z]+")
_VOWEL = re.compile(r"[aeiouy]")
#: Nouns, verbs, adjectives, idioms and what the dictionary does not know, by the first letter of the part of speech.
_TELLING = frozenset("nvaijlz")
#: Higher than the words of the dictionary that a term of the trade is made of, so that it stays in one piece.
_FREQUENCY = 100_000


def segment(text):
    """The words of `text` in their order, once as often as they occur; what says nothing is left out.

    A long Chinese word comes with the shorter ones inside it.
    """
    return [word for word in words(text) if word not in _stop_words()]


def words(text):
    """As `segment`, with the words that say nothing."""
    cut = _cutter().cut_for_search(folded(text))
    return [stem(part[:_LONGEST]) for piece in cut for part in _WORD.findall(piece)]


def is_telling(word):
    """Whether `word` names a thing or what happened, rather than when, how many or how."""
    return bool(word) and all(tag[0] in _TELLING or tag == "eng" for _part, tag in _cutter().tag(word))


def folded(text):
    return unicodedata.normalize("NFKC", text).casefold()


def stem(word):
    """An English word without its most frequent endings: refunds, refunded and refunding are one."""
    if len(word) < 4 or not _LATIN.fullmatch(word):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and _VOWEL.search(rest):
            doubled = rest[-1] == rest[-2] and rest[-1] not in "lsz"
            word = rest[:-1] if doubled else rest
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@cache
def _cutter():
    cutter = rjieba.Jieba()
    chinese = [term for group in synonyms.groups() for term in group if not term.isascii()]
    for term in (*_toml()["terms"], *chinese):
        cutter.add_word(term, _FREQUENCY, "n")
    return cutter


@cache
def _stop_words():
    return frozenset(map(stem, _toml()["stop_words"]))


@cache
def _toml():
    with Path(__file__).with_name("terms.toml").open("rb") as file:
        return tomllib.load(file)
