"""The index of a book: products, tags and categories, Chinese terms by their sound (KNO-6)."""

from collections import defaultdict

#: Where the syllables of a letter begin among the common characters of GB 2312, which stand there by pinyin.
_FIRST_OF = {
    "A": 0xB0A1, "B": 0xB0C5, "C": 0xB2C1, "D": 0xB4EE, "E": 0xB6EA, "F": 0xB7A2, "G": 0xB8C1, "H": 0xB9FE,
    "J": 0xBBF7, "K": 0xBFA6, "L": 0xC0AC, "M": 0xC2E8, "N": 0xC4C3, "O": 0xC5B6, "P": 0xC5BE, "Q": 0xC6DA,
    "R": 0xC8BB, "S": 0xC8F6, "T": 0xCBFA, "W": 0xCDDA, "X": 0xCEF4, "Y": 0xD1B9, "Z": 0xD4D1,
}  # fmt: skip
_LAST_COMMON = 0xD7F9
#: What begins with a digit, a rare character or a sign.
OTHER = "#"


def index_of(terms):
    """`terms`, pairs of a term and the number of an entry, as [{"letter", "terms": [{"term", "entries"}]}].

    A character with several readings stands by the one it has in GB 2312; characters outside its 3 755 common ones
    stand under “#”, and Latin letters among the Chinese ones of the same letter, before them.
    """
    entries = defaultdict(list)
    for term, number in terms:
        if number not in entries[term]:
            entries[term].append(number)
    letters = defaultdict(list)
    for term in sorted(entries, key=_sound):
        letters[letter_of(term)].append({"term": term, "entries": entries[term]})
    return [{"letter": letter, "terms": letters[letter]} for letter in sorted(letters, key=_last_other)]


def letter_of(term):
    first = term[:1].upper()
    if "A" <= first <= "Z":
        return first
    code = int.from_bytes(first.encode("gb18030"))
    if not _FIRST_OF["A"] <= code <= _LAST_COMMON:
        return OTHER
    return max((letter for letter, start in _FIRST_OF.items() if start <= code), key=_FIRST_OF.get)


def _sound(term):
    return term.casefold().encode("gb18030"), term


def _last_other(letter):
    return letter == OTHER, letter
