"""What a draft must hold before it is kept: no rule that never applies, no case between two rules, no empty time."""

from collections import defaultdict
from itertools import combinations, product

from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import Category, Clock, DeadlineKind, DeadlineRule, Nature
from complaints.states import Impact, Severity, Tier, priority_of

#: A promise, a task and what an outside body waits for have a date of their own; no rule is ever asked about them.
WITH_OWN_DATE = frozenset({DeadlineKind.COMMITMENT, DeadlineKind.TASK, DeadlineKind.OUTSIDE})
_YEAR = 366 * 24 * 60
_MOST_DAYS = 250
_REMINDERS = 2
_MOST_COUPON_CNY = 100

#: Every grade a complaint can have, the blank one before grading first.
GRADES = (
    ("", ""),
    *sorted({(s, priority_of(severity=s, impact=i, tier=t)) for s, i, t in product(Severity, Impact, Tier)}),
)


def check_draft(policy, rules):
    """Raises RuleBroken unless `rules` cover what they speak of, once, and `policy` has sensible times."""
    _check_times(policy)
    _check_coupons(policy.apology_coupons)
    natures = natures_of(policy.preset)
    of_kind = defaultdict(list)
    for rule in rules:
        _check_rule(rule, policy, natures)
        of_kind[rule.kind].append(rule)
    if not rules:
        raise RuleBroken(_("A policy without a rule promises nothing. Add one."))
    for kind_rules in of_kind.values():
        _check_clear(kind_rules, natures)


def natures_of(preset):
    """The natures the category tree of `preset` has."""
    found = set(Category.objects.filter(preset=preset).order_by().values_list("nature", flat=True).distinct())
    return [nature for nature in Nature if nature in found]


def case_of(rule):
    """The case a rule speaks of, in words."""
    nature = Nature(rule.nature).label if rule.nature in Nature.values else rule.nature
    named = [rule.get_urgency_display(), rule.get_severity_display(), rule.get_priority_display(), nature]
    return " · ".join(str(part) for part in named if part) or _("every complaint")


def _name(rule):
    return _("%(kind)s (%(case)s)") % {"kind": rule.get_kind_display(), "case": case_of(rule)}


def _check_rule(rule, policy, natures):
    if rule.kind in WITH_OWN_DATE:
        raise RuleBroken(
            _("“%(rule)s” can never apply: each promise and each task has a date of its own. Remove the rule.")
            % {"rule": _name(rule)}
        )
    if rule.nature and rule.nature not in natures:
        raise RuleBroken(
            _("“%(rule)s” can never apply: “%(preset)s” has no category of this nature. Choose another nature.")
            % {"rule": _name(rule), "preset": policy.get_preset_display()}
        )
    if rule.days is not None:
        _check_days(rule)
    elif not 0 < (rule.minutes or 0) <= _YEAR:
        raise RuleBroken(_("“%(rule)s” needs a time between one minute and a year.") % {"rule": _name(rule)})


def _check_days(rule):
    if not 0 < rule.days <= _MOST_DAYS:
        raise RuleBroken(
            _("“%(rule)s” needs between 1 and %(most)s working days.") % {"rule": _name(rule), "most": _MOST_DAYS}
        )
    if rule.clock != Clock.WORKING:
        raise RuleBroken(
            _("“%(rule)s” gives working days: choose “Working time” as its clock, or write the time in hours.")
            % {"rule": _name(rule)}
        )


def _check_clear(rules, natures):
    """Of one kind: every rule applies somewhere, no two are equally right, no grade is left out."""
    for one, other in combinations(rules, 2):
        if _case(one) == _case(other):
            raise RuleBroken(_("“%(rule)s” stands there twice. Remove one of the two.") % {"rule": _name(one)})
    spoken_of = natures if any(not rule.nature for rule in rules) else sorted({rule.nature for rule in rules})
    urgencies = sorted({"", *(rule.urgency for rule in rules)})
    cases = [
        {"severity": severity, "priority": priority, "nature": nature, "urgency": urgency}
        for (severity, priority), nature, urgency in product(GRADES, spoken_of, urgencies)
    ]
    applied = []
    for case in cases:
        fitting = [rule for rule in rules if rule.fits(**case)]
        if not fitting:
            _refuse_gap(rules[0], case["severity"])
        chosen = DeadlineRule.among(fitting, rules[0].kind, **case)
        rivals = [rule for rule in fitting if rule.specificity == chosen.specificity]
        if len(rivals) > 1:
            raise RuleBroken(
                _("“%(one)s” and “%(other)s” are both right for the same complaint. Make one of them more specific.")
                % {"one": _name(rivals[0]), "other": _name(rivals[1])}
            )
        applied.append(chosen)
    for rule in rules:
        if rule not in applied:
            raise RuleBroken(
                _("“%(rule)s” can never apply: more specific rules cover every case of it. Remove it or them.")
                % {"rule": _name(rule)}
                if any(rule.fits(**case) for case in cases)
                else _("“%(rule)s” can never apply: no complaint of this severity gets this priority. Remove the rule.")
                % {"rule": _name(rule)}
            )


def _refuse_gap(rule, severity):
    case = Severity(severity).label if severity else _("complaints not graded yet")
    raise RuleBroken(
        _("“%(kind)s” has rules, but none for %(case)s. Add one without a grade: it takes what no other rule covers.")
        % {"kind": rule.get_kind_display(), "case": case}
    )


def _case(rule):
    return rule.urgency, rule.severity, rule.priority, rule.nature


def _check_times(policy):
    reminders = policy.reminders
    are_percents = isinstance(reminders, list) and all(type(one) is int and 1 <= one <= 99 for one in reminders)
    if not are_percents or sorted(set(reminders)) != reminders or len(reminders) > _REMINDERS:
        raise RuleBroken(_("Reminders are at most two rising percents between 1 and 99, such as 50 and 80."))
    if not 0 < policy.repeat_alert_minutes <= policy.escalate_after_minutes <= _YEAR:
        raise RuleBroken(
            _("The second alert comes at least a minute after the deadline, and the escalation not before it.")
        )
    if not policy.wait_hours:
        raise RuleBroken(_("Waiting for the customer must end some day: give it at least an hour."))
    if not policy.reopen_days or not policy.loop_limit:
        raise RuleBroken(_("The reopen window and the limit of rounds are at least 1."))
    if policy.frequent_complaints < 2 or not policy.frequent_days:
        raise RuleBroken(_("Frequent means at least two complaints within at least one day."))


def _check_coupons(coupons):
    are_sums = isinstance(coupons, dict) and all(
        type(one) is int and 1 <= one <= _MOST_COUPON_CNY for one in coupons.values()
    )
    if not are_sums or set(coupons) != set(Tier.values):
        raise RuleBroken(
            _("The coupon for a broken promise is a whole sum from ¥1 to ¥%(most)s for each tier.")
            % {"most": _MOST_COUPON_CNY}
        )
