"""Lock, check and move: the first three of a service's five steps."""

from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed, can_proceed

from accounts.text import check_text
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.permissions import check_right, transition_right

#: Entries that change nothing a form was drawn from: looks at data, what the sweeps write, and a customer who presses.
_UNREMARKABLE = (
    EventKind.EVIDENCE_OPENED,
    EventKind.CONTACT_UNMASKED,
    EventKind.RECORD_EXPORTED,
    EventKind.PACKAGE_MADE,
    EventKind.PACKAGE_OPENED,
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.RECOUNTED,
    EventKind.CUSTOMER_REMINDED,
    EventKind.MESSAGE_SENT,
    EventKind.MESSAGE_ARRIVED,
    EventKind.MESSAGE_REROUTED,
    EventKind.MESSAGE_PARKED,
    EventKind.LETTER_HELD,
    EventKind.LETTER_SET_ASIDE,
    EventKind.FILE_NOT_KEPT,
    EventKind.DEADLINE_NEAR,
    EventKind.DEADLINE_MISSED,
    EventKind.DEADLINE_STILL_MISSED,
    EventKind.ESCALATED_BY_TIME,
    EventKind.RISK_MARKED,
    EventKind.ESCALATED,
    EventKind.ESCALATED_AGAIN,
    EventKind.ESCALATION_LAPSED,
    EventKind.PROGRESS_TOLD,
    EventKind.MADE_GOOD,
    EventKind.CHASED,
    EventKind.INCIDENT_JOINED,
    EventKind.INCIDENT_TOLD,
    EventKind.APPROVAL_REMINDED,
    EventKind.CAUSE_OWED,
    EventKind.CAUSE_OVERDUE,
    EventKind.CAUSE_FOUND,
    EventKind.CAUSE_TAKEN_UP,
    EventKind.IMPROVEMENT_PLANNED,
    EventKind.IMPROVEMENT_EFFECTIVE,
    EventKind.IMPROVEMENT_REOPENED,
    EventKind.INSPECTED,
    EventKind.INSPECTION_APPEALED,
    EventKind.INSPECTION_APPEAL_DECIDED,
    EventKind.SURVEY_SENT,
    EventKind.REVISIT_GIVEN,
    EventKind.CASE_PUBLISHED,
    EventKind.WORDS_INSERTED,
)


def lock(complaint_id, *, by, seen=None):
    """The complaint, locked until the transaction ends, if `by` may see it.

    `seen` is the `events_count` a form was drawn from. Raises NotPermitted, Outdated.
    """
    visible = Complaint.objects.visible_to(by).filter(pk=complaint_id)
    # The row first, what it points to after: PostgreSQL joins a row it had to wait for to what it pointed to before.
    # Its key stays what it is: a row of somebody else that points to this complaint need not wait, nor deadlock.
    locked = visible.select_for_update(no_key=True).order_by().values_list("pk", flat=True).first()
    complaint = locked and visible.select_related("complainant", "category", "policy").first()
    if complaint is None:
        raise NotPermitted(_("This complaint does not exist or is not yours to see."))
    if seen is not None and _is_outdated(complaint, seen):
        raise Outdated(
            _("Complaint %(number)s was changed while you had it open. Look at the new entries, then try again.")
            % {"number": complaint.number}
        )
    return complaint


def lock_free(complaint_ids, *, by):
    """Those of the complaints that `by` may see and nobody holds, locked until the transaction ends.

    It never waits, so whoever works at many at once keeps nobody waiting for somebody else.
    """
    visible = Complaint.objects.visible_to(by).filter(pk__in=complaint_ids)
    locked = visible.select_for_update(skip_locked=True, no_key=True).order_by("pk").values_list("pk", flat=True)
    return Complaint.objects.filter(pk__in=list(locked))


def _is_outdated(complaint, seen):
    if seen == complaint.events_count:
        return False
    since = ComplaintEvent.objects.filter(complaint=complaint, seq__gt=seen).exclude(kind__in=_UNREMARKABLE)
    return seen > complaint.events_count or since.exists()


def check_open(complaint):
    """Raises RuleBroken when the complaint is closed."""
    if not complaint.is_open:
        raise RuleBroken(_("Complaint %(number)s is closed. Reopen it first.") % {"number": complaint.number})


def check_filled(text, sentence):
    """Raises RuleBroken with `sentence` when `text` holds nothing but blanks, or when it cannot be stored."""
    if not (text or "").strip():
        raise RuleBroken(sentence)
    check_text(text, _("text"))


def check_may(by, method):
    """Raises NotPermitted unless `by` holds the right the transition `method` names."""
    check_right(by, transition_right(method))


def move(complaint, name, *, by, **fields):
    """Run the transition `name` after checking the right it names. Raises NotPermitted, RuleBroken."""
    method = getattr(complaint, name)
    check_may(by, method)
    try:
        method(**fields)
    except TransitionNotAllowed:
        raise RuleBroken(why_not(complaint, name)) from None


def why_not(complaint, name):
    """The sentence that says which state or fact keeps the transition `name` from happening."""
    method = getattr(complaint, name)
    meta = method._django_fsm
    transition = meta.get_transition(complaint.state)
    if transition is None:
        label = next(iter(meta.transitions.values())).custom["label"]
        return _("“%(step)s” is not possible while the complaint is “%(state)s”.") % {
            "step": label,
            "state": complaint.get_state_display(),
        }
    return next(fact.sentence for fact in transition.conditions if not fact(complaint))


def is_possible(complaint, name):
    """Whether state and facts allow the transition now; the right is asked elsewhere."""
    return can_proceed(getattr(complaint, name))
