"""Replaying very many past proposals under a draft, against bare SQL that reads the same rows and does nothing."""

import random
import resource
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from time import perf_counter
from typing import NamedTuple

from django.db import connection

from accounts.models import User
from bench.filling import fill
from complaints.models import Complaint, LedgerEntry, Option, OptionItem, Proposal, Task
from complaints.states import Measure
from escalation.models import ApprovalChain, ApprovalRequest, ApprovalStep
from escalation.services.limits import version_in_force
from escalation.services.replay.comparing import compare
from escalation.services.replay.reading import Story
from escalation.services.replay.rules import Rules

_BATCH = 5_000
_DAYS = 90
#: Sums around the limits of every rung, most of them small.
_SUMS = (30, 60, 90, 120, 200, 300, 450, 480, 700, 1_500, 4_000, 25_000)
_SEES = 0.2


class Replayed(NamedTuple):
    proposals: int
    changed: int
    ours_s: float
    bare_s: float
    grown_mb: float


def replay_at(size, *, agents, supervisor, now):
    """Bring the desk to `size` proposals of the last 90 days, and replay them with the agents' limit at ¥300."""
    fill(max(Complaint.objects.count(), size), agents=agents, now=now)
    _propose(size - Proposal.objects.count(), agents=agents, supervisor=supervisor, now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    version, chain = version_in_force(now), ApprovalChain.in_force(now)
    before, after = Rules.of(version, chain), Rules.of(version, chain)
    for row in after.limits:
        if row.role == "agent" and not row.measure and row.bound == "complaint":
            row.limit_cny = Decimal(300)
    since = now - timedelta(days=_DAYS)
    bare_s = _bare(Story(since=since, until=now))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = perf_counter()
    told = compare(Story(since=since, until=now), before, after, valid_from=now)
    ours_s = perf_counter() - began
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
    return Replayed(told.before.proposals, len(told.changed), ours_s, bare_s, grown_mb)


def _bare(story):
    began = perf_counter()
    with connection.cursor() as cursor:
        for query in story.queries():
            cursor.execute(*query.query.sql_with_params())
            while cursor.fetchmany(_BATCH):
                pass
    return perf_counter() - began


def _propose(missing, *, agents, supervisor, now):
    chance = random.Random(missing)  # noqa: S311 — the same offers in every run, no secret
    # Nobody pays out what they proposed or approved.
    payer, _made = User.objects.get_or_create(username="bench-finance", defaults={"name": "出纳", "role": "finance"})
    bare = Complaint.objects.filter(proposals=None).order_by("pk").values_list("pk", flat=True)
    complaints = iter(list(bare[: max(0, missing)]))
    while batch := list(islice(complaints, _BATCH)):
        made = Proposal.objects.bulk_create(_proposal(pk, agents, supervisor, now=now, chance=chance) for pk in batch)
        options = Option.objects.bulk_create(
            Option(proposal=one, position=place, title="退款") for one in made for place in (1, 2)
        )
        items = OptionItem.objects.bulk_create(_item(option) for option in options)
        for one, option in zip(made, options[::2], strict=True):
            one.status, one.chosen, one.answered_at = "accepted", option, one.approved_at + timedelta(hours=3)
        Proposal.objects.bulk_update(made, ["status", "chosen", "answered_at"], batch_size=500)
        tasks = Task.objects.bulk_create(_task(item, payer, agents[0].department_id) for item in items[::2])
        LedgerEntry.objects.bulk_create(_entry(task, payer) for task in tasks)
        requests = ApprovalRequest.objects.bulk_create(
            ApprovalRequest(proposal=one, asked_by=one.proposed_by, asked_at=one.proposed_at)
            for one in made
            if one.approved_by == supervisor
        )
        ApprovalStep.objects.bulk_create(_step(request, supervisor) for request in requests)


def _proposal(complaint, agents, supervisor, *, now, chance):
    at, cny, agent = (
        now - timedelta(minutes=chance.randint(1, _DAYS * 1_439)),
        chance.choice(_SUMS),
        chance.choice(agents),
    )
    is_asked = cny > 500 or chance.random() < _SEES
    return Proposal(
        complaint_id=complaint,
        round=1,
        status="approved",
        message="抱歉",
        compensation_cny=cny,
        content_hash=f"bench {complaint}",
        proposed_by=agent,
        proposed_at=at,
        approved_by=supervisor if is_asked else agent,
        approved_at=at + timedelta(hours=2 * is_asked),
        approved_under_cny=max(500, cny),
        approved_hash=f"bench {complaint}",
    )


def _item(option):
    cny = option.proposal.compensation_cny
    refund = option.position == 1
    return OptionItem(
        option=option, measure=Measure.REFUND if refund else Measure.COUPON, value_cny=cny if refund else min(cny, 20)
    )


def _task(item, payer, department_id):
    proposal = item.option.proposal
    return Task(
        complaint_id=proposal.complaint_id,
        stage="execution",
        title="退款",
        department_id=department_id,
        item=item,
        measure=item.measure,
        compensation_cny=item.value_cny,
        created_by=payer,
        created_at=proposal.answered_at,
        due_at=proposal.answered_at + timedelta(days=2),
        done_at=proposal.answered_at + timedelta(days=1),
        done_by=payer,
    )


def _entry(task, payer):
    return LedgerEntry(
        complaint_id=task.complaint_id,
        task=task,
        purpose="bench",
        measure=task.measure,
        value_cny=task.compensation_cny,
        reference="TK-1",
        booked_by=payer,
        booked_at=task.done_at,
    )


def _step(request, supervisor):
    return ApprovalStep(
        request=request,
        proposed_by=request.asked_by,
        place=1,
        asked_role="supervisor",
        minutes=240,
        asked_at=request.asked_at,
        due_at=request.asked_at + timedelta(hours=4),
        outcome="approved",
        decided_at=request.asked_at + timedelta(hours=2),
        decided_by=supervisor,
        content_hash="bench",
    )
