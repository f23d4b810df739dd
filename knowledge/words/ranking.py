"""Which of some documents answer a query best: the same on every engine, since it happens here (KNO-4).

BM25 over words, and beside them over pairs of Chinese characters, which forgive a word cut differently or misspelt.
"""

import re
from math import log
from typing import NamedTuple

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_SATURATION, _BY_LENGTH = 2.0, 0.75
_OF_PAIRS = 0.7
_OF_TITLE = 0.3
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
    texts = [f"{one.title}\n{one.text}\n{one.asked}" for one in candidates]
    cut = [f" {one.words} " for one in candidates]
    by_words = _bm25(cut, {f" {word} ": weight for word, weight in weights.items()})
    by_pairs = _bm25(texts, _weighed(pairs, texts))
    in_title = {f" _{word} ": _OF_TITLE * weight for word, weight in weights.items()}
    scored = []
    for one, words, of_words, of_pairs in zip(candidates, cut, by_words, by_pairs, strict=True):
        of_title = sum(weight for word, weight in in_title.items() if word in words)
        scored.append(((of_words + _OF_PAIRS * of_pairs + of_title) * (1 + _OF_QUALITY * one.quality), one.pk))
    return sorted(scored, key=lambda row: -row[0])


def pairs_of(text):
    return {run[place : place + 2] for run in _CHINESE.findall(text) for place in range(len(run) - 1)}


def _weighed(pairs, bodies):
    """How rare a pair is among the candidates stands for how rare it is."""
    found = {pair: sum(pair in body for body in bodies) for pair in pairs}
    return {pair: log(1 + (len(bodies) - count + 0.5) / (count + 0.5)) for pair, count in found.items() if count}


def _bm25(bodies, weights):
    usual = sum(map(len, bodies)) / max(1, len(bodies)) or 1
    for body in bodies:
        damping = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * len(body) / usual)
        score = 0.0
        for part, weight in weights.items():
            if times := body.count(part):
                score += weight * times * (_SATURATION + 1) / (times + damping)
        yield score
