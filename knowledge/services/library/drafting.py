"""A case begun from a closed complaint, filled in from its record (KNO-1)."""

from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.models import ProposalStatus
from complaints.states import Satisfaction
from complaints.templatetags.moments import yuan
from knowledge.models import CaseVersion, LibraryCase
from knowledge.services.library.record import record
from knowledge.services.library.workflow import LOOKED_AT_EVERY
from knowledge.services.library.writing import put
from review.models import CauseMember, RootCauseState
from review.services.causes.record import next_number


def begin(complaint, *, lesson, by, now):
    """The case of `complaint`, locked by the caller, with a first draft in its words; not yet free of personal data."""
    entry = LibraryCase(
        number=next_number(LibraryCase.LETTERS, now),
        complaint=complaint,
        category=complaint.category,
        product=complaint.product,
        owner=by,
        created_at=now,
        review_on=now.astimezone(CHINA).date() + LOOKED_AT_EVERY,
    )
    entry.save(force_insert=True)
    draft = CaseVersion(entry=entry, number=1)
    put(draft, {"title": complaint.subject, "lesson": lesson, **_told(complaint)}, by=by, now=now)
    record(draft, "drafted", by=by, at=now)
    return draft


def _told(complaint):
    """The parts of a lesson as the record has them; blank where it says nothing."""
    report = complaint.reports.order_by("-round").select_related("department").first()
    accepted = complaint.accepted_proposal or complaint.proposals.order_by("-pk").first()
    return {
        "situation": complaint.description[:5_000],
        "facts": report.facts if report else "",
        "cause": _cause(complaint, report),
        "handling": _handling(complaint, accepted)[:5_000],
        "script": accepted.message if accepted else "",
        "result": _result(complaint, accepted)[:2_000],
    }


def _cause(complaint, report):
    found = (
        CauseMember.objects.filter(complaint=complaint, left_at=None, analysis__state=RootCauseState.CONCLUDED)
        .select_related("analysis")
        .first()
    )
    parts = [report.cause if report else "", found.analysis.cause if found else ""]
    return "\n".join(part for part in parts if part)[:5_000]


def _handling(complaint, proposal):
    steps = [proposal.improvement] if proposal and proposal.improvement else []
    steps += [task.title for task in complaint.tasks.filter(done_at__isnull=False).order_by("done_at") if task.title]
    return "\n".join(f"{place}. {step}" for place, step in enumerate(steps, 1))


def _result(complaint, proposal):
    lines = [complaint.get_resolution_display()]
    if complaint.satisfaction:
        lines.append(_("Customer: %(level)s") % {"level": Satisfaction(complaint.satisfaction).label})
    if proposal and proposal.status == ProposalStatus.ACCEPTED:
        lines.append(_("Compensation: %(sum)s") % {"sum": yuan(proposal.compensation_cny)})
    days = (complaint.closed_at - complaint.received_at).days
    lines.append(_("Closed after %(days)s days") % {"days": days})
    return "\n".join(lines)
