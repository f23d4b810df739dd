"""Which known word was meant by one nobody wrote before: a slip of the finger, or a character that sounds alike."""

from rapidfuzz.distance import OSA

#: How far apart in the order of sound two characters still are the same syllable, or nearly.
_SAME_SYLLABLE = 20
#: Below this many letters another word is as likely as a slip.
_LEAST_LETTERS = 4
_LONG = 8
# The first level of GB 2312, 16 to 55, stands in the order of sound; the second by radical.
_FIRST, _LAST, _A_ROW = 16, 55, 94


def ends(word):
    """The head and the tail of `word`: one slip leaves at least one of them as it was."""
    size = 2 if word.isascii() else 1
    return word[:size], word[-size:]


def meant(word, known):
    """The word of `known` (word → how many documents have it) that `word` is a slip of; None when none is near."""
    near = {other: count for other, count in known.items() if count > 0 and _is_near(word, other)}
    return max(near, key=lambda other: (-OSA.distance(word, other), near[other], other), default=None)


def _is_near(word, other):
    if word == other or word.isascii() != other.isascii():
        return False
    if word.isascii():
        furthest = 2 if len(word) >= _LONG else 1
        return (
            min(len(word), len(other)) >= _LEAST_LETTERS
            and word.isalpha()
            and OSA.distance(word, other, score_cutoff=furthest) <= furthest
        )
    if len(word) != len(other) or len(word) < 2:
        return False
    differing = [(one, two) for one, two in zip(word, other, strict=True) if one != two]
    return len(differing) == 1 and _sound_alike(*differing[0])


def _sound_alike(one, two):
    first, second = _place_in_sound(one), _place_in_sound(two)
    return first is not None and second is not None and abs(first - second) <= _SAME_SYLLABLE


def _place_in_sound(character):
    try:
        row, cell = (byte - 0xA0 for byte in character.encode("gb2312"))
    except ValueError:
        return None
    return row * _A_ROW + cell if _FIRST <= row <= _LAST else None
