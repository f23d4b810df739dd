"""Clock times told in a sentence, in Chinese and English: each may be a promise to the customer (SLA-3).

Only what names a time of the day, or a number of minutes, hours or days from now, is a moment; "soon" is none.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple

_NUMERALS = {
    "半": 0.5,
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_NUMERALS |= {"十一": 11, "十二": 12, "二十四": 24, "四十八": 48}
_NUMBER = r"(?:\d{1,3}|二十四|四十八|十一|十二|[半一两二三四五六七八九十])"
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS_AHEAD = {"今": 0, "明": 1, "后": 2, "today": 0, "tonight": 0, "tomorrow": 1}
_MINUTES = {"分": 1, "小": 60, "钟": 60, "天": 24 * 60, "日": 24 * 60, "m": 1, "h": 60, "d": 24 * 60}

_CHINESE_DATE = (
    r"(?:(?P<ahead>[今明后])[天日]?|(?P<week>下)?(?:个)?(?:本|这)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?:(?P<year>\d{4})[年/-])?(?P<month>\d{1,2})[月/-](?P<day>\d{1,2})[日号]?)"
)
_PERIOD = r"(?P<period>凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)"
_CHINESE_TIME = (
    rf"{_PERIOD}?\s*(?:(?<!第)(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?!\d)|[点时](?P<spoken>半|一刻|三刻|\d{{1,2}}分?)?)"
    r"|(?P<word>十一|十二|[一两二三四五六七八九十])点(?P<word_spoken>半|一刻|三刻)?)|(?P<closing>下班前)"
)
_CHINESE = re.compile(rf"(?:{_CHINESE_DATE}[,\s]{{0,2}})?(?:{_CHINESE_TIME})")
_CHINESE_SPAN = re.compile(
    rf"(?P<count>{_NUMBER})\s*个?(?P<half>半)?(?P<unit>小时|分钟|钟头|天|日)\s*(?:之内|以内|内|之后|以后|后)"
)
_ENGLISH_DATE = (
    r"(?P<ahead>today|tonight|tomorrow)|(?:next\s)?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"|(?P<day>\d{1,2})\s(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
    r"|(?P<month_first>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\s(?P<day_last>\d{1,2})"
)
_ENGLISH_TIME = r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?:\s?(?P<half>[ap]m\b|[ap]\.m\.))?"
_ENGLISH = re.compile(
    rf"\b(?:(?:{_ENGLISH_DATE})[,\s]{{1,2}}(?:(?:by|at|before|until)\s)?)?(?<![\d:-]){_ENGLISH_TIME}(?![\d:%-])"
    r"(?:[,\s]{1,2}(?:on\s)?(?P<later>today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)?"
)
_ENGLISH_SPAN = re.compile(r"\b(?:within|in)\s(?:the\snext\s)?(?P<count>\d{1,3})\s?(?P<unit>m|h|d)[a-z]{0,6}\b")
_SPOKEN = {"半": 30, "一刻": 15, "三刻": 45}
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚"})
_LAST_HOUR_OF_WORK = 18
#: A month and day named without a year lie in the past only if they are this far back.
_MOST_PAST = timedelta(days=180)


class Moment(NamedTuple):
    """`at` as told by `text`."""

    text: str
    at: datetime


def moments_in(text, now, zone):
    """The coming moments `text` names, each once, in order of time; what lies in the past is no promise."""
    plain, local = unicodedata.normalize("NFKC", text).casefold(), now.astimezone(zone)
    found = sorted([*_spans(plain, local), *_clock_times(plain, local)], key=lambda one: one[0] - one[1])
    kept: list[tuple] = []
    for start, end, moment in found:
        # Of two readings of the same words the longer one understood more.
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, moment))
    coming = {moment.at: moment for _start, _end, moment in reversed(kept) if moment.at > local}
    return [coming[at] for at in sorted(coming)]


def _spans(plain, local):
    for pattern in (_CHINESE_SPAN, _ENGLISH_SPAN):
        for match in pattern.finditer(plain):
            count = _number(match["count"]) + (0.5 if match.groupdict().get("half") else 0)
            minutes = count * _MINUTES[match["unit"][0]]
            if minutes:
                yield *match.span(), Moment(match[0].strip(), local + timedelta(minutes=minutes))


def _clock_times(plain, local):
    for match, read in [
        *((match, _chinese) for match in _CHINESE.finditer(plain)),
        *((match, _english) for match in _ENGLISH.finditer(plain)),
    ]:
        try:
            at = read(match, local)
        except ValueError:
            # The 31st of a month that has none, or half past thirty.
            continue
        if at is not None:
            yield *match.span(), Moment(match[0].strip(), at)


def _chinese(match, local):
    if match["closing"]:
        hour, minute = _LAST_HOUR_OF_WORK, 0
    else:
        hour = int(match["hour"]) if match["hour"] else int(_NUMERALS[match["word"]])
        spoken = match["spoken"] or match["word_spoken"] or ""
        minute = int(match["minute"] or _SPOKEN.get(spoken) or spoken.removesuffix("分") or 0)
    extra = 0
    if (match["period"] in _AFTERNOON and hour < 12) or (match["period"] == "中午" and hour < 3):
        hour += 12
    elif match["period"] in {"晚上", "晚"} and hour == 12:
        hour, extra = 0, 1
    day = local.date()
    if match["ahead"]:
        day += timedelta(days=_DAYS_AHEAD[match["ahead"]])
    elif match["weekday"]:
        day = _weekday(day, _WEEKDAYS[match["weekday"]], next_week=bool(match["week"]))
    elif match["month"]:
        day = _named(local.date(), match["month"], match["day"], match["year"])
    return _at(day + timedelta(days=extra), hour, minute, local)


def _english(match, local):
    if not (match["minute"] or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    day, named = local.date(), match["ahead"] or match["weekday"] or match["later"]
    if named in _DAYS_AHEAD:
        day += timedelta(days=_DAYS_AHEAD[named])
    elif named:
        ahead = (_ENGLISH_DAYS.index(named) - day.weekday()) % 7
        day += timedelta(days=ahead or 7)
    elif match["month"] or match["month_first"]:
        month = _MONTHS.index(match["month"] or match["month_first"]) + 1
        day = _named(day, month, match["day"] or match["day_last"])
    return _at(day, hour, minute, local)


def _weekday(today, weekday, *, next_week):
    """The coming one; said of the next week, the one of the week that begins on the next Monday."""
    if next_week:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _named(today, month, day, year=None):
    named = date(int(year or today.year), int(month), int(day))
    if year is None and today - named > _MOST_PAST:
        named = named.replace(year=today.year + 1)
    return named


def _at(day, hour, minute, local):
    if hour == 24 and minute == 0:
        day, hour = day + timedelta(days=1), 0
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=local.tzinfo)


def _number(text):
    return int(text) if text.isdecimal() else _NUMERALS[text]
