"""Decisions as the list of approvals sends them: one button of one card, or one button for all that were chosen."""

from typing import NamedTuple

from complaints.errors import Refusal
from complaints.models import Complaint, Proposal
from escalation.services.decision import approve, send_back

#: As many as the list shows.
MOST_AT_ONCE = 20
_LONGEST = 2_000


class Refused(NamedTuple):
    proposal_id: int
    number: str
    sentence: str


class Decisions:
    """What one POST asks for: `approve` or `send_back` names one proposal, `approve_chosen` all that are ticked.

    Each is decided for what its card showed, the hash of its content and the entries of the record it was drawn from.
    """

    def __init__(self, sent, *, by, now):
        self.sent, self.by, self.now = sent, by, now
        self.done: list[str] = []
        self.refused: list[Refused] = []

    def carry_out(self):
        for proposal in self._meant():
            number = proposal.complaint.number
            try:
                self._decide(proposal)
                self.done.append(number)
            except Refusal as refusal:
                self.refused.append(Refused(proposal.pk, number, str(refusal.sentence)))

    def beside(self, card):
        """The card with what was typed in it and why it was refused."""
        pk = card.proposal.pk
        refused = next((one.sentence for one in self.refused if one.proposal_id == pk), "")
        return {"facts": card, "typed": self._comment(pk), "refusal": refused, "is_chosen": str(pk) in self._chosen()}

    def refused_without(self, requests):
        """Those whose card is no longer shown, because somebody else was faster."""
        shown = {request.proposal_id for request in requests}
        return [one for one in self.refused if one.proposal_id not in shown]

    def _decide(self, proposal):
        common = {
            "content": self.sent.get(f"content_{proposal.pk}", "")[:64] or "-",
            "seen": _number(self.sent.get(f"seen_{proposal.pk}")) or 0,
            "by": self.by,
            "now": self.now,
        }
        if "send_back" in self.sent:
            send_back(proposal.pk, reason=self._comment(proposal.pk), **common)
        else:
            approve(proposal.pk, comment=self._comment(proposal.pk), **common)

    def _meant(self):
        """The proposals of visible complaints; an id that names none is left out."""
        one = self.sent.get("approve") or self.sent.get("send_back")
        ids = {_number(text) for text in ([one] if one else self._chosen()[:MOST_AT_ONCE])}
        visible = Complaint.everything.visible_to(self.by)
        found = Proposal.objects.filter(visible.named_by("complaint"), pk__in=ids - {None})
        return found.select_related("complaint").order_by("pk")

    def _chosen(self):
        return self.sent.getlist("chosen")

    def _comment(self, pk):
        return self.sent.get(f"comment_{pk}", "")[: _LONGEST + 1]


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
