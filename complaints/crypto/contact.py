"""Normal forms, look-up and masks of contact data."""

import re
import unicodedata

from django.db import models
from django.utils.translation import gettext_lazy as _

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0?[0-9]{9,11}|400[0-9]{7}|800[0-9]{7}")
# An address dressed with a name would be a second spelling of the same contact (A36).
_IN_ADDRESS = r'[^@\s,;:<>()\[\]"\\]'
_EMAIL = re.compile(rf"{_IN_ADDRESS}{{1,64}}@(?:{_IN_ADDRESS}+)\.(?:(?!\.){_IN_ADDRESS}){{2,}}")
_DIGIT = "[0-9０-９]"
_MOBILE_IN_TEXT = (
    rf"(?:(?:[+＋]|00)?86[ -]?)?[1１][3-9３-９]{_DIGIT}(?P<gap>[ .－-]?){_DIGIT}{{4}}(?P=gap){_DIGIT}{{4}}"
)
_LANDLINE_IN_TEXT = rf"0{_DIGIT}{{2,3}}[ －-]{_DIGIT}{{7,8}}"
_PHONE_IN_TEXT = re.compile(rf"(?<!{_DIGIT})(?:{_MOBILE_IN_TEXT}|{_LANDLINE_IN_TEXT})(?!{_DIGIT})")
_EMAIL_IN_TEXT = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Phone number")
    EMAIL = "email", _("E-mail address")
    WECHAT = "wechat", _("WeChat id")
    ACCOUNT = "account", _("Platform account")
    ELSEWHERE = "elsewhere", _("Account where it was written")


def normal_form(kind, value):
    """The one spelling under which `value` is looked up; blank when it cannot be a contact of that kind.

    Phone numbers lose separators and +86; e-mail addresses and accounts their case.
    """
    value = unicodedata.normalize("NFKC", value).strip()
    if kind == ContactKind.PHONE:
        digits = "".join(str(unicodedata.decimal(symbol)) for symbol in value if symbol.isdecimal())
        digits = digits.removeprefix("0086") if digits.startswith("0086") else digits
        digits = digits[2:] if digits.startswith("86") and len(digits) == 13 else digits
        return digits if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else ""
    if kind == ContactKind.EMAIL:
        return value.lower() if _EMAIL.fullmatch(value) else ""
    return value.casefold()


def mask_contact(kind, value):
    """What a screen shows of a contact to those who have not asked for it: 138****5678, l***@example.cn."""
    if not value:
        return ""
    if kind == ContactKind.EMAIL:
        local, _at, domain = value.partition("@")
        return f"{local[:1]}***@{domain}"
    if kind == ContactKind.PHONE and len(value) >= 7:
        return f"{value[:3]}****{value[-4:]}"
    return f"{value[:1]}***"


def mask_name(name):
    """李晓燕 → 李**, Mary Smith → M***: enough to recognise, not to know."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return f"{name[0]}***"
    return name[0] + "*" * min(len(name) - 1, 3)


def mask_address(address):
    """The town of an address; street and door are hidden."""
    return f"{address[:6]}****" if len(address) > 6 else "****" if address else ""


def mask_text(text):
    """Free text with the phone numbers and e-mail addresses in it masked; the rest as it was written."""
    text = _PHONE_IN_TEXT.sub(lambda found: mask_contact(ContactKind.PHONE, found[0]), text)
    return _EMAIL_IN_TEXT.sub(lambda found: mask_contact(ContactKind.EMAIL, found[0]), text)
