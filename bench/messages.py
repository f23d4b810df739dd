"""Messages through the outbox, against a bare loop that claims the same rows and marks them sent."""

from time import perf_counter

from django.core import mail
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import User
from bench.timing import Timing
from complaints.crypto.contact import ContactKind
from complaints.models import Category, Delivery, DeliveryState
from complaints.services.delivery import send_waiting
from complaints.services.intake import Receipt, receive
from complaints.states import Channel, Demand, PreferredChannel, Preset

_CLAIMED_AT_ONCE = 100


def through_the_outbox(agent, *, count):
    """Every receipt leaves into a mailbox in memory: locked, recorded, its deadline met."""
    _write(agent, count)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        started = perf_counter()
        while send_waiting(by=User.objects.system(), now=timezone.now()):
            continue
        return _timing(len(mail.outbox), started)


def bare_loop(*, count):
    """The same rows once more, waiting again; claimed by a hundred and marked one by one."""
    ids = list(Delivery.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    Delivery.objects.filter(pk__in=ids).update(state=DeliveryState.WAITING, sent_at=None)
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    table, now, started, done = Delivery._meta.db_table, timezone.now(), perf_counter(), 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {table} WHERE state = 'waiting' AND leased_until IS NULL AND due_at <= %s "  # noqa: S608
                f"ORDER BY due_at, id LIMIT {_CLAIMED_AT_ONCE} {lock}",
                [now],
            )
            claimed = [row[0] for row in cursor.fetchall()]
            Delivery.objects.filter(pk__in=claimed).update(leased_until=now)
        if not claimed:
            return _timing(done, started)
        for pk in claimed:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {table} SET state = 'sent', sent_at = %s, leased_until = NULL WHERE id = %s",  # noqa: S608
                    [now, pk],
                )
        done += len(claimed)


def _write(agent, count):
    Delivery.objects.filter(state=DeliveryState.WAITING).update(state=DeliveryState.CANCELLED)
    category = Category.objects.get(code="ecommerce.logistics.damage")
    for turn in range(count):
        receipt = Receipt(
            preset=Preset.ECOMMERCE,
            channel=Channel.PHONE,
            subject="收到的鸡蛋碎了一半",
            description="快递盒一角塌了。",
            demand=Demand.REFUND,
            name="客户",
            contacts={ContactKind.EMAIL: f"bench-m{turn}@example.cn"},
            preferred_channel=PreferredChannel.EMAIL,
            category=category,
        )
        receive(receipt, by=agent, now=timezone.now())


def _timing(done, started):
    took = perf_counter() - started
    each_ms = 1000 * took / max(done, 1)
    return Timing(done, each_ms, each_ms, done / took)
