"""Addresses that lead to a door: from the province, or wherever the writer began, to the room.

A town or a district alone is where something happened, not where somebody lives, and is no finding.
"""

import re

from complaints.words.personal.kinds import PersonalKind, Span
from complaints.words.personal.vocabulary import VOCABULARY, any_of

_PLACES = VOCABULARY["places"]
_NUMBER = r"(?:[A-Za-z]?[0-9]{1,5}[A-Za-z]?|[一二三四五六七八九十百]{1,4}|[A-Za-z])"
_BUILDING = r"(?:号楼|栋|幢|座|#楼?)"
_STEP = rf"(?: ?{_NUMBER}(?:-[0-9]{{1,4}})? ?(?:号楼|号院|单元|栋|幢|座|楼|层|室|房|户|院|弄|号|门|组|区|期|#)(?!线))"
_NAMED = (
    r"(?:[^\W\d_的在到是有和了被与从要把给][^\W\d_A-Za-z的在到是有和了被与从要把给]{0,7}?"
    r"(?:大厦|大楼|广场|中心|花园|小区|公寓|家园|产业园|科技园|工业园|新村|苑|园|城|府))"
)
_ROOM = r"(?: ?[0-9]{1,4}(?:-[0-9]{1,4}){0,2}(?!\.?[0-9]|[%年月日元个次天点]))"
_TAIL = rf"(?:{_NAMED}?{_STEP}){{0,6}}(?:{_NAMED}(?:{_STEP}){{0,4}})?{_ROOM}?"
_STREET = re.compile(
    rf"(?P<way>{any_of(_PLACES['ways'])})(?:[东南西北中]段)? ?"
    rf"(?:[0-9]{{1,5}}(?:-[0-9]{{1,4}})?|[一二三四五六七八九十百]{{1,4}}) ?(?:号楼|号院|号|弄)(?!线){_TAIL}"
)
_ESTATE = re.compile(rf"(?P<way>{any_of(_PLACES['estates'])}) ?{_NUMBER} ?(?:{_BUILDING}|单元|室){_TAIL}")
_VILLAGE = re.compile(rf"(?P<way>村|屯|庄|寨) ?{_NUMBER} ?(?:组|号|队){_TAIL}")
_DOOR = re.compile(
    rf"(?<![A-Za-z0-9]){_NUMBER} ?(?:{_BUILDING}(?: ?{_NUMBER} ?单元)?(?: ?[0-9]{{1,2}}[楼层])? ?"
    rf"(?:{_NUMBER} ?[室房户]|[0-9]{{3,4}}(?!\.?[0-9]))"
    rf"|{_BUILDING} ?{_NUMBER} ?单元|单元 ?{_NUMBER} ?[室房户]|单元 ?[0-9]{{3,4}}(?!\.?[0-9]))"
)
_NOT_WAYS = tuple(_PLACES["not_ways"])
_ENGLISH_WORD = r"[A-Z][A-Za-z]{1,14}"
_ENGLISH = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:(?:Room|Unit|Flat|Apt\.?|Apartment|Suite|Floor|Building|Block|No\.) ?[A-Z]?[0-9]{1,5}[A-Z]?,? ){0,4}"
    rf"[0-9]{{1,5}}[A-Z]?,? (?:{_ENGLISH_WORD} ){{1,4}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Blvd|Way|Court|Square)\b"
)
_BEGINNING = re.compile(rf"(?:{any_of([*_PLACES['provinces'], *_PLACES['cities']])})(?!路|街|[东南西北中]路|大道)")
_BEFORE = re.compile(any_of(_PLACES["before"]))
_REACH = 40
#: A name of a street or an estate without anything that tells where it begins.
_LONGEST_NAME = 12


def places_in(plain):
    for match in (*_STREET.finditer(plain), *_ESTATE.finditer(plain), *_VILLAGE.finditer(plain)):
        start = _beginning(plain, match.end("way"))
        if start < match.start("way") and not plain[: match.end("way")].endswith(_NOT_WAYS):
            yield Span(PersonalKind.ADDRESS, start, match.end())
    for match in (*_DOOR.finditer(plain), *_ENGLISH.finditer(plain)):
        yield Span(PersonalKind.ADDRESS, *match.span())


def _beginning(plain, end):
    """Where the place begins whose street, village or estate ends at `end`."""
    start = end
    while start > max(0, end - _REACH) and _is_of_place(plain, start - 1):
        start -= 1
    told = [match.end() for match in _BEFORE.finditer(plain, start, end - 1)]
    since = told[-1] if told else start
    named = _BEGINNING.search(plain, since, end) or _BEGINNING.search(plain, start, end)
    return named.start() if named else max(since, end - _LONGEST_NAME)


def _is_of_place(plain, at):
    symbol, before, behind = plain[at], plain[at - 1 : at], plain[at + 1 : at + 2]
    if symbol == " ":
        return before != "" and before in "省市区县镇乡"
    return "\u4e00" <= symbol <= "\u9fff" or (symbol.isalnum() and behind != "" and behind in "区期")
