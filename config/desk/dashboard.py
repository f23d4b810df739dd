"""The workbench: what this person has to do now, by what the role may do. Every figure leads to its list."""

from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Delegation, User
from accounts.roles import SERVICE_ROLES, Role
from complaints.admin.rows import as_rows, tone_of, with_columns
from complaints.admin.tabs import (
    BY_DUE,
    BY_PLACE,
    NEWEST,
    capped_count,
    tabs_of,
    waiting_tasks,
    written_count,
)
from complaints.models import Complaint, Deadline, DeadlineKind, LedgerEntry, ProposalStatus
from complaints.states import Severity, State
from config.desk.navigation import approvals_waiting, escalations_waiting
from escalation.models import ApprovalRequest
from knowledge.models import Nomination

_SHORTLY = timedelta(hours=1)
_LINES = 8
_OVERSEEING = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL, Role.AUDITOR})


def workbench(request, context):
    """Asked by unfold for the first page of the back office."""
    return context | {"board": Board(request.user)}


class Figure(NamedTuple):
    """A number that is worth acting on; `tone` is "late" or "soon" and colours it only when it is not nought."""

    label: str
    count: int
    link: str
    tone: str = ""

    @property
    def words(self):
        return written_count(self.count)

    @property
    def shown_tone(self):
        return self.tone if self.count else ""


class Section(NamedTuple):
    title: str
    link: str
    template: str
    rows: list
    empty: str


