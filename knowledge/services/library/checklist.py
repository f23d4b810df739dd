"""Facts and evidence a playbook asks for beside what the complaint already holds, as far as a machine can tell (INV-5).

A mark is a hint for the reader: the words of a fact are the desk's own, so it is found by what they speak of.
"""

import re
from dataclasses import dataclass

from django.utils.translation import ngettext

from complaints.templatetags.moments import moment

_DEVICE = re.compile(
    r"(?:iPhone|iPad|华为|小米|红米|荣耀|vivo|OPPO|Mate|Redmi)\s?[\w+]*|(?:iOS|Android|安卓|鸿蒙|HarmonyOS|Windows|macOS)\s?[\d.]*"
    r"|[vV版]本?\s?\d+(?:\.\d+)+",
    re.IGNORECASE,
)
_WAYBILL = re.compile(r"(?<![\w-])(?:SF|YT|JD|ZTO|STO|YD|DPK)?\d{12,15}(?!\w)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """`known` is what the complaint holds of it, blank when nothing was found."""

    what: str
    known: str


def facts_of(version, complaint):
    return [Line(row["what"], _known(row["what"], _HOLDS, complaint)) for row in version.facts]


def evidence_of(version, complaint):
    kept = list(complaint.evidence.values_list("content_type", flat=True))
    return [Line(row["what"], _known(row["what"], _FILES, kept)) for row in version.evidence]


def _known(what, sources, holder):
    """What the first sources that speak of `what` hold."""
    words = what.lower()
    found = (read(holder) for spoken_of, read in sources if any(word in words for word in spoken_of))
    return " · ".join(dict.fromkeys(str(one) for one in found if one))


def _order(complaint):
    return complaint.order and complaint.order.number


def _product(complaint):
    return complaint.product or (complaint.order and complaint.order.product)


def _wish(complaint):
    return complaint.demand_note or complaint.get_demand_display()


def _in_text(pattern):
    def read(complaint):
        return ", ".join(dict.fromkeys(found.strip() for found in pattern.findall(complaint.description)))

    return read


#: What a fact speaks of → what the complaint holds of it.
_HOLDS = (
    (("订单", "order"), _order),
    (("商品名称", "商品、", "涉及的商品", "product"), _product),
    (("时间", "日期", "when", "time"), lambda complaint: complaint.occurred_at and moment(complaint.occurred_at)),
    (("地点", "place", "where"), lambda complaint: complaint.place),
    (("希望", "诉求", "满意的结果", "wish", "want"), _wish),
    (("型号", "系统版本", "应用版本", "device", "version"), _in_text(_DEVICE)),
    (("运单", "waybill", "tracking number"), _in_text(_WAYBILL)),
)


def _count_of(*types):
    def read(kept):
        count = sum(one.startswith(types) for one in kept)
        return ngettext("%(count)s file", "%(count)s files", count) % {"count": count} if count else ""

    return read


_FILES = (
    (("照片", "截图", "录屏", "视频", "photo", "picture", "screenshot", "video"), _count_of("image/", "video/")),
    (("录音", "recording"), _count_of("audio/")),
    (("报告", "凭证", "单据", "证明", "账单", "report", "receipt", "bill"), _count_of("application/pdf")),
)
