"""The joint meeting of several departments: convened, minuted, its decisions handed out as tasks (SLA-10)."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, DeadlineKind, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services import clock
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.meeting_tasks import ask_to_meeting, end_meeting
from complaints.services.staff import tell_staff
from complaints.services.tasks import assign_task
from escalation.models import JointMeeting

#: Who of a department takes part for it.
_WORKING = (Role.HANDLER, Role.FINANCE, Role.LEGAL)


class Decision(NamedTuple):
    """What the meeting wants done, by whom and until when."""

    title: str
    owner: User
    due_at: datetime


@transaction.atomic
def convene(complaint_id, *, agenda, held_at, departments, people, by, now, place="", seen=None):
    """Call a joint meeting; the time for a joint solution begins unless it runs already.

    Whoever is asked to come sees the complaint from now on. Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.convene_meeting")
    check_open(complaint)
    check_filled(agenda, _("Say what the meeting is to decide."))
    if held_at <= now:
        raise RuleBroken(_("Choose a time in the future for the meeting."))
    if not departments and not people:
        raise RuleBroken(_("Choose at least one department or person to take part."))
    if open_meeting(complaint) is not None:
        raise RuleBroken(_("A joint meeting is called already; record its minutes first."))
    meeting = JointMeeting(
        complaint=complaint, agenda=agenda, held_at=held_at, place=place, convened_by=by, convened_at=now
    )
    check_row(meeting)
    meeting.save()
    meeting.departments.set(departments)
    meeting.people.set(people)
    if not complaint.deadlines.running().filter(kind=DeadlineKind.JOINT_SOLUTION).exists():
        clock.settle(complaint, now=now, start=(DeadlineKind.JOINT_SOLUTION,))
    ask_to_meeting(complaint, words=agenda, held_at=held_at, departments=departments, people=people, by=by, now=now)
    complaint.save()
    names = [str(department.name) for department in departments] + [person.name for person in people]
    ComplaintEvent.record(
        complaint, EventKind.MEETING_CONVENED, by=by, at=now, due=held_at, participants=names, reason=agenda
    )
    _tell(meeting, NoticeKind.MEETING_CONVENED, by=by, now=now, due=held_at, words=agenda)
    return meeting


@transaction.atomic
def record_minutes(meeting_id, *, minutes, solution, decisions, by, now, seen=None):
    """Write down what was said and the joint solution, which meets its deadline; each decision becomes a task."""
    of_complaint = JointMeeting.objects.filter(pk=meeting_id).values_list("complaint", flat=True).first()
    lock(of_complaint, by=by, seen=seen)
    meeting = JointMeeting.objects.select_for_update(of=("self",)).select_related("recorded_by").get(pk=meeting_id)
    check_right(by, "escalation.convene_meeting")
    if meeting.recorded_at is not None:
        raise RuleBroken(_("%(person)s already recorded the minutes.") % {"person": meeting.recorded_by})
    check_filled(minutes, _("Write down what was said and agreed."))
    check_filled(solution, _("Write down the joint solution; without one the meeting is not over."))
    tasks = [
        assign_task(
            of_complaint,
            title=decision.title,
            department=_department_of(decision.owner),
            owner=decision.owner,
            due_at=decision.due_at,
            by=by,
            now=now,
        )
        for decision in decisions
    ]
    complaint = lock(of_complaint, by=by)
    check_open(complaint)
    meeting.minutes, meeting.solution, meeting.recorded_by, meeting.recorded_at = minutes, solution, by, now
    check_row(meeting)
    meeting.save()
    meeting.decisions.set(tasks)
    end_meeting(complaint, result=solution[:2_000], by=by, now=now)
    clock.settle(complaint, now=now, meet=(DeadlineKind.JOINT_SOLUTION,))
    complaint.save()
    ComplaintEvent.record(
        complaint, EventKind.MINUTES_RECORDED, by=by, at=now, count=len(tasks), answer=solution, note=minutes
    )
    _tell(meeting, NoticeKind.MINUTES_RECORDED, by=by, now=now, words=solution)
    return meeting


def open_meeting(complaint):
    """The meeting of `complaint` that has no minutes yet, or None."""
    return JointMeeting.objects.filter(complaint=complaint, recorded_at=None).first()


def _department_of(person):
    if person.department is None:
        raise RuleBroken(_("%(person)s works in no department; choose somebody who does.") % {"person": person})
    return person.department


def _tell(meeting, kind, *, by, now, **facts):
    asked = Q(pk__in=meeting.people.all()) | Q(department__in=meeting.departments.all(), role__in=_WORKING)
    people = list(User.objects.filter(asked, is_active=True).exclude(pk=by.pk).order_by("pk").distinct())
    handler = meeting.complaint.handler
    if handler and handler not in [*people, by]:
        people.append(handler)
    tell_staff(people, kind, meeting.complaint, now=now, person=by.name, **facts)
