"""One line of the queue: short words, and colour only where somebody has to act."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext_lazy as _

from complaints.models import ALIVE, Deadline, DeadlineKind, Pause, PauseReason, Proposal, ProposalStatus
from complaints.states import Channel, Level, Resolution, RiskSign, Severity, State, Tier
from complaints.telling.day_words import provisional
from complaints.templatetags.moments import moment, remaining

_SOON = timedelta(hours=1)
_BADGED = {Tier.GOLD: "gold", Tier.VIP: "vip"}

#: A proposed complaint waits for four different people; which of them is said instead of the state.
_WAITS_FOR = {
    ProposalStatus.SUBMITTED: ProposalStatus.SUBMITTED.label,
    ProposalStatus.APPROVED: _("Approved, to be offered"),
    ProposalStatus.OFFERED: ProposalStatus.OFFERED.label,
    None: _("New proposal needed"),
}
#: What the customer was asked for; that a choice is waited for, the proposal says.
_AWAITED = {
    PauseReason.EVIDENCE: _("Awaiting evidence"),
    PauseReason.ANSWER: _("Awaiting answer"),
}
_ELSEWHERE = frozenset({ProposalStatus.SUBMITTED, ProposalStatus.OFFERED})

#: What a line needs; the long texts of a complaint stay in the database.
COLUMNS = (
    "number",
    "subject",
    "state",
    "resolution",
    "severity",
    "channel",
    "is_pressing",
    "level",
    "is_high_risk",
    "risk_signs",
    "next_due_at",
    "next_due_kind",
    "received_at",
    "events_count",
    "handler__name",
    "handler__username",
    "complainant__uuid",
    "complainant__name",
    "complainant__tier",
)


def with_columns(rows):
    """`rows` with exactly what a line shows, in one query."""
    alive = Proposal.objects.filter(complaint=OuterRef("pk"), status__in=ALIVE).order_by().values("status")[:1]
    waiting = Pause.objects.open().filter(complaint=OuterRef("pk")).order_by()
    guessed = Deadline.objects.filter(complaint=OuterRef("pk"), due_at=OuterRef("next_due_at"), is_provisional=True)
    return (
        rows.select_related("handler", "complainant")
        .only(*COLUMNS)
        .annotate(
            proposal_status=Subquery(alive),
            waits_for=Subquery(waiting.values("reason")[:1]),
            waits_until=Subquery(waiting.values("bound_at")[:1]),
            is_provisional=Exists(guessed),
        )
    )


def with_tasks(rows, tasks):
    """`rows` with those of `tasks` that are theirs, in one query for all."""
    shown = tasks.only("complaint", "measure", "title", "due_at")
    return rows.prefetch_related(Prefetch("tasks", shown, to_attr="tasks_on_the_line"))


def waits_for(proposal_status):
    """In words, what a complaint in the state “proposed” waits for; None means that no proposal stands."""
    return _WAITS_FOR.get(proposal_status, "")


def as_rows(complaints, now):
    """`complaints` as lines at `now`; words that many lines share are translated once."""
    words = {
        choices: {value: str(label) for value, label in choices.choices}
        for choices in (State, Resolution, Channel, DeadlineKind, Tier, Level, RiskSign)
    }
    return [Row(complaint, now, words) for complaint in complaints]


class Row:
    """A complaint as the queue shows it."""

    def __init__(self, complaint, now, words):
        customer = complaint.complainant
        self.pk, self.number, self.subject = complaint.pk, complaint.number, complaint.subject
        self.who = customer.masked_name
        self.tier = _BADGED.get(customer.tier, "")
        self.tier_label = words[Tier][customer.tier]
        self.severity = complaint.severity
        self.is_urgent = complaint.severity == Severity.S1 and complaint.is_open
        self.is_pressing = complaint.is_pressing and complaint.is_open
        self.level = words[Level][complaint.level] if complaint.level != Level.FRONTLINE and complaint.is_open else ""
        self.is_risky = complaint.is_high_risk and complaint.is_open
        self.risk = " · ".join(words[RiskSign].get(sign, sign) for sign in complaint.risk_signs)
        self.state_name, self.state = complaint.state, words[State][complaint.state]
        self.state_tone = ""
        if complaint.state == State.PROPOSED:
            self.state = str(waits_for(complaint.proposal_status) or self.state)
            self.state_tone = "" if complaint.proposal_status in _ELSEWHERE else "soon"
        if complaint.waits_for in _AWAITED:
            self.state, self.state_tone = str(_AWAITED[complaint.waits_for]), "still"
        self.handler = complaint.handler.name if complaint.handler_id else ""
        self.channel = words[Channel][complaint.channel]
        self.received = moment(complaint.received_at)
        self.due_kind, self.due, self.due_tone, self.due_at = "", "", "", None
        self.provisional = ""
        if not complaint.is_open:
            self.due_kind = words[Resolution][complaint.resolution]
        elif complaint.next_due_at is not None:
            self.due_kind = words[DeadlineKind][complaint.next_due_kind]
            self.due_at = complaint.next_due_at
            self.due, self.due_tone = remaining(self.due_at, now), tone_of(self.due_at, now)
            self.provisional = provisional(self.due_at) if complaint.is_provisional else ""
        elif complaint.waits_until is not None:
            self.due, self.due_kind = _("stands still"), _("until %(until)s") % {"until": moment(complaint.waits_until)}
        self.tasks = [TaskOnTheLine(task, now) for task in getattr(complaint, "tasks_on_the_line", ())]


class TaskOnTheLine:
    """One of the tasks for whose sake the complaint is in the list."""

    def __init__(self, task, now):
        self.title, self.due_at = str(task), moment(task.due_at)
        self.due, self.due_tone = remaining(task.due_at, now), tone_of(task.due_at, now)


def tone_of(due_at, now):
    """Colour is for what needs somebody: "late" when passed, "soon" within the hour, else none."""
    if due_at < now:
        return "late"
    return "soon" if due_at - now < _SOON else ""
