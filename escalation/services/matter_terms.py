"""The terms of a matter: what binds us runs as a deadline of the complaint, what binds them is expected (ESC-7)."""

from django.utils.translation import gettext as _

from complaints.deadlines.legal import begins, legal_due
from complaints.models import Clock, Deadline, DeadlineKind
from complaints.services import clock
from escalation.models import MatterTerm, Milestone


def begin(complaint, matter, milestone, *, on, now, answer_due_at=None):
    """The terms that run from `milestone`, by the law in force on that day or by the date the body named."""
    if answer_due_at is not None:
        _add(complaint, matter, _("Answer, as the notice asks"), Milestone.ANSWERED, answer_due_at, now=now)
    for term in matter.body.terms.in_force(on).filter(begins_with=milestone):
        if term.binds_us and term.ends_with == Milestone.ANSWERED and answer_due_at is not None:
            continue
        due_at = legal_due(on, term.days, working=term.counts_working_days)
        _add(complaint, matter, term.name, term.ends_with, due_at, now=now, term=term, since=begins(on))


def begin_hearing(complaint, matter, *, now):
    """The hearing is a deadline like any other; an earlier date of it no longer counts."""
    _end(complaint, matter.terms.filter(ends_with=Milestone.HEARD, ended_at=None), "cancelled_at", now=now)
    _add(complaint, matter, _("Hearing"), Milestone.HEARD, matter.hearing_at, now=now)


def end(complaint, matter, milestone, *, now):
    """What `milestone` meets is met."""
    _end(complaint, matter.terms.filter(ends_with=milestone, ended_at=None), "met_at", now=now)


def cancel(complaint, matter, *, now):
    """Nothing is due any more in a matter that is over."""
    _end(complaint, matter.terms.filter(ended_at=None), "cancelled_at", now=now)


def complaints_after(complaint_id):
    """Ids of later complaints in whose matters a term of law runs, in their order."""
    running = MatterTerm.objects.filter(ended_at=None, term__isnull=False, matter__complaint__gt=complaint_id)
    return running.order_by("matter__complaint").values_list("matter__complaint", flat=True).distinct()


def recount(complaint):
    """Other public holidays are known: what binds them is expected by those. Gives what moved (ESC-7, SLA-19).

    What binds us moved with its deadline; its own row follows.
    """
    running = MatterTerm.objects.filter(matter__complaint=complaint, ended_at=None, term__isnull=False)
    changed, moved = [], []
    for one in running.select_related("matter", "term", "deadline"):
        before, one.due_at = one.due_at, one.deadline.due_at if one.binds_us else _expected(one)
        if one.due_at != before:
            changed.append(one)
            moved += [] if one.binds_us else [(DeadlineKind.OUTSIDE, before, one.due_at)]
    MatterTerm.objects.bulk_update(changed, ["due_at"])
    return moved


def _expected(one):
    begun_on = getattr(one.matter, f"{one.term.begins_with}_on")
    return legal_due(begun_on, one.term.days, working=one.term.counts_working_days)


def _add(complaint, matter, name, ends_with, due_at, *, now, term=None, since=None):
    deadline = None
    if term is None or term.binds_us:
        deadline = Deadline(
            due_at=due_at,
            started_at=since or now,
            clock=Clock.LEGAL if term and term.counts_working_days else Clock.ALWAYS,
            legal_days=term.days if term else None,
            basis=" · ".join(filter(None, (matter.body.name, name, term.source if term else ""))),
            owner=matter.representative,
        )
        clock.begin_outside(complaint, deadline, now=now)
    MatterTerm.objects.create(
        matter=matter,
        name=name,
        term=term,
        ends_with=ends_with,
        due_at=due_at,
        source=term.source if term else "",
        deadline=deadline,
    )


def _end(complaint, terms, field, *, now):
    ending = list(terms.select_related("deadline"))
    clock.end_outside(complaint, [one.deadline for one in ending if one.deadline_id], field, now=now)
    terms.model.objects.filter(pk__in=[one.pk for one in ending]).update(ended_at=now)
