"""The words of one message: a template of the house where there is one, else the built-in ones (COM-1)."""

import json
import re
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import MessageTemplate
from complaints.services.message_words import STEPS

_BUILT_IN_PLACE = re.compile(r"%\((\w+)\)s")
_PLACE = re.compile(r"\{(\w+)\}")
_LONGEST_SUBJECT = 120


class Words(NamedTuple):
    subject: str
    body: str
    provider_template: str = ""


class Wordings:
    """The templates of the house, read once; a message gets its words when it leaves."""

    def __init__(self):
        self._templates = list(MessageTemplate.objects.order_by("pk"))

    def of(self, delivery):
        """What `delivery` says now on its channel."""
        complaint = delivery.complaint
        language = complaint.complainant.language
        case = {"language": language, "severity": complaint.severity, "channel": delivery.channel}
        fitting = [template for template in self._templates if template.fits(delivery.step, **case)]
        template = max(fitting, key=lambda one: one.closeness, default=None)
        if template is None or not delivery.facts:
            return Words(delivery.subject, delivery.body)
        words = Words(template.subject, template.body, template.provider_template)
        return put_together(words, json.loads(delivery.facts))


def put_together(words, facts):
    """`words` with their places filled."""
    # A subject becomes a header: whatever a fact brought along, it is one line (A36).
    subject = " ".join(filled(words.subject, facts).split())[:_LONGEST_SUBJECT]
    return Words(subject, filled(words.body, facts), words.provider_template)


def built_in(step, language):
    """The built-in words in `language`, their places written as in a template."""
    with translation.override(language):
        subject, text = str(STEPS[step].subject), str(STEPS[step].text)
    return Words(*(_BUILT_IN_PLACE.sub(r"{\1}", words) for words in (subject, text)))


def filled(text, facts):
    """`text` with each `{name}` that is among `facts` replaced, once and as it is (A12)."""
    return _PLACE.sub(lambda place: facts.get(place[1], place[0]), text)


def check_words(step, *, subject, body):
    """Refuse words that name what the step does not know, or leave out what the customer cannot do without."""
    if step not in STEPS:
        raise RuleBroken(_("There is no such message. Choose one of the list."))
    named = set(_PLACE.findall(f"{subject} {body}"))
    known = STEPS[step].variables
    unknown = sorted(named - set(known))
    if unknown:
        raise RuleBroken(
            _("“%(unknown)s” is not known in this message. It knows: %(known)s.")
            % {"unknown": _(", ").join(_braced(unknown)), "known": _(", ").join(_braced(known))}
        )
    if "code" in known and not {"code", "link"} <= named:
        raise RuleBroken(_("Without {link} and {code} the customer cannot follow the complaint."))


def _braced(names):
    return [f"{{{name}}}" for name in names]
