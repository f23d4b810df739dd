"""Weighing one offer on a desk with very many booked sums, against bare SQL that reads and counts the same."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction

from accounts.models import User
from bench.history import CLOSED, book, decide, grow
from bench.timing import Timing, timed
from complaints.models import Complaint, Option, OptionItem, Proposal, content_hash
from complaints.services.grants import month_of
from complaints.services.options import Choice, Item
from complaints.states import Measure
from escalation.models import ApprovalChain, ApprovalRequest
from escalation.services import authority
from escalation.services.asking import write_steps
from escalation.services.chain import asked_by_amount
from escalation.services.dossiers import dossiers, with_everything
from escalation.states import Rung

#: As many cards as the list of approvals opens.
_CARDS = 20
#: A customer of the desk has been given something so many times.
_EACH = 3

_BARE = """
SELECT sum(l.value_cny) FROM complaints_ledgerentry l JOIN complaints_complaint c ON c.id = l.complaint_id
WHERE c.complainant_id = %s AND l.booked_at > %s
"""


_SIMILAR = """
SELECT i.measure, i.value_cny FROM (
    SELECT accepted_proposal_id FROM complaints_complaint
    WHERE category_id = %s AND accepted_proposal_id IS NOT NULL ORDER BY id DESC LIMIT 200
) c JOIN complaints_proposal p ON p.id = c.accepted_proposal_id
JOIN complaints_optionitem i ON i.option_id = p.chosen_id WHERE p.answered_at >= %s AND i.value_cny > 0
"""


class Weighed(NamedTuple):
    """`cards` is everything on twenty cards of the list of approvals, `similar` bare SQL for their precedents alone."""

    ours: Timing
    granted: Timing
    bare: Timing
    cards: Timing
    similar: Timing


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

    asked = _asked(offered[:_CARDS], agents[0], now=now)
    decider = User.objects.get(username="bench40")

    def cards(_turn):
        dossiers(list(with_everything(ApprovalRequest.objects.filter(pk__in=asked))), decider, now=now)

    def similar(_turn):
        for one in {one.complaint.category_id for one in offered[:_CARDS]}:
            with connection.cursor() as cursor:
                cursor.execute(_SIMILAR, [one, now - timedelta(days=365)])
                cursor.fetchall()

    few = max(10, count // 10)
    return Weighed(
        timed(weigh, count=count),
        timed(grant, count=count),
        timed(bare, count=count),
        timed(cards, count=few),
        timed(similar, count=few),
    )


def _fill(entries, *, agents, now):
    """So many booked sums, some of each customer, each complaint with its accepted proposal."""
    grow(entries * 100 // (_EACH * CLOSED) + 1, agents=agents, now=now)
    decide()
    book(entries, each=_EACH, by=agents[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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


def _asked(offered, agent, *, now):
    chain = ApprovalChain.in_force(now)
    made = []
    for proposal in offered:
        request = ApprovalRequest.objects.create(
            proposal=proposal, asked_by=agent, asked_at=now, chain=chain, content_hash=proposal.content_hash
        )
        write_steps(request, asked_by_amount(chain.rules.filter(rung=Rung.SUPERVISOR)))
        made.append(request.pk)
    return made
