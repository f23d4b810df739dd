"""The demo desk's Red Book: one edition of what its library has published, issued by the director."""

from contextlib import suppress
from datetime import timedelta

from complaints.errors import RuleBroken
from complaints.typesetting.press import NotSet
from knowledge.admin.book.forms import usual
from knowledge.exports.book.making import issue
from knowledge.models import BookEdition
from knowledge.services.book.composing import compose
from knowledge.services.book.gathering import digest_of, gather

_FOREWORD = """投诉是客户最后一次给我们机会。这本书收录本年度已发布的处置指引和优秀案例，供一线同事随时查阅。
先听完，再核实；先保安全，再谈方案；答应的事写下来，按时兑现。指引管方法，案例看分寸，两者对照着读。
发现与实际不符之处，请在案例库中写明，下一版修订。"""


def print_book(users, *, now):
    """Nothing happens where a book was composed already, or nothing is published yet."""
    if BookEdition.objects.exists():
        return
    told, composed_at = usual(), now - timedelta(days=1)
    # A machine without the memory to set pages still gets its desk, with a draft.
    with suppress(RuleBroken, NotSet):
        edition = compose(**told, foreword=_FOREWORD, by=users["qa"], now=composed_at)
        issue(edition.pk, seen=digest_of(gather(edition)), by=users["director"], now=now)
