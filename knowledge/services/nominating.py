"""Closed complaints that the rules of nomination name: best rated, costly, repeated, behind an early warning (KNO-1).

Each rule looks at what was closed in the last days; what it named once it does not name again.
"""

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef
from django.utils.translation import gettext as _

from complaints.errors import Refusal
from complaints.models import Complaint
from complaints.states import Resolution, Satisfaction, Severity
from complaints.templatetags.moments import yuan
from knowledge.models import NominatedFor, Nomination, NominationRules
from knowledge.services.nomination import nominate
from review.models import EarlyWarning, WarningState
from review.services.warnings.cells import Tree, cell_of
from review.services.warnings.counting import complaints_of

_AN_HOUR, _WEEK, _MONTH = timedelta(hours=1), timedelta(days=7), timedelta(days=30)
#: A desk that switches a costly rule on does not bury QA.
_MOST_AT_ONCE = 20


def nominate_by_rule(*, by, now):
    """Put before QA what the rules name, looking once an hour; returns how many were."""
    rules = NominationRules.current()
    if not rules.is_active or (rules.looked_at and now - rules.looked_at < _AN_HOUR):
        return 0
    # Only the clock: what a curator changes at this moment stays.
    NominationRules.objects.update_or_create(pk=1, defaults={"looked_at": now})
    named = [*_best_rated(rules, now), *_costly(rules, now), *_repeated(rules, now), *_warned(rules, now)]
    done = 0
    for complaint_id, rule, reason in named[:_MOST_AT_ONCE]:
        try:
            nominate(complaint_id, reason=reason, rule=rule, by=by, now=now)
        except Refusal:
            # Two rules named it, or it was reopened in between.
            continue
        done += 1
    return done


def _closed(now, within):
    nominated = Nomination.objects.filter(complaint=OuterRef("pk"))
    closed = Complaint.objects.filter(closed_at__gte=now - within, closed_at__lte=now, resolution=Resolution.RESOLVED)
    return closed.exclude(Exists(nominated)).order_by("-closed_at", "-pk")


def _best_rated(rules, now):
    named = Nomination.objects.filter(rule=NominatedFor.BEST_RATED, nominated_at__gte=now - _WEEK).count()
    left = max(0, rules.best_rated_a_week - named)
    grave = _closed(now, _WEEK).filter(
        satisfaction=Satisfaction.VERY_SATISFIED, severity__in=(Severity.S1, Severity.S2), dissatisfied_count=0
    )
    for complaint in grave[:left]:
        reason = _("%(severity)s, and the customer was very satisfied: %(subject)s")
        told = {"severity": complaint.get_severity_display(), "subject": complaint.subject}
        yield complaint.pk, NominatedFor.BEST_RATED, reason % told


def _costly(rules, now):
    if not rules.costly_from_cny:
        return
    paid = _closed(now, _WEEK).filter(accepted_proposal__compensation_cny__gte=rules.costly_from_cny)
    for complaint in paid.select_related("accepted_proposal")[:_MOST_AT_ONCE]:
        told = {"sum": yuan(complaint.accepted_proposal.compensation_cny), "subject": complaint.subject}
        yield complaint.pk, NominatedFor.COSTLY, _("It cost %(sum)s: %(subject)s") % told


def _repeated(rules, now):
    if not rules.repeated_from:
        return
    closed = Complaint.objects.filter(closed_at__gte=now - _MONTH, closed_at__lte=now, duplicate_of=None).exclude(
        product=""
    )
    groups = closed.order_by().values("category", "product").annotate(times=Count("pk"))
    for group in groups.filter(times__gte=rules.repeated_from, category__isnull=False).order_by("-times"):
        kind = {"category": group["category"], "product": group["product"]}
        known = Nomination.objects.filter(
            nominated_at__gte=now - _MONTH, **{f"complaint__{name}": value for name, value in kind.items()}
        )
        complaint = _closed(now, _MONTH).filter(**kind).order_by(F("satisfaction").desc(nulls_last=True), "-pk").first()
        if complaint is not None and not known.exists():
            told = {"times": group["times"], "product": group["product"], "category": complaint.category}
            reason = _("%(product)s, %(category)s: %(times)s times in 30 days") % told
            yield complaint.pk, NominatedFor.REPEATED, reason


def _warned(rules, now):
    if not rules.with_warnings:
        return
    explained = EarlyWarning.objects.filter(explained_at__gte=now - _MONTH).exclude(state=WarningState.ACKNOWLEDGED)
    tree = None
    for warning in explained.order_by("-explained_at")[:_MOST_AT_ONCE]:
        tree = tree or Tree()
        behind = complaints_of(cell_of(warning), warning.since, until=now, tree=tree).values("complaint")
        if Nomination.objects.filter(complaint__in=behind.order_by()).exists():
            continue
        complaint = _closed(now, _MONTH).filter(pk__in=behind.order_by()).first()
        if complaint is not None:
            told = {"expected": f"{warning.expected:.1f}", "observed": warning.observed, "why": warning.explanation}
            reason = _("Early warning, %(observed)s against %(expected)s expected: %(why)s") % told
            yield complaint.pk, NominatedFor.WARNING, reason[:2_000]
