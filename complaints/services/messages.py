"""What the customer is told at each step (COM-2): one `Delivery` row in the transaction that causes it."""

import json
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation

from complaints.crypto.contact import ContactKind
from complaints.deadlines.workdays import CHINA
from complaints.models import Complainant, Delivery, DeliveryState
from complaints.services.message_words import STEPS
from complaints.services.wordings import built_in, put_together
from complaints.states import PRIVATE_CHANNELS, PreferredChannel, Severity

#: The form promises a person within a quarter of an hour unless the policy says otherwise (INT-5).
FORM_PROMISE = timedelta(minutes=15)

#: Anybody can name anybody's telephone in a form: more receipts than this a day do not go out (A37).
_MOST_RECEIPTS_A_DAY = 3
#: What comes in by itself may come from a machine, and is answered once an hour (A34).
BETWEEN_RECEIPTS = timedelta(hours=1)
#: The step of a message somebody wrote.
BY_HAND = "written"
#: What the customer needs however the complaint ended: the number and the way to it.
_NEEDED_ANYWAY = ("received", "received_unpromised", "code_renewed")


def has_enough_receipts(complainant, *, now, pause=None):
    """Whether today's receipts to this person are used up, or the last is younger than `pause`.

    Holds the person's row until the transaction ends.
    """
    Complainant.objects.select_for_update(no_key=True).get(pk=complainant.pk)
    today = Delivery.objects.filter(complaint__complainant=complainant, created_at__gt=now - timedelta(days=1))
    receipts = today.filter(step__startswith="received")
    if pause and receipts.filter(created_at__gt=now - pause).exists():
        return True
    return receipts.count() >= _MOST_RECEIPTS_A_DAY


def tell(complaint, step, *, now, **facts):
    """Write the message of `step` to the customer; nobody is told who left no way to be reached.

    Moments among `facts` are given as datetimes and told as clock times in China. An urgent message takes along
    what waits before it, so that the order is kept (I17). Returns the message.
    """
    letter = letter_to(complaint, step, now=now, **facts)
    if letter is None:
        return None
    if letter.is_urgent and step not in _NEEDED_ANYWAY[:2]:
        waiting = Delivery.objects.not_under_way(now).filter(complaint=complaint, due_at__gt=now, attempts=0)
        waiting.update(is_urgent=True, due_at=now)
    letter.save(force_insert=True)
    return letter


def letter_to(complaint, step, *, now, **facts):
    """The message of `tell`, unsaved; None for somebody who left no way to be reached by it."""
    complainant = complaint.complainant
    channel = way_of(complaint, step)
    if channel is None:
        return None
    with translation.override(complainant.language):
        facts = {name: _told(value) for name, value in facts.items()}
    facts |= {"number": complaint.number, "link": f"{settings.PUBLIC_URL}/track/"}
    # How things stand is no reason to wake anybody, however urgent the complaint.
    is_urgent = STEPS[step].is_urgent or (complaint.severity == Severity.S1 and not step.startswith("progress"))
    words = put_together(built_in(step, complainant.language), facts)
    return Delivery(
        complaint=complaint,
        channel=channel,
        step=step,
        subject=words.subject,
        body=words.body,
        facts=json.dumps(facts, ensure_ascii=False),
        is_urgent=is_urgent,
        created_at=now,
        due_at=now,
    )


def way_of(complaint, step):
    """Somebody who likes to be called is called where it matters and gets the rest by SMS.

    Where others read along goes nothing but what a colleague wrote for it. None when no way is left.
    """
    preferred = complaint.complainant.preferred_channel
    kinds = {point.kind for point in complaint.complainant.contact_points.all()}
    if step != BY_HAND and complaint.channel not in PRIVATE_CHANNELS:
        kinds.discard(ContactKind.ELSEWHERE)
        if preferred == PreferredChannel.THREAD:
            preferred = PreferredChannel.SMS if ContactKind.PHONE in kinds else PreferredChannel.EMAIL
    if not kinds:
        return None
    if preferred == PreferredChannel.PHONE and not STEPS[step].is_called:
        return PreferredChannel.SMS
    return PreferredChannel(preferred)


def cancel_waiting(complaint, *, now):
    """What waits and no longer applies never leaves; what tells the customer how to follow does. Returns how many."""
    waiting = Delivery.objects.not_under_way(now).filter(complaint=complaint).exclude(step__in=_NEEDED_ANYWAY)
    return waiting.update(state=DeliveryState.CANCELLED)


def _told(value):
    if hasattr(value, "tzinfo"):
        return timezone.localtime(value, CHINA).strftime("%m-%d %H:%M")
    return str(value)
