"""Services of outside matters, final letters and evidence packages, as service_calls.py."""

from datetime import date, timedelta

from accounts.models import Department
from accounts.roles import Role
from complaints.models import EventKind as K
from escalation.exports.making import make
from escalation.models import Milestone, OutsideBody, OutsideMatter
from escalation.services import letters, outside, packages
from tests.architecture.service_calls import I, Row
from tests.builders import NOON, a_user

DAY = date(2026, 11, 18)
L = Role.LEGAL


def open_matter(it, by):
    court = OutsideBody.objects.get(code="court")
    facts = {"body": court, "received_on": DAY, "claim": "退一赔三", "representative": by}
    return outside.open_matter(it.pk, by=by, now=NOON, **facts)


def opened(it):
    open_matter(it, a_user(L))


def matter_of(it):
    return OutsideMatter.objects.get(complaint=it).pk


def noted(milestone, kind):
    return Row(
        I,
        lambda it, by: outside.note(matter_of(it), milestone, on=DAY, words="甲", by=by, now=NOON),
        (kind,),
        L,
        opened,
    )


def close(it, by, *titles):
    desk = Department.objects.get(code="customer_service")
    duties = [outside.Duty(title, desk, NOON + timedelta(days=2)) for title in titles]
    outside.close_matter(matter_of(it), result="settled", words="书面致歉", duties=duties, by=by, now=NOON)


def letter(it, by):
    letters.send_letter(
        it.pk,
        kind="final_answer",
        findings="外箱受压。",
        offered="原路退款 89 元。",
        position="按订单金额退款。",
        bodies=OutsideBody.objects.filter(code="12315"),
        by=by,
        now=NOON,
    )


def order(it, by):
    facts = {"profile": "internal", "recipient": "内审部", "purpose": "复核", "language": "zh-hans"}
    return packages.order_package(it.pk, by=by, now=NOON, **facts)


def make_and_open(it, by):
    package = order(it, by)
    make(package.pk, now=NOON)
    packages.open_package(package.pk, by=by, now=NOON)


OUTSIDE = {
    "escalation.outside.open_matter": Row(I, open_matter, (K.ESCALATED, K.STEPPED_IN, K.MATTER_OPENED), L),
    "escalation.outside.set_hearing": Row(
        I,
        lambda it, by: outside.set_hearing(matter_of(it), at=NOON + timedelta(days=9), by=by, now=NOON),
        (K.MATTER_HEARING_SET,),
        L,
        opened,
    ),
    "escalation.outside.note": noted(Milestone.ANSWERED, K.MATTER_ANSWERED),
    "escalation.outside.note taken up": noted(Milestone.ACCEPTED, K.MATTER_TAKEN_UP),
    "escalation.outside.note heard": noted(Milestone.HEARD, K.MATTER_HEARD),
    "escalation.outside.note decided": noted(Milestone.DECIDED, K.MATTER_DECIDED),
    "escalation.outside.close_matter": Row(I, close, (K.MATTER_CLOSED,), L, opened),
    "escalation.outside.close_matter with duties": Row(
        I, lambda it, by: close(it, by, "致歉"), (K.MATTER_CLOSED, K.TASK_ASSIGNED), L, opened
    ),
    "escalation.letters.send_letter": Row(I, letter, (K.FINAL_LETTER_SENT,), L),
    "escalation.packages.order_package": Row(I, order, (), L),
    "escalation.packages.open_package": Row(I, make_and_open, (K.PACKAGE_MADE, K.PACKAGE_OPENED), L),
}
