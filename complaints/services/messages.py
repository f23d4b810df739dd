"""What the customer is told at each step (COM-2): one `Delivery` row in the transaction that causes it."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.models import Complainant, Delivery
from complaints.states import PreferredChannel

#: The form promises a person within a quarter of an hour unless the policy says otherwise (INT-5).
FORM_PROMISE = timedelta(minutes=15)

#: Anybody can name anybody's telephone in a form: more receipts than this a day do not go out (A37).
_MOST_RECEIPTS_A_DAY = 3


def has_enough_receipts(complainant, *, now):
    """Whether today's receipts to this person are used up; holds the person's row until the transaction ends."""
    Complainant.objects.select_for_update(no_key=True).get(pk=complainant.pk)
    today = Delivery.objects.filter(complaint__complainant=complainant, created_at__gt=now - timedelta(days=1))
    return today.filter(step__startswith="received").count() >= _MOST_RECEIPTS_A_DAY


def _texts(step, facts):
    """Subject and text of one step in the active language; `facts` fill the named places."""
    subjects_and_texts = {
        "received": (
            _("We have received your complaint %(number)s"),
            _(
                "Thank you for telling us. Your complaint %(number)s has been received. %(caller)s will contact you "
                "by %(promise)s. After that we look into it and tell you what we found. "
                "Follow it at %(link)s with the code %(code)s; please keep the code to yourself."
            ),
        ),
        "received_unpromised": (
            _("We have received your complaint %(number)s"),
            _(
                "Thank you for telling us. Your complaint %(number)s has been received and is being assigned. "
                "Follow it at %(link)s with the code %(code)s; please keep the code to yourself."
            ),
        ),
        "code_renewed": (
            _("Your new tracking code for complaint %(number)s"),
            _("Follow complaint %(number)s at %(link)s with the new code %(code)s. The old code no longer works."),
        ),
        "assigned": (
            _("Your complaint %(number)s has a handler"),
            _("%(handler)s (staff no. %(employee_number)s) is looking after your complaint %(number)s."),
        ),
        "offered": (
            _("Our proposal for your complaint %(number)s"),
            _("Our proposal for complaint %(number)s is ready. Please read it and choose at %(link)s."),
        ),
        "executing": (
            _("We are carrying out what we agreed for %(number)s"),
            _("You chose “%(option)s” for complaint %(number)s. We are carrying it out; due by %(promise)s."),
        ),
        "delayed": (
            _("Complaint %(number)s takes longer"),
            _(
                "We are sorry: “%(task)s” for complaint %(number)s takes longer than we told you. "
                "The new time is %(promise)s."
            ),
        ),
        "executed": (
            _("Complaint %(number)s: everything is done"),
            _(
                "Everything agreed for complaint %(number)s is done. "
                "We will ask you by %(promise)s whether it is solved; you can also tell us now at %(link)s."
            ),
        ),
        "closed": (
            _("Complaint %(number)s is closed"),
            _("Complaint %(number)s is closed. If it is not solved, you can reopen it for %(days)s days at %(link)s."),
        ),
        "not_accepted": (
            _("About your complaint %(number)s"),
            _(
                "We cannot take up complaint %(number)s. Reason: %(reason)s You may turn to the consumer association "
                "or the 12315 platform."
            ),
        ),
        "merged": (
            _("Complaint %(number)s is handled together with %(other)s"),
            _("You told us twice, so we handle %(number)s together with %(other)s and keep everything you sent."),
        ),
        "reopened": (
            _("Complaint %(number)s is open again"),
            _("Complaint %(number)s is open again and %(handler)s will contact you."),
        ),
    }
    subject, text = subjects_and_texts[step]
    return subject % facts, text % facts


def tell(complaint, step, *, now, **facts):
    """Write the message of `step` to the customer; nobody is told who left no way to be reached.

    Moments among `facts` are given as datetimes and told as clock times in China.
    """
    if complaint.complainant.contact_points.exists():
        compose(complaint, step, now=now, **facts).save()


def compose(complaint, step, *, now, **facts):
    """The unsaved message of `step`, in the complainant's language and by the preferred channel."""
    complainant = complaint.complainant
    with translation.override(complainant.language):
        told = {name: _told(value) for name, value in facts.items()}
        told |= {"number": complaint.number, "link": f"{settings.PUBLIC_URL}/track/"}
        subject, body = _texts(step, told)
    return Delivery(
        complaint=complaint,
        channel=_written(complainant.preferred_channel),
        step=step,
        subject=subject,
        body=body,
        created_at=now,
        due_at=now,
    )


def _written(channel):
    """Somebody who likes to be called gets the written word by SMS."""
    return PreferredChannel.SMS if channel == PreferredChannel.PHONE else channel


def _told(value):
    if hasattr(value, "tzinfo"):
        return timezone.localtime(value, CHINA).strftime("%m-%d %H:%M")
    return str(value)
