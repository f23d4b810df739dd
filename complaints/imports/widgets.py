"""What a cell means to a field; each refusal is a sentence about the cell.

Row and column are added by the caller, and so is the cell itself at `CELL`.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from complaints.crypto.contact import normal_form
from complaints.deadlines.workdays import CHINA
from complaints.imports.headings import normal
from complaints.models import CELL

_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_DATE = re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?")
_AMERICAN = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
_TIME = re.compile(
    r"(?P<half>上午|下午|晚上|[AaPp][Mm])?\s*(?P<hour>\d{1,2})[:时点](?:(?P<minute>\d{1,2})[:分]?(?:(?P<second>\d{1,2})"
    r"(?:\.\d+)?秒?)?)?\s*(?P<late>[AaPp][Mm])?"
)
_ZONE = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
_FIRST_DAY = date(1980, 1, 1)
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=CHINA)
#: What exports write where somebody stayed unnamed; taken for a name it would join strangers into one person.
_NOBODY = frozenset(
    {"无", "-", "--", "/", "未知", "匿名", "匿名用户", "游客", "网友", "不详", "none", "null", "n/a", "nan"}
)


class TextWidget(Widget):
    def __init__(self, longest):
        super().__init__()
        self.longest = longest

    def clean(self, value, row=None, **kwargs):
        if len(value) > self.longest:
            raise ValueError(
                _("Too long: %(length)s characters, at most %(limit)s fit.")
                % {"length": len(value), "limit": self.longest}
            )
        return value


class IdentifierWidget(TextWidget):
    """A number that names something; a spreadsheet that took it for a quantity has lost its last digits."""

    def clean(self, value, row=None, **kwargs):
        if _ROUNDED.fullmatch(value):
            raise ValueError(
                _("Excel has rounded “%(value)s”. Format the column as text in the source and export again.")
            )
        return super().clean(value, row, **kwargs)


class MomentWidget(Widget):
    """China time. 2020/6/8, 2019/1/7 14:20, 3/19/2015 (month first), 2020年6月8日 下午3点, 20200608, Excel's days."""

    def __init__(self, now):
        super().__init__()
        self.now = now

    def clean(self, value, row=None, **kwargs):
        try:
            moment = _moment(unicodedata.normalize("NFKC", value))
        except (ValueError, OverflowError):
            moment = None
        if moment is None or moment.date() < _FIRST_DAY:
            raise ValueError(_("“%(value)s” is no date. Write it as 2026-06-08 14:30."))
        if moment > self.now:
            raise ValueError(_("“%(value)s” lies in the future."))
        return moment


class MoneyWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        text = unicodedata.normalize("NFKC", value)
        text = re.sub(r"[¥￥元,\s]|RMB|CNY", "", text, flags=re.IGNORECASE)
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = None
        if amount is None or not 0 <= amount < 10**10 or amount != round(amount, 2):
            raise ValueError(_("“%(value)s” is no amount in yuan. Write it as 123.45."))
        return amount


class ChoiceWidget(Widget):
    """One of `choices`, by its code, by its label in any language of the desk, or by a word known from files."""

    def __init__(self, choices, words):
        super().__init__()
        self.choices = choices
        self._meaning = {normal(word): choices(code) for code, known in words.items() for word in known}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for choice in choices:
                    self._meaning[normal(choice.value)] = self._meaning[normal(str(choice.label))] = choice

    def clean(self, value, row=None, **kwargs):
        choice = self._meaning.get(normal(value))
        if choice is None:
            known = _(", ").join(str(one.label) for one in self.choices)
            raise ValueError(_("“%(value)s” is not known here. Possible: %(known)s.") % {"value": CELL, "known": known})
        return choice


class DemandWidget(ChoiceWidget):
    """What the customer wants; words that are none of the choices are kept as words, for whoever grades."""

    def clean(self, value, row=None, **kwargs):
        return self._meaning.get(normal(value), value)


class CategoryWidget(Widget):
    """A category of the preset by code or name; of a path like 服务类/态度 the last part."""

    def __init__(self, categories):
        super().__init__()
        self._meaning = {}
        for category in categories:
            for spelling in (category.name, category.name_en, category.code):
                self._meaning.setdefault(normal(spelling), category)

    def clean(self, value, row=None, **kwargs):
        last = re.split(r"[/>\\|、]", value)[-1]
        category = self._meaning.get(normal(value)) or self._meaning.get(normal(last))
        if category is None:
            raise ValueError(_("“%(value)s” is no category of this preset. Leave the column out, or correct the name."))
        return category


class NameWidget(TextWidget):
    def clean(self, value, row=None, **kwargs):
        return "" if value.casefold() in _NOBODY else super().clean(value, row, **kwargs)


class ContactWidget(IdentifierWidget):
    """A way to reach somebody; masked ones (138****5678) and 匿名 reach nobody. The sentence never quotes one."""

    def __init__(self, kind, longest, sentence):
        super().__init__(longest)
        self.kind, self.sentence = kind, sentence

    def clean(self, value, row=None, **kwargs):
        if "*" in value or "＊" in value or value.casefold() in _NOBODY:
            return ""
        value = super().clean(value, row, **kwargs)
        if not normal_form(self.kind, value):
            raise ValueError(self.sentence)
        return value


class LinkWidget(TextWidget):
    def clean(self, value, row=None, **kwargs):
        try:
            URLValidator(schemes=["http", "https"])(value)
        except ValidationError:
            raise ValueError(_("This is no web address. It begins with https://.")) from None
        return super().clean(value, row, **kwargs)


def _moment(text):
    """None when `text` is none of the known forms. Raises ValueError for a day the calendar lacks."""
    text = text.strip()
    if _SERIAL.fullmatch(text):
        return (_SERIAL_ZERO + timedelta(days=float(text))).replace(microsecond=0)
    if compact := _COMPACT.fullmatch(text):
        return datetime(*(int(part or 0) for part in compact.groups()), tzinfo=CHINA)
    zone = None
    if ":" in text and (found := _ZONE.search(text)):
        zone, text = found[1], text[: found.start()]
    day = _DATE.match(text) or _AMERICAN.match(text)
    if day is None:
        return None
    rest = text[day.end() :].strip().removeprefix("T").strip()
    moment = datetime.combine(
        date(int(day["year"]), int(day["month"]), int(day["day"])), _time(rest) if rest else time.min, CHINA
    )
    if zone is None:
        return moment
    return datetime.fromisoformat(moment.replace(tzinfo=None).isoformat() + zone.replace("Z", "+00:00"))


def _time(text):
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, half = int(found["hour"]), (found["half"] or found["late"] or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    if half in ("上午", "am") and hour == 12:
        hour = 0
    return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
