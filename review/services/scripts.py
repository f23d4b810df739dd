"""What the caller says, in the customer's language: the built-in words, or the house's own template (REV-1)."""

from django.conf import settings

from complaints.models import MessageTemplate
from complaints.services.wordings import Words, built_in, put_together
from complaints.states import PreferredChannel

_STEP = "revisit_script"


def script_for(complaint, *, caller):
    """The script line by line; the name stands masked in it until it is revealed."""
    person = complaint.complainant
    case = {"language": person.language, "severity": complaint.severity, "channel": PreferredChannel.PHONE}
    fitting = [one for one in MessageTemplate.objects.filter(step=_STEP) if one.fits(_STEP, **case)]
    template = max(fitting, key=lambda one: one.closeness, default=None)
    words = Words(template.subject, template.body) if template else built_in(_STEP, person.language)
    chosen = complaint.accepted_proposal and complaint.accepted_proposal.chosen
    facts = {
        "number": complaint.number,
        "link": f"{settings.PUBLIC_URL}/track/",
        "customer": person.masked_name or "—",
        "caller": caller.name,
        "option": chosen.title if chosen else "—",
    }
    return [line for line in put_together(words, facts).body.splitlines() if line.strip()]
