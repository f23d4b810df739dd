"""Where the lines and words of a fishbone 人机料法环 stand: plain values in, plain values out.

Three bones above the spine, two below, the problem in the head on the right. Text is wrapped here, because a picture
does not wrap: a Chinese letter takes a whole width, a Latin one somewhat more than half.
"""

import unicodedata
from dataclasses import dataclass, field

WIDTH = 980
_SPINE_LEFT, _HEAD_LEFT, _HEAD_WIDTH = 24, 790, 174
_LETTER, _LINE = 13, 17
_ABOVE = 3
#: Where a bone meets the spine, and how far to the left its other end stands.
_FEET = (258, 506, 754)
_SLANT, _TWIG = 74, 158
_LABEL_HEIGHT, _GAP, _LEAST = 26, 12, 120
_NOT_AT_THE_BEGINNING = frozenset("，。；：、！？）》”,.;:!?)")


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "bone"


@dataclass(frozen=True)
class Words:
    """Lines of text; `anchor` as in SVG, `kind` tells how they are drawn."""

    x: float
    y: float
    lines: tuple[str, ...]
    anchor: str = "start"
    kind: str = "cause"

    @property
    def placed(self):
        """Each line with its own height."""
        return [(self.y + _LINE * index, line) for index, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass
class Fishbone:
    width: int
    height: float
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


def wrapped(text, width):
    """`text` in lines of at most `width` pixels; words of Latin letters stay whole while they fit."""
    lines, line, length = [], "", 0.0
    for part in _parts(" ".join(text.split())):
        long = _length(part)
        if line and length + long > width and part not in _NOT_AT_THE_BEGINNING:
            lines.append(line.rstrip())
            line, length = "", 0.0
        if part == " " and not line:
            continue
        line, length = line + part, length + long
    return tuple([*lines, line.rstrip()] if line.strip() else lines) or ("",)


def fishbone(problem, branches):
    """The picture of `branches`, five pairs of a label and its causes, each a text and whether it is a main one."""
    drawn = [(label, [(wrapped(text, _TWIG - 12), is_main) for text, is_main in causes]) for label, causes in branches]
    above = max([_LEAST, *(_height(causes) for _label, causes in drawn[:_ABOVE])])
    below = max([_LEAST, *(_height(causes) for _label, causes in drawn[_ABOVE:])])
    head = wrapped(problem, _HEAD_WIDTH - 24)
    head_height = max(64, len(head) * _LINE + 26)
    spine = max(above + _LABEL_HEIGHT + 8, head_height / 2 + 8)
    height = spine + max(below + _LABEL_HEIGHT + 8, head_height / 2 + 8)
    picture = Fishbone(WIDTH, height)
    picture.lines.append(Line(_SPINE_LEFT, spine, _HEAD_LEFT, spine, "spine"))
    picture.boxes.append(Box(_HEAD_LEFT, spine - head_height / 2, _HEAD_WIDTH, head_height, "head"))
    first = spine - (len(head) - 1) * _LINE / 2 + 4
    picture.words.append(Words(_HEAD_LEFT + _HEAD_WIDTH / 2, first, head, "middle", "head"))
    for place, (label, causes) in enumerate(drawn):
        is_above = place < _ABOVE
        foot = _FEET[place] if is_above else _FEET[place - _ABOVE] + (_FEET[1] - _FEET[0]) / 2
        _draw_bone(picture, label, causes, foot=foot, spine=spine, reach=-above if is_above else below)
    return picture


def _draw_bone(picture, label, causes, *, foot, spine, reach):
    end = spine + reach
    picture.lines.append(Line(foot - _SLANT, end, foot, spine, "bone"))
    is_above = reach < 0
    top = end - _LABEL_HEIGHT if is_above else end
    width = max(64.0, _length(label) + 20)
    picture.boxes.append(Box(foot - _SLANT - width / 2, top, width, _LABEL_HEIGHT, "label"))
    picture.words.append(Words(foot - _SLANT, top + 18, (label,), "middle", "label"))
    y = (end if is_above else spine) + _GAP
    for lines, is_main in causes:
        y += len(lines) * _LINE
        # Where the slanting bone is at this height.
        x = foot - _SLANT * (y - spine) / reach
        kind = "main" if is_main else "cause"
        picture.lines.append(Line(x - _TWIG, y, x, y, f"twig-{kind}"))
        picture.words.append(Words(x - _TWIG + 2, y - 4 - _LINE * (len(lines) - 1), lines, "start", kind))
        y += _GAP / 2


def _height(causes):
    return _GAP + sum(len(lines) * _LINE + _GAP / 2 for lines, _is_main in causes) + _GAP


def _length(text):
    return sum(_LETTER if unicodedata.east_asian_width(letter) in "WF" else _LETTER * 0.56 for letter in text)


def _parts(text):
    """Chinese letters and blanks by themselves, anything else in words of at most a twig's length."""
    part = ""
    for letter in text:
        is_alone = letter == " " or unicodedata.east_asian_width(letter) in "WF"
        if is_alone or len(part) >= 16:
            if part:
                yield part
            part = ""
        if is_alone:
            yield letter
        else:
            part += letter
    if part:
        yield part
