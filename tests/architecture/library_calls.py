"""Services of the case library, as service_calls.py: an entry has a record of its own beside the complaint's."""

from datetime import date, timedelta

from accounts.roles import Role
from complaints.models import EventKind as K
from knowledge.models import CaseVersion, NominationRules, VersionState
from knowledge.services import nominating
from knowledge.services.library import freshness, privacy, usage, workflow, writing
from review.services.causes import members
from tests.architecture.service_calls import C, Row
from tests.builders import NOON
from tests.knowledge.shelves import WORDS, a_case, confirmed

#: As `INNER` of service_calls.py: called under another service's lock.
INNER_LIBRARY = {
    "knowledge.library.cases.published",
    "knowledge.library.drafting.begin",
    "knowledge.library.writing.put",
}
_Q, _SYSTEM = Role.CURATOR, Role.SYSTEM


def _at(state):
    return lambda it: a_case(state, complaint=it)


def _version():
    return CaseVersion.objects.get()


def _confirmed(it):
    confirmed(a_case(VersionState.DRAFT, complaint=it))


def _masked(it):
    a_case(VersionState.DRAFT, complaint=it, situation="客户电话 13912345678")


def _costly(it):
    NominationRules.objects.create(pk=1, costly_from_cny=1)


def _phone():
    return [one.key for one in privacy.findings(_version()) if one.found.text == "13912345678"]


def _rest():
    return [one.key for one in privacy.findings(_version()) if one.found.text != "13912345678"]


def _settle(it, by):
    said = {"masked": _phone(), "kept": _rest(), "is_read": True}
    privacy.settle(CaseVersion, _version().pk, **said, seen=_version().edits, by=by, now=NOON)


def _mask(it, by):
    privacy.mask(CaseVersion, _version().pk, keys=_phone(), seen=_version().edits, by=by, now=NOON)


def _confirm(it, by):
    privacy.confirm(CaseVersion, _version().pk, kept=_rest(), seen=_version().edits, by=by, now=NOON)


def _write(it, by):
    writing.write(CaseVersion, _version().pk, words=WORDS, seen=_version().edits, by=by, now=NOON)


def _on(service, state, role=_Q, **said):
    """A row that calls `service` on the only version, standing at `state`."""
    return Row(C, lambda it, by: service(CaseVersion, _version().pk, **said, by=by, now=NOON), (), role, _at(state))


D, REVIEW, SHOWN = VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.PUBLISHED
_FACTS = {"quality": 5, "review_on": date(2027, 1, 1)}
LIBRARY = {
    "knowledge.library.writing.write": Row(C, _write, (), _Q, _at(D)),
    "knowledge.library.writing.revise": _on(writing.revise, SHOWN),
    "knowledge.library.privacy.settle": Row(C, _settle, (), _Q, _masked),
    "knowledge.library.privacy.mask": Row(C, _mask, (), _Q, _masked),
    "knowledge.library.privacy.confirm": Row(
        C,
        lambda it, by: privacy.confirm(
            CaseVersion, _version().pk, kept=_rest(), seen=_version().edits, by=by, now=NOON
        ),
        (),
        _Q,
        _at(D),
    ),
    "knowledge.library.workflow.submit": Row(
        C, lambda it, by: workflow.submit(CaseVersion, _version().pk, by=by, now=NOON), (), _Q, _confirmed
    ),
    "knowledge.library.workflow.take_back": _on(workflow.take_back, REVIEW),
    "knowledge.library.workflow.give_back": _on(workflow.give_back, REVIEW, note="写具体"),
    "knowledge.library.workflow.publish": _on(workflow.publish, REVIEW),
    "knowledge.library.workflow.retire": _on(workflow.retire, SHOWN, reason="停产"),
    "knowledge.library.freshness.confirm": _on(freshness.confirm, SHOWN),
    "knowledge.library.freshness.arrange": _on(freshness.arrange, SHOWN, facts=_FACTS, tags=["漏电"]),
    "knowledge.library.freshness.tell_stale": Row(
        C, lambda it, by: freshness.tell_stale(by=by, now=NOON + timedelta(days=181)), (), _SYSTEM, _at(SHOWN)
    ),
    "knowledge.library.usage.opened": Row(
        C, lambda it, by: usage.opened(_version(), by=by, now=NOON, complaint_id=it.pk), (), Role.AGENT, _at(SHOWN)
    ),
    "knowledge.library.usage.vote": Row(
        C, lambda it, by: usage.vote(_version(), is_useful=True, by=by, now=NOON), (), Role.AGENT, _at(SHOWN)
    ),
    "knowledge.library.usage.searched": Row(
        C, lambda it, by: usage.searched("漏电 13912345678", found=0, by=by, now=NOON), ()
    ),
    "knowledge.nominating.nominate_by_rule": Row(
        C, lambda it, by: nominating.nominate_by_rule(by=by, now=it.closed_at), (K.NOMINATED,), _SYSTEM, _costly
    ),
    "review.causes.members.tell_members library": Row(
        C, lambda it, by: members.tell_members(by=by, now=NOON), (K.CASE_PUBLISHED,), _SYSTEM, _at(SHOWN)
    ),
}
