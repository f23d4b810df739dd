"""What the plan of a round owes at its moment: the link is sent, the call given to somebody, the complaint closed.

Rows are claimed under a lease by a sweep, as all timed work (REV-1, SLA-13).
"""

from functools import partial

from django.db import transaction

from accounts.text import check_row
from complaints.models import ComplaintEvent, DeliveryState, EventKind, NoticeKind
from complaints.services.gate import lock
from complaints.services.revisit import note_asked, record_attempt
from complaints.services.staff import supervisors_of, tell_staff
from complaints.services.sweeps import sweep
from complaints.states import Channel
from review.models import Revisit, RevisitRound, RevisitRules, RevisitStep, StepKind, Unreached
from review.services.callers import caller_for
from review.services.revisit import give_up
from review.services.rounds import arm, end_others, open_steps
from review.services.survey_links import link_of


def ask_customers(*, by, now):
    """Take every step of a plan whose time has come at `now`; returns how many."""
    return sweep(RevisitStep.objects.due(now), partial(take_step, by=by, now=now), now=now).done


@transaction.atomic
def take_step(step_id, *, by, now):
    """What time owes one step, asked again under the lock; False where it owes nothing any more."""
    complaint = lock(RevisitStep.objects.values_list("round__complaint", flat=True).get(pk=step_id), by=by)
    step = RevisitStep.objects.select_for_update(of=("self",)).due(now).filter(pk=step_id).first()
    if step is None:
        return False
    round_ = RevisitRound.objects.get(pk=step.round_id)
    if not round_.is_asked_about(complaint):
        end_others(complaint, now=now)
        return True
    if step.begun_at is not None:
        _remind(complaint, step, now=now)
        return True
    _count_unanswered(complaint, round_, before=step, by=by, now=now)
    # The record goes on from the entries just made.
    complaint = lock(complaint.pk, by=by)
    take = {StepKind.SURVEY: _send_link, StepKind.CALL: _give, StepKind.CLOSING: _close}[StepKind(step.kind)]
    take(complaint, round_, step, by=by, now=now)
    return True


def _send_link(complaint, round_, step, *, by, now):
    step.delivery = note_asked(complaint.pk, survey=link_of(round_), until=round_.survey_until, by=by, now=now)
    _begin(round_, step, now=now)


def _give(complaint, round_, step, *, by, now):
    """The call is somebody's; where nobody is found it waits for whoever takes it."""
    step.caller = caller_for(complaint, now=now)
    _begin(round_, step, now=now)
    step.next_step_at = now + RevisitRules.of(complaint.policy.preset).call_within
    step.save()
    if step.caller is None:
        return
    ComplaintEvent.record(complaint, EventKind.REVISIT_GIVEN, by=by, at=now, caller=step.caller.name, due=step.due_at)
    tell_staff(step.caller, NoticeKind.REVISIT_CALL, complaint, now=now, due=step.due_at)


def _remind(complaint, step, *, now):
    """Once: the call was not made in time. Nothing is counted as asked that nobody asked."""
    step.next_step_at = None
    step.save()
    overseers = supervisors_of(complaint.team) if complaint.team_id else []
    person = step.caller.name if step.caller_id else "—"
    tell_staff(overseers, NoticeKind.REVISIT_LATE, complaint, now=now, person=person, due=step.due_at)


def _close(complaint, round_, step, *, by, now):
    give_up(round_, now=now)


def _begin(round_, step, *, now):
    step.begun_at = now
    step.leased_until, step.attempts, step.failure = None, 0, ""
    step.save()
    steps = open_steps(round_)
    arm(steps)
    for one in steps:
        one.save(update_fields=["next_step_at"])
    step.next_step_at = None


def _count_unanswered(complaint, round_, *, before, by, now):
    """Links sent before this step that nobody answered are attempts that were made in vain."""
    for step in open_steps(round_):
        if step.place >= before.place or step.kind != StepKind.SURVEY or step.begun_at is None:
            continue
        round_.attempts_made += 1
        revisit = Revisit(
            complaint=complaint,
            round=round_.round,
            attempt=round_.attempts_made,
            channel=Channel.WEB_FORM,
            reached=False,
            outcome=_why(step),
            by=by,
            at=now,
        )
        check_row(revisit)
        revisit.save()
        round_.save()
        step.ended_at, step.attempt = now, revisit.attempt
        step.save()
        facts = {"channel": revisit.channel, "attempt": revisit.attempt, "unreached": revisit.outcome}
        record_attempt(complaint.pk, by=by, now=now, **facts)


def _why(step):
    has_left = step.delivery is not None and step.delivery.state != DeliveryState.PARKED
    return Unreached.NO_ANSWER if has_left else Unreached.UNDELIVERED
