"""A complaint that holds two matters: part of it becomes a complaint of its own (INT-6)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import RuleBroken
from complaints.models import Category, ComplaintEvent, DeadlineKind, EventKind, Likeness, Policy, Split, Verdict
from complaints.permissions import check_right
from complaints.services import clock
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.intake import Receipt, acknowledge, place, store, written_down
from complaints.services.merging import copies_of
from complaints.services.numbers import new_tracking_code, next_numbers, tracking_hash
from complaints.states import Demand


@dataclass(frozen=True, slots=True)
class Part:
    """What the second matter is: in its own words, and with those files (by their uuid) that belong to it."""

    subject: str
    description: str
    demand: Demand
    category: Category | None = None
    evidence: tuple = ()


@transaction.atomic
def split(complaint_id, part, *, reason, by, now, seen=None):
    """Open a complaint of the same customer and order for `part`; its deadlines run from now.

    To the limits the two stay one complaint (A29). Returns the new one. Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.split_complaint")
    check_open(complaint)
    check_filled(reason, _("Say why these are two matters."))
    check_text(reason, _("reason"), 500)
    check_filled(part.subject, _("Say in a few words what the complaint is about."))
    check_filled(part.description, _("Say what the second matter is."))
    if part.category is not None and part.category.preset != complaint.policy.preset:
        raise RuleBroken(_("This category belongs to another line of business."))
    files = list(complaint.evidence.filter(uuid__in=part.evidence).select_related("added_by"))
    if len(files) != len(set(part.evidence)):
        raise RuleBroken(_("A chosen file does not belong to this complaint. Look at the page."))
    new, code = _written(complaint, part, by=by, now=now)
    deadlines = clock.begin(new, rules=list(new.policy.rules.all()), now=now)
    (new.number,) = next_numbers(now)
    store(new, deadlines, by=by, now=now, split_from=complaint.number)
    copies = copies_of(files, new)
    Split.objects.create(complaint=new, of=complaint, reason=reason, by=by, at=now)
    # The two were just told apart, so nobody is asked whether they are one.
    apart = Likeness(complaint=new, other=complaint, same_customer=True, found_at=now)
    apart.decide(Verdict.DIFFERENT, by=by, at=now)
    apart.save()
    kept = [str(copy.uuid) for copy in copies]
    ComplaintEvent.record(complaint, EventKind.SPLIT_OFF, by=by, at=now, new=new.number, reason=reason, evidence=kept)
    if new.complainant.contact_points.exists():
        acknowledge(new, code, _promise(deadlines), now=now)
    return new


def _written(complaint, part, *, by, now):
    """The unsaved complaint of the second matter, and its tracking code."""
    receipt = Receipt(
        preset=complaint.policy.preset,
        channel=complaint.channel,
        subject=part.subject,
        description=part.description,
        demand=part.demand,
        category=part.category,
        emotion=complaint.emotion,
        occurred_at=complaint.occurred_at,
        place=complaint.place,
        product=complaint.product,
        consent=complaint.consent,
    )
    new, code = written_down(receipt, by=by, now=now), new_tracking_code()
    new.tracking_hash = tracking_hash(code)
    policy = Policy.in_force(complaint.policy.preset, now)
    place(new, order=complaint.order, complainant=complaint.complainant, policy=policy, now=now)
    return new, code


def _promise(deadlines):
    """By when somebody speaks with the customer about it."""
    return min((one.due_at for one in deadlines if one.kind == DeadlineKind.FIRST_CONTACT), default=None)
