"""A certificate to hang up or file, as PDF in the active language (KNO-5)."""

from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.typesetting.press import typeset
from escalation.exports import blocks


def printed(certificate):
    """The bytes of the PDF; of the same certificate and language always the same."""
    facts = {
        "lang": blocks.language_code(),
        "house": _("Redress"),
        "title": _("Certificate"),
        "name": certificate.user.name,
        "words": _("has passed the test and holds the qualification"),
        "qualification": str(certificate.qualification),
        "rows": [
            [_("Number"), certificate.number],
            [_("Given on"), str(certificate.given_at.astimezone(CHINA).date())],
            [_("Valid until"), str(certificate.valid_until)],
            [_("Verification code"), certificate.code],
        ],
        "foot": _("Whether it is still in force is told by the list of certificates, by number or verification code."),
    }
    return typeset("certificate", facts, at=certificate.given_at)
