"""The final answer of the house and the notice that mediation failed: checked, kept, sent, never changed (ESC-7)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, DeadlineKind, EventKind, ProposalStatus
from complaints.permissions import check_right
from complaints.services import clock, messages
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.words import check_told
from escalation.models import FinalLetter, LetterKind, OutsideBody

#: The step of the message that carries a letter of each kind.
_STEPS = {LetterKind.FINAL_ANSWER: "final_answer", LetterKind.DEADLOCK: "deadlock"}

#: A letter in which the house answers for good is news of every sort.
_MET = frozenset({DeadlineKind.COMMITMENT, DeadlineKind.DIRECTION, DeadlineKind.PROGRESS})


@transaction.atomic
def send_letter(
    complaint_id, *, kind, findings, offered, position, bodies, by, now, matter=None, override="", seen=None
):
    """Send the last word on the complaint to the customer, naming where else to turn.

    Raises NotPermitted, RuleBroken, and WordsRefused for words that need another look or a reason.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.send_final_letter")
    check_open(complaint)
    check_filled(findings, _("Say what we found."))
    check_filled(offered, _("Say what we offered, or that we offered nothing and why."))
    check_filled(position, _("Say what our answer is."))
    if not bodies:
        raise RuleBroken(_("Name at least one place the customer may turn to."))
    if messages.way_of(complaint, _STEPS[kind]) is None:
        raise RuleBroken(_("The customer left no way to be reached; there is nobody to write to."))
    told = check_told(findings, offered, position, now=now, override=override)
    letter = FinalLetter(
        complaint=complaint,
        matter=matter,
        kind=kind,
        language=complaint.complainant.language,
        findings=findings.strip(),
        offered=offered.strip(),
        position=position.strip(),
        places=[_place(body) for body in bodies],
        sent_by=by,
        sent_at=now,
    )
    check_row(letter)
    letter.save()
    clock.settle(complaint, now=now, meet=_MET, start=(DeadlineKind.PROGRESS,))
    complaint.save()
    ComplaintEvent.record(
        complaint, EventKind.FINAL_LETTER_SENT, by=by, at=now, letter=kind, bodies=letter.places, **told
    )
    messages.tell(
        complaint,
        _STEPS[kind],
        now=now,
        findings=letter.findings,
        offered=letter.offered,
        position=letter.position,
        places="\n".join(letter.places),
        sender=f"{by.name} {by.employee_number}".strip(),
    )
    return letter


def offered_so_far(complaint):
    """What the customer was offered and what came of it, to begin a letter with."""
    lines = []
    for proposal in complaint.proposals.exclude(offered_at=None).prefetch_related("options__items").order_by("pk"):
        options = _("; ").join(f"{option.position}. {option.title}" for option in proposal.options.all())
        status = ProposalStatus(proposal.status).label
        lines.append(
            _("Round %(round)s: %(options)s (%(status)s)")
            % {"round": proposal.round, "options": options, "status": status}
        )
    return "\n".join(lines)


def places_to_turn_to():
    """The bodies a letter names unless somebody chooses others."""
    return OutsideBody.objects.filter(is_active=True, is_open_to_customers=True)


def _place(body):
    return " · ".join(filter(None, (body.name, body.contact)))
