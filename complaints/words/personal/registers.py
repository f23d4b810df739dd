"""Numbers under which a register knows one customer: orders, parcels, policies, our own complaints, and vehicles.

Source for plates: GA 36-2018 (letters I and O are not used; eight places are new energy).
"""

import re

from complaints.words.personal.kinds import PersonalKind, Span

_TOKEN = r"(?P<own>[A-Za-z0-9]++(?:-[A-Za-z0-9]++)*+)"  # noqa: S105, a piece of an expression
_IS = r"(?: ?[是为] ?| ?[:#] ?| (?:is|was) | )?"
_NUMBERED = re.compile(
    rf"(?:(?:单|订单|运单|工单|投诉|流水|交易|保单|合同|户|会员卡?|积分卡|面单|受理)(?:编号|号码|号){_IS}"
    rf"|(?P<bare>订单|运单|快递单|工单|(?i:\b(?:order|tracking|waybill|parcel|shipment|ticket|case|policy|complaint)\b)"
    rf"(?P<english>(?i: (?:number|no\.?|id)\b\.?))?){_IS}){_TOKEN}"
)
_LEAST, _LEAST_BARE = 6, 10
_COURIER = re.compile(
    r"(?<![A-Za-z0-9-])(?:SF[0-9]{12,15}|YT[0-9]{13,15}|JT[0-9]{13}|DPK[0-9]{12}|JD(?:[A-Z]{0,2})[0-9]{10,15}"
    r"|[A-Z]{2}[0-9]{9}[A-Z]{2})(?![A-Za-z0-9])"
)
_OURS = re.compile(
    r"(?<![A-Za-z0-9.-])20[0-9]{2}(?:0[1-9]|1[0-2])-(?!20[0-9]{2}(?:0[1-9]|1[0-2])(?![0-9]))[0-9]{3,6}(?!\.?[A-Za-z0-9-])"
)
#: A day and a row number behind it, as shops number their orders and returns.
_DATED = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-Z]{1,4}20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4,14}"
    r"|20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{8,14})(?![A-Za-z0-9-])"
)
_TRACKED = re.compile(r"(?<![A-Za-z0-9-])(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z](?![A-Za-z0-9-])")
_BATCH = re.compile(r"(?:批|型|版本|文件|规则|编号)[^,.;，。；]{0,4}$")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "[A-HJ-NP-Za-hj-np-z]"
_PLATE = re.compile(
    rf"[{_PROVINCES}]{_LETTER}[·•. -]?"
    rf"(?P<places>(?:{_LETTER}[A-HJ-NP-Za-hj-np-z0-9]?[0-9]{{4}}|[0-9]{{5}}{_LETTER})(?![A-Za-z0-9])"
    r"|[A-HJ-NP-Za-hj-np-z0-9]{5}(?![A-Za-z0-9])|[A-HJ-NP-Za-hj-np-z0-9]{4}[学警挂港澳试超])|[使领][0-9]{6}(?![0-9])"
)
_LEAST_DIGITS = 3
_CHASSIS = re.compile(r"(?:车架号|(?i:\bvin))(?:码)?[是为: ]{0,3}(?P<own>[A-HJ-NPR-Za-hj-npr-z0-9]{17})(?![A-Za-z0-9])")


def orders_in(plain):
    for match in _NUMBERED.finditer(plain):
        digits = sum(map(str.isdigit, match["own"]))
        if digits >= (_LEAST_BARE if match["bare"] and not match["english"] else _LEAST) - 1:
            yield Span(PersonalKind.ORDER, *match.span("own"))
    for match in (*_COURIER.finditer(plain), *_TRACKED.finditer(plain)):
        yield Span(PersonalKind.ORDER, *match.span())
    for match in (*_OURS.finditer(plain), *_DATED.finditer(plain)):
        if not _BATCH.search(plain[max(0, match.start() - 8) : match.start()]):
            yield Span(PersonalKind.ORDER, *match.span())


def vehicles_in(plain):
    for match in _PLATE.finditer(plain):
        if not match["places"] or sum(map(str.isdigit, match["places"])) >= _LEAST_DIGITS:
            yield Span(PersonalKind.PLATE, *match.span())
    yield from (Span(PersonalKind.PLATE, *match.span("own")) for match in _CHASSIS.finditer(plain))
