"""Telephones, identity numbers and bank cards, by their build, their check digit, or the word before them.

Sources: GB 11643 (citizen's number of 18 places with a check digit), ISO/IEC 7812 (Luhn digit of a card),
the numbering plan of China (mobiles 1[3-9], area codes 010, 02x and 0[3-9]xx). 400 and 800 numbers are a
company's lines and nobody's own.
"""

import re
from datetime import date

from complaints.words.personal.kinds import PersonalKind, Span

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_FIRST_BIRTH = 1850
#: Digits in groups with single blanks or dashes between; the quantifiers never give back, so time stays linear.
_RUN = re.compile(r"(?<![A-Za-z0-9_*.])(?<![A-Za-z]-)[0-9]++(?:[ -][0-9]++)*+(?:[Xx](?![A-Za-z0-9]))?")
#: What may not stick to a number: the rest of a code, or the mask of a number. "13812345678vx同号" is one nevertheless.
_STUCK = re.compile(r"(?!(?i:vx|wx|qq|v信))[A-Za-z_*]")
_GROUP = re.compile(r"[0-9]+[Xx]?")
_LEAST_DIGITS, _MOST_DIGITS = 11, 19
#: Only a run that is nothing else is read as one number when it is cut into more.
_MOST_GROUPS = 6
_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9][0-9]{9}")
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5), (5, 6), (6, 5), (3, 2, 2, 2, 2), (1,) * 11}
_DOTTED = re.compile(r"(?<![A-Za-z0-9_.])1[3-9][0-9]\.[0-9]{4}\.[0-9]{4}(?!\.?[A-Za-z0-9_])")
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_LANDLINE = re.compile(
    rf"(?<![A-Za-z0-9_.-])(?:\+86[ -]?\(?0?{_AREA}\)?[ -]?|(?:86[ -]?)?(?:\(0{_AREA}\) ?|0{_AREA}[ -]))"
    r"[2-9][0-9]{6,7}(?![0-9])(?: ?(?:转|分机|-|ext\.?) ?[0-9]{1,6}(?![0-9]))?"
)
_CALLED = re.compile(
    r"(?:电话|座机|固话|致电|拨打|传真|联系方式|(?i:\b(?:tel|phone)\b))(?:号码|号)?[是为:. ]{0,3}"
    rf"(0{_AREA}[2-9][0-9]{{6,7}}|(?!20[0-9]{{6}})[2-8][0-9]{{6,7}})(?![0-9-])(?:转[0-9]{{1,6}})?"
)
_FOREIGN = re.compile(r"(?<![A-Za-z0-9_])\+(?!86)[1-9][0-9]{0,2}(?:[ -]?[0-9]{2,5}){2,4}(?![0-9A-Za-z%])")
_DOCUMENT = re.compile(
    r"(?:身份证|证件|护照|通行证|台胞证|回乡证|军官证|驾驶证|居住证|(?i:\b(?:passport|id card)\b))"
    r"(?:号码|编号|号|(?i: (?:number|no\.?)))?(?: ?(?:是|为|is|:|\(|#) ?| )?"
    r"(?P<own>[A-Za-z]{1,2}[0-9]{7,10}|[0-9]{8}|[0-9]{10}|[1-9][0-9]{14}|[1-9][0-9]{16}[0-9Xx])(?![A-Za-z0-9])"
)
_ACCOUNT = re.compile(
    r"(?:(?<!会员)卡号|[行蓄用]卡|账号|帐号|账户)(?:号码|号)?[是为: ]{0,3}"
    r"(?P<own>[0-9](?:[ -]?[0-9]){11,22})(?![A-Za-z0-9])"
)
_TAIL = re.compile(
    r"(?:尾号|尾数|[末后]四位|(?i:\bending (?:in|with)|\blast four digits))(?:数字|号码)?(?:是|为|are)?[: ]{0,2}"
    r"(?P<own>[0-9]{4})(?!\.?[0-9A-Za-z])"
)
_TAIL_OF = {"手机": PersonalKind.PHONE, "电话": PersonalKind.PHONE, "phone": PersonalKind.PHONE}
_TAIL_OF |= {"身份证": PersonalKind.IDENTITY, "车牌": PersonalKind.PLATE}
_TAIL_REACH = 8


def numbers_in(plain):
    for run in _RUN.finditer(plain):
        yield from _of_run(run)
    for pattern in (_DOTTED, _LANDLINE, _FOREIGN):
        yield from (Span(PersonalKind.PHONE, *match.span()) for match in pattern.finditer(plain))
    for match in _CALLED.finditer(plain):
        yield Span(PersonalKind.PHONE, match.start(1), match.end())
    yield from (Span(PersonalKind.IDENTITY, *match.span("own")) for match in _DOCUMENT.finditer(plain))
    yield from (Span(PersonalKind.CARD, *match.span("own")) for match in _ACCOUNT.finditer(plain))
    for match in _TAIL.finditer(plain):
        before = plain[max(0, match.start() - _TAIL_REACH) : match.start()].casefold()
        kinds = [kind for word, kind in _TAIL_OF.items() if word in before]
        yield Span(kinds[0] if kinds else PersonalKind.CARD, *match.span("own"))


def is_identity(digits):
    """GB 11643: six places of a region, a day of birth, three of a row, and the one that checks the others."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", digits) or not _is_birth(digits[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == digits[17]


def is_card(digits):
    """A bank card by its Luhn digit; order numbers fail it nine times of ten."""
    if not re.fullmatch(r"[3-6][0-9]{15,18}", digits):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _of_run(run):
    """Each stretch of neighbouring groups that makes a number: a date may stand right before a telephone."""
    groups = list(_GROUP.finditer(run[0]))
    if _STUCK.match(run.string, run.end()):
        groups.pop()
    for first in range(len(groups)):
        sizes, digits = [], ""
        for last in range(first, len(groups)):
            group = groups[last]
            digits += group[0].upper()
            sizes.append(len(group[0]))
            if len(digits) > _MOST_DIGITS or (first and len(sizes) > _MOST_GROUPS):
                break
            if len(digits) < _LEAST_DIGITS:
                continue
            is_whole = first == 0 and last == len(groups) - 1
            if kind := _kind_of(digits, tuple(sizes), is_whole=is_whole):
                start = run.start() + groups[first].start()
                if plus := run.string[start - 1 : start] == "+":
                    start -= plus
                yield Span(kind, start, run.start() + group.end())


def _kind_of(digits, sizes, *, is_whole):
    if _MOBILE.fullmatch(digits):
        # The country may stand as a group of its own, or stick to the first one.
        country = len(digits) - 11
        own = sizes[1:] if country and sizes[0] == country else (sizes[0] - country, *sizes[1:])
        return PersonalKind.PHONE if own in _MOBILE_GROUPS else None
    grouped = is_whole or len(sizes) == 1 or (sizes[0] > 2 and set(sizes[:-1]) == {sizes[0]})
    if is_identity(digits) and (grouped or sizes[0] == 6):
        return PersonalKind.IDENTITY
    if is_card(digits) and grouped:
        return PersonalKind.CARD
    return None


def _is_birth(digits):
    try:
        return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}").year >= _FIRST_BIRTH
    except ValueError:
        return False
