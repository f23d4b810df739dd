"""Services of waiting and of more time, as service_calls.py."""

from datetime import timedelta

from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.models import Pause, PauseReason
from complaints.services import customer_words, extension, pauses
from complaints.states import Channel
from tests.architecture.service_calls import P, Row, T
from tests.builders import NOON


def wait(it, by):
    pauses.pause(it.pk, reason=PauseReason.EVIDENCE, note="请发照片。", by=by, now=NOON)


def tell_us(it, by):
    customer_words.hear(it.pk, words="是上午签收的。", via=Channel.WEB_FORM, by=by, now=NOON)


def waiting(it):
    wait(it, it.handler)


def extend(it, by):
    deadline = it.deadlines.running().get(kind="direction")
    extension.extend(deadline.pk, due_at=deadline.due_at + timedelta(days=1), reason="缺货", by=by, now=NOON)


def sweep(it, by):
    pause = it.pauses.get()
    pauses.end_at_bound(pause.pk, by=by, now=pause.bound_at)


def reminded(it):
    pause = it.pauses.get()
    Pause.objects.filter(pk=pause.pk).update(reminded_at=pause.reminder_at, next_step_at=pause.bound_at)


WAITING = {
    "complaints.pauses.pause": Row(T, wait, (K.PAUSED,)),
    "complaints.pauses.resume": Row(
        T, lambda it, by: pauses.resume(it.pk, by=by, now=NOON + timedelta(hours=1)), (K.RESUMED,), ready=waiting
    ),
    "complaints.customer_words.hear": Row(T, lambda it, by: tell_us(it, by), (K.CONTACTED,), Role.CUSTOMER),
    "complaints.customer_words.hear when asked": Row(
        T,
        lambda it, by: tell_us(it, by),
        (K.CONTACTED, K.RESUMED),
        Role.CUSTOMER,
        waiting,
    ),
    "complaints.pauses.end_at_bound": Row(P, sweep, (K.CUSTOMER_REMINDED,), Role.SYSTEM),
    "complaints.pauses.end_at_bound after the reminder": Row(P, sweep, (K.CLOSED,), Role.SYSTEM, reminded),
    "complaints.extension.extend": Row(T, extend, (K.DEADLINE_EXTENDED,)),
}
