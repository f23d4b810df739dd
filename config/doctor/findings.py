from enum import IntEnum
from typing import NamedTuple


class Grade(IntEnum):
    FINE = 0
    DOUBTFUL = 1
    BROKEN = 2


class Finding(NamedTuple):
    """One sentence about the installation; a bad one says what to do."""

    grade: Grade
    sentence: str


def fine(sentence, **facts):
    return Finding(Grade.FINE, sentence % facts)


def doubtful(sentence, **facts):
    return Finding(Grade.DOUBTFUL, sentence % facts)


def broken(sentence, **facts):
    return Finding(Grade.BROKEN, sentence % facts)
