"""Weighing one offer on a desk with very many booked sums, against bare SQL that reads and counts the same."""

import random
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction

from bench.filling import fill
from bench.timing import Timing, timed
from complaints.models import (
    Complaint,
    LedgerEntry,
    Option,
    OptionItem,
    Proposal,
    content_hash,
)
from complaints.services.grants import month_of
from complaints.services.options import Choice, Item
from complaints.states import Measure
from escalation.services import authority
from escalation.states import Rung

_BATCH = 5_000
#: A customer of the desk has been given something so many times.
_EACH = 3

_BARE = """
SELECT sum(l.value_cny) FROM complaints_ledgerentry l JOIN complaints_complaint c ON c.id = l.complaint_id
WHERE c.complainant_id = %s AND l.booked_at > %s
"""


class Weighed(NamedTuple):
    ours: Timing
    granted: Timing
    bare: Timing


def weigh_at(entries, *, agents, now, count):
    """Bring the ledger to `entries` and weigh `count` offers of different customers."""
    _fill(entries, agents=agents, now=now)
    chance = random.Random(entries)  # noqa: S311 — the same offers in every run, no secret
    last = Complaint.objects.order_by("-pk").values_list("pk", flat=True)[0]
    first = Complaint.objects.order_by("pk").values_list("pk", flat=True)[0]
    picked = {chance.randint(first, last) for _turn in range(3 * count)}
    chosen = list(Complaint.objects.filter(pk__in=picked).select_related("complainant")[: count + 10])
    offered = [_proposed(complaint, agents[0], now=now) for complaint in chosen]
    since = now - timedelta(days=30)

    def weigh(turn):
        authority.weigh(offered[turn], agents[0], now=now)

    def grant(turn):
        with transaction.atomic():
            complaint = Complaint.objects.select_for_update().get(pk=chosen[turn].pk)
            authority.grant(complaint, offered[turn], by=agents[0], now=now, rung=Rung.JOINT)
            transaction.set_rollback(True)

    def bare(turn):
        month = month_of(now)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BARE, [chosen[turn].complainant_id, since])
            cursor.execute("SELECT used_cny FROM complaints_budgetuse WHERE month = %s", [month])

    return Weighed(timed(weigh, count=count), timed(grant, count=count), timed(bare, count=count))


def _fill(entries, *, agents, now):
    fill(max(Complaint.objects.count(), entries // _EACH + 1), agents=agents, now=now)
    missing = entries - LedgerEntry.objects.count()
    chance = random.Random(entries)  # noqa: S311
    bare = Complaint.objects.filter(ledger=None).order_by("pk").values_list("pk", "received_at")
    rows = islice(
        (
            LedgerEntry(
                complaint_id=pk,
                purpose=f"bench {place}",
                measure=Measure.COUPON,
                value_cny=Decimal(chance.randint(1, 9)),
                booked_by=agents[0],
                booked_at=received_at + timedelta(days=1 + place),
            )
            for pk, received_at in bare.iterator(chunk_size=_BATCH)
            for place in range(_EACH)
        ),
        max(0, missing),
    )
    while batch := list(islice(rows, _BATCH)):
        LedgerEntry.objects.bulk_create(batch)


def _proposed(complaint, agent, *, now):
    choices = (
        Choice("退款", (Item(Measure.REFUND, Decimal(20)),)),
        Choice("送券", (Item(Measure.COUPON, Decimal(5)),)),
    )
    proposal = Proposal.objects.create(
        complaint=complaint,
        round=1,
        status="submitted",
        message="抱歉",
        compensation_cny=Decimal(20),
        content_hash=content_hash(message="抱歉", improvement="", options=choices),
        proposed_by=agent,
        proposed_at=now,
    )
    for position, choice in enumerate(choices, 1):
        option = Option.objects.create(proposal=proposal, position=position, title=choice.title)
        OptionItem.objects.bulk_create(OptionItem(option=option, **item._asdict()) for item in choice.items)
    return proposal