class Board:
    """Figures and short lists of one person; the number of queries does not depend on how much there is."""

    def __init__(self, user):
        self.user, self.now = user, timezone.now()
        self.tabs = {tab.name: tab for tab in tabs_of(user)} if user.has_perm("complaints.view_complaint") else {}

    @cached_property
    def figures(self):
        return [*self._own(), *self._unclaimed(), *self._desk(), *self._tasks(), *self._quality(), *self._people()]

    @cached_property
    def sections(self):
        lists = []
        if self.user.has_perm("escalation.decide_proposal"):
            lists.append(self._approvals())
        if self._works_on_complaints:
            lists.append(self._complaints(_("Next in my queue"), "mine", BY_PLACE, _("Your queue is empty.")))
        if "unclaimed" in self.tabs:
            lists.append(self._complaints(_("Nobody has these yet"), "unclaimed", BY_PLACE, _("All are claimed.")))
        if "tasks" in self.tabs and "mine" not in self.tabs:
            lists.append(self._open_tasks())
        if "open" in self.tabs and self.user.role in _OVERSEEING:
            lists.append(self._complaints(_("First due at the desk"), "open", BY_DUE, _("Nothing is open.")))
        if "mine" not in self.tabs and "closed" in self.tabs and self.user.role == Role.CURATOR:
            lists.append(self._complaints(_("Closed"), "closed", NEWEST, _("Nothing is closed yet.")))
        return lists

    @cached_property
    def _works_on_complaints(self):
        """Who oversees may take a complaint over, and mostly has none."""
        return "mine" in self.tabs and (self.user.role not in _OVERSEEING or self.tabs["mine"].rows(self.user).exists())

    def _own(self):
        if not self._works_on_complaints:
            return
        mine, link = self.tabs["mine"].rows(self.user), _queue("mine")
        shortly = mine.filter(next_due_at__gte=self.now, next_due_at__lt=self.now + _SHORTLY)
        overdue = capped_count(mine.filter(next_due_at__lt=self.now))
        yield Figure(_("Mine, overdue"), overdue, f"{link}&overdue=1", "late")
        yield Figure(_("Mine, due within the hour"), capped_count(shortly), link, "soon")
        promises = Deadline.objects.running().filter(
            kind=DeadlineKind.COMMITMENT, due_at__lt=self.now + _SHORTLY, complaint__in=mine.order_by()
        )
        yield Figure(_("Promises to keep within the hour"), capped_count(promises), link, "soon")
        approved = mine.filter(proposals__status=ProposalStatus.APPROVED)
        yield Figure(_("Approved, to be offered"), capped_count(approved), f"{link}&state={State.PROPOSED}", "soon")

    def _unclaimed(self):
        if "unclaimed" not in self.tabs:
            return
        unclaimed, link = self.tabs["unclaimed"].rows(self.user), _queue("unclaimed")
        urgent = capped_count(unclaimed.filter(severity=Severity.S1))
        yield Figure(_("Urgent and unclaimed"), urgent, f"{link}&severity={Severity.S1}", "late")
        yield Figure(_("Unclaimed"), capped_count(unclaimed), link)

    def _desk(self):
        if self.user.has_perm("escalation.answer_escalation"):
            link = reverse("admin:escalation_escalation_changelist")
            yield Figure(_("Escalated to me"), escalations_waiting(self.user), link, "late")
        if self.user.has_perm("escalation.decide_proposal"):
            link = reverse("admin:escalation_approvalrequest_changelist")
            yield Figure(_("Waiting for my approval"), approvals_waiting(self.user), link, "soon")
        if "open" in self.tabs and self.user.role in _OVERSEEING:
            rows, link = self.tabs["open"].rows(self.user), _queue("open")
            yield Figure(_("Overdue at the desk"), capped_count(rows.overdue(self.now)), f"{link}&overdue=1", "late")
            yield Figure(_("Open at the desk"), capped_count(rows), link)
        if "back" in self.tabs:
            yield Figure(_("Came back"), capped_count(self.tabs["back"].rows(self.user)), _queue("back"), "soon")
        if self.user.role == Role.AUDITOR:
            booked = capped_count(LedgerEntry.objects.filter(booked_at__gte=self.now - timedelta(days=30)))
            link = reverse("admin:complaints_ledgerentry_changelist")
            yield Figure(_("Compensations booked in 30 days"), booked, link)

    def _tasks(self):
        if "tasks" not in self.tabs or "mine" in self.tabs:
            return
        tasks, link = self._waiting_tasks(), _queue("tasks")
        yield Figure(_("Tasks overdue"), capped_count(tasks.filter(due_at__lt=self.now)), link, "late")
        shortly = tasks.filter(due_at__gte=self.now, due_at__lt=self.now + timedelta(days=1))
        yield Figure(_("Tasks due within a day"), capped_count(shortly), link, "soon")
        yield Figure(_("Department tasks"), capped_count(tasks), link)

    def _quality(self):
        if self.user.role != Role.CURATOR:
            return
        dissatisfied = Complaint.objects.visible_to(self.user).open().filter(dissatisfied_count__gt=0)
        yield Figure(_("Dissatisfied, worked on again"), capped_count(dissatisfied), _queue("open"))
        nominated = capped_count(Nomination.objects.filter(decided_at=None))
        link = reverse("admin:knowledge_nomination_changelist")
        yield Figure(_("Nominations to decide"), nominated, link, "soon")

    def _people(self):
        """The administrator's figures: accounts, never complaints."""
        if not self.user.has_perm("accounts.change_user"):
            return
        people = User.objects.filter(is_active=True).exclude(role__in=SERVICE_ROLES)
        link = reverse("admin:accounts_user_changelist")
        yield Figure(_("People with an account"), capped_count(people), link)
        homeless = people.filter(role=Role.AGENT, team=None)
        yield Figure(_("Agents without a team"), capped_count(homeless), link, "soon")
        on_duty = capped_count(User.objects.on_duty(self.now))
        yield Figure(_("On duty now"), on_duty, reverse("admin:accounts_shift_changelist"))
        standing_in = capped_count(Delegation.objects.current(timezone.localdate()))
        yield Figure(_("Standing in today"), standing_in, reverse("admin:accounts_delegation_changelist"))

    def _complaints(self, title, tab, order, empty):
        found = with_columns(self.tabs[tab].rows(self.user)).order_by(*order)[:_LINES]
        template = "admin/complaints/complaint/rows.html"
        return Section(title, _queue(tab), template, as_rows(found, self.now), empty)

    def _approvals(self):
        waiting = (
            ApprovalRequest.objects.decidable_by(self.user)
            .select_related("proposal__complaint", "asked_by")
            .prefetch_related("steps")
        )
        link = reverse("admin:escalation_approvalrequest_changelist")
        return Section(
            _("Waiting for my approval"), link, "admin/desk/approvals.html", list(waiting[:_LINES]), _("None waits.")
        )

    def _open_tasks(self):
        rows = list(self._waiting_tasks().select_related("complaint", "owner")[:_LINES])
        for task in rows:
            task.tone = tone_of(task.due_at, self.now)
        return Section(
            _("Tasks of my department"), _queue("tasks"), "admin/desk/tasks.html", rows, _("No task is waiting.")
        )

    def _waiting_tasks(self):
        # Whoever sees this figure sees every complaint with a task of the own department.
        return waiting_tasks(self.user)


def _queue(tab):
    return f"{reverse('admin:complaints_complaint_changelist')}?tab={tab}"
