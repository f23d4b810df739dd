"""One complaint as its page needs it: read once, asked often, in a fixed number of queries."""

from functools import wraps

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from complaints.models import Complaint, InvestigationReport, Proposal, Task
from complaints.services.customers import rows_of
from complaints.services.likeness import pairs_beside
from complaints.services.tasks import is_asked, is_doer, may_postpone

#: Longer numbers name no row, and one of the two databases would fail on them.
_MOST_DIGITS = 18


def visible_complaint(user, pk):
    """The complaint with what steps and panels ask of it. Raises Http404 for what `user` may not see."""
    complaints = Complaint.objects.visible_to(user).select_related(
        "complainant",
        "order",
        "category",
        "policy",
        "handler",
        "team",
        "department",
        "received_by",
        "duplicate_of",
        "about_staff",
    )
    complaint = complaints.prefetch_related(
        Prefetch("tasks", Task.objects.select_related("department", "owner", "done_by").prefetch_related("evidence")),
        Prefetch(
            "proposals",
            Proposal.objects.select_related("proposed_by", "approved_by").prefetch_related("options__items"),
        ),
        Prefetch("reports", InvestigationReport.objects.select_related("department", "by")),
    ).filter(pk=row_id(pk))
    found = complaint.first()
    if found is None:
        raise Http404
    return found


def once(read):
    """What `read` found of a complaint stays with that object of it: steps and panels of one page ask together.

    A step works on the row it locks, and whatever is drawn after it on a complaint read anew.
    """

    @wraps(read)
    def shared(complaint, *of):
        found = complaint.__dict__.setdefault("_found_once", {})
        if (read, *of) not in found:
            found[read, *of] = read(complaint, *of)
        return found[read, *of]

    return shared


likely_pairs = once(pairs_beside)


@once
def rows_of_customer(complaint):
    """Ids of all rows that are the customer of this complaint."""
    return rows_of(complaint.complainant_id)


def row_id(text):
    """The id of a row as an address gives it. Raises Http404 for what names none."""
    if not str(text).isdecimal() or len(str(text)) > _MOST_DIGITS:
        raise Http404
    return int(text)


def live_proposal(complaint):
    """The one proposal that still stands, or None."""
    return next((proposal for proposal in complaint.proposals.all() if proposal.is_alive), None)


def report_of_round(complaint):
    """The investigation report of the present round, or None."""
    return next((report for report in complaint.reports.all() if report.round == complaint.round), None)


def doable_tasks(complaint, user):
    """Open tasks that are `user`'s to report done, by the rule the task service checks."""
    return [task for task in complaint.tasks.all() if task.is_open and is_doer(task, complaint, user)]


def is_asked_for_a_task(complaint, user):
    """Whether one of the doable tasks waits for `user`, who else may only step in for another department."""
    return any(is_asked(task, user) for task in doable_tasks(complaint, user))


def postponable_tasks(complaint, user):
    """Open tasks `user` may give a later date in time, by the rule the task service checks."""
    now = timezone.now()
    coming = (task for task in complaint.tasks.all() if task.is_open and now <= task.due_at)
    return [task for task in coming if may_postpone(task, complaint, user)]


def visible_people(roles):
    """Active people of `roles`, those of one team side by side."""
    return User.objects.filter(is_active=True, role__in=roles).select_related("team").order_by("team__code", "name")
