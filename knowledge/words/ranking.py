"""Which of some documents answer a query best: the same on every engine, since it happens here (KNO-4).

BM25 over words, and beside them over pairs of Chinese characters, which forgive a word cut differently or misspelt.
"""

import re
from math import log
from typing import NamedTuple

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_SATURATION, _BY_LENGTH = 2.0, 0.75
_OF_PAIRS = 0.7
_OF_TITLE = 0.2
_OF_QUALITY = 0.01
#: What is longer than a question is told by its words.
_LONGEST_IN_PAIRS = 80


class Candidate(NamedTuple):
    pk: int
    title: str
    text: str
    asked: str
    words: str
    quality: int


def ranked(candidates, *, weights, query):
    """(score, pk) of every candidate, the best first; of equals the one that came first."""
    pairs = pairs_of(query) if len(query) <= _LONGEST_IN_PAIRS else ()
    by_words = _bm25(
        [f" {one.words} " for one in candidates], {f" {word} ": weight for word, weight in weights.items()}
    )
    by_pairs = _bm25([f"{one.title}\n{one.text}\n{one.asked}" for one in candidates], dict.fromkeys(pairs))
    titles = [f" {one.words[one.words.find(' _') :]} " if one.title else "" for one in candidates]
    in_title = {f" _{word} ": _OF_TITLE * weight for word, weight in weights.items()}
    scored = []
    for one, title, of_words, of_pairs in zip(candidates, titles, by_words, by_pairs, strict=True):
        of_title = sum(weight for word, weight in in_title.items() if word in title)
        scored.append(((of_words + _OF_PAIRS * of_pairs + of_title) * (1 + _OF_QUALITY * one.quality), one.pk))
    return sorted(scored, key=lambda row: -row[0])


def pairs_of(text):
    return {run[place : place + 2] for run in _CHINESE.findall(text) for place in range(len(run) - 1)}


def _bm25(bodies, weights):
    """The score of each body; a part without a weight tells by how few of the bodies have it."""
    usual = sum(map(len, bodies)) / max(1, len(bodies)) or 1
    damping = [_SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * len(body) / usual) for body in bodies]
    scores = [0.0] * len(bodies)
    for part, weight in weights.items():
        held = [(place, times) for place, body in enumerate(bodies) if (times := body.count(part))]
        if weight is None:
            weight = log(1 + (len(bodies) - len(held) + 0.5) / (len(held) + 0.5))
        for place, times in held:
            scores[place] += weight * times * (_SATURATION + 1) / (times + damping[place])
    return scores
