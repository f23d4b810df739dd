"""Addresses of mail, and accounts of WeChat and QQ where a word before them says so."""

import re

from complaints.words.personal.kinds import PersonalKind, Span

_MAIL = re.compile(
    r"(?<![A-Za-z0-9_%+-])(?<![A-Za-z0-9]\.)[A-Za-z0-9_%+][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}(?![A-Za-z0-9])"
)
#: With 号, id or a colon before it any id is believed; else it must hold a digit or line, as "WeChat payment" does not.
_SAID = r"(?P<said>(?:号码|账号|帐号|号|(?i: ?id))?(?: ?[是为]| (?:is|was)\b)? ?:? ?)"
_WECHAT = re.compile(
    rf"(?:微信|[薇威]信|[Vv]信|(?i:(?<![a-z0-9])(?:wechat|weixin|vx|wx))){_SAID}"
    r"(?P<own>[A-Za-z][A-Za-z0-9_-]{5,19}|1[3-9][0-9]{9}|[1-9][0-9]{5,10})(?![A-Za-z0-9_-])"
)
_QQ = re.compile(rf"(?i:(?<![a-z0-9])qq|扣扣){_SAID}(?P<own>[1-9][0-9]{{4,10}})(?![A-Za-z0-9])")
_WXID = re.compile(r"(?<![A-Za-z0-9_])wxid_[A-Za-z0-9]{6,20}(?![A-Za-z0-9_])")


def mails_in(plain):
    return (Span(PersonalKind.MAIL, *match.span()) for match in _MAIL.finditer(plain))


def messengers_in(plain):
    yield from (Span(PersonalKind.WECHAT, *match.span()) for match in _WXID.finditer(plain))
    for match in (*_WECHAT.finditer(plain), *_QQ.finditer(plain)):
        if match["said"].strip() or not match["own"].isalpha():
            yield Span(PersonalKind.WECHAT, *match.span("own"))
