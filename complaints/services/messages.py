"""What the customer is told at each step (COM-2): one `Delivery` row in the transaction that causes it."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation

from complaints.deadlines.workdays import CHINA
from complaints.models import Complainant, Delivery
from complaints.services.message_words import STEPS
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


def tell(complaint, step, *, now, **facts):
    """Write the message of `step` to the customer; nobody is told who left no way to be reached.

    Moments among `facts` are given as datetimes and told as clock times in China.
    """
    if complaint.complainant.contact_points.exists():
        compose(complaint, step, now=now, **facts).save()


def compose(complaint, step, *, now, **facts):
    """The unsaved message of `step`, in the complainant's language and by the preferred channel."""
    complainant = complaint.complainant
    facts = {name: _told(value) for name, value in facts.items()}
    facts |= {"number": complaint.number, "link": f"{settings.PUBLIC_URL}/track/"}
    with translation.override(complainant.language):
        subject, body = STEPS[step].subject % facts, STEPS[step].text % facts
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
