"""What the desk made of its complaints: causes found, improvements and their effect, rises seen early."""

from collections import Counter

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from review.models import ActionState, EarlyWarning, ImprovementAction, Measurement, RootCause, SurgeCause, Verdict
from review.models.improvement import RUNNING
from review.services.reports.parts import fact, finding, named, table
from review.services.warnings.cells import words_for

_MOST, _MOST_SAID = 10, 4
#: Not reported done yet.
_TO_DO = (ActionState.PLANNED, ActionState.IN_PROGRESS, ActionState.REOPENED)
_VERDICTS = (Verdict.EFFECTIVE, Verdict.NOT_EFFECTIVE)
_words_for = lazy(words_for, str)
_RATES = (("rate_before", "score"), ("rate_after", "score"), ("effect", "percent"), ("limits", "words"))


def causes(asked):
    """Causes found, by code; what was done about them stands beside."""
    found = _within(RootCause.objects.select_related("code"), "concluded_at", asked.period)
    rows, names = Counter(), {}
    for one in found:
        key = one.code_id or 0
        rows[key] += 1
        names[key] = named(one.code) if one.code_id else named(gettext_lazy("Without a code"))
    earlier = _within(RootCause.objects.all(), "concluded_at", asked.before).count()
    still = RootCause.objects.filter(concluded_at=None, opened_at__lt=asked.period.moments[1]).count()
    told = [(names[key], [count]) for key, count in rows.most_common(_MOST)]
    return {
        "facts": [fact("causes_found", sum(rows.values()), earlier), fact("causes_open", still)],
        "tables": [table("causes", [("causes_found", "count")], told)],
    }


def improvements(asked):
    """What was planned and what was proved; of what was decided the rates in 30 days, with the limits of chance."""
    decided, decided_then = asked.both(_decided)
    planned = asked.both(lambda period: _within(ImprovementAction.objects.all(), "planned_at", period).count())
    running = ImprovementAction.objects.filter(state__in=RUNNING)
    late = running.filter(state__in=_TO_DO, due_on__lte=asked.period.until).count()
    proved, missed = ([one for one in decided if one.verdict == verdict] for verdict in _VERDICTS)
    proved_then, missed_then = (sum(one.verdict == verdict for one in decided_then) for verdict in _VERDICTS)
    said = [
        finding("improved", name=_title(one), before=_tenth(one.rate_before), after=_tenth(one.rate_after))
        for one in proved[:_MOST_SAID]
    ]
    said += [finding(code, count=count) for code, count in (("missed", len(missed)), ("overdue", late)) if count]
    rows = [(_title(one), _measured(one)) for one in decided[:_MOST]]
    return {
        "facts": [
            fact("improvements_planned", *planned),
            fact("improvements_running", running.count()),
            fact("improvements_overdue", late),
            fact("improvements_proved", len(proved), proved_then),
            fact("improvements_missed", len(missed), missed_then),
        ],
        "tables": [table("improvements", [*_RATES, ("verdict", "words")], rows)],
        "findings": said,
    }


def warnings(asked):
    """Rises found, and what they turned out to be."""
    found, found_then = asked.both(
        lambda period: list(_within(EarlyWarning.objects.select_related("category"), "found_at", period))
    )
    chance, chance_then = (sum(one.cause == SurgeCause.CHANCE for one in rows) for rows in (found, found_then))
    unexplained = sum(not one.cause and not one.lapsed for one in found)
    ranked = sorted(found, key=lambda one: (-one.observed, one.pk))[:_MOST]
    rows = [(named(_words_for(one)), [one.observed, _tenth(one.expected), named(_outcome(one))]) for one in ranked]
    said = [finding("warnings", count=len(found), unexplained=unexplained)] if found else []
    return {
        "facts": [
            fact("warnings_found", len(found), len(found_then)),
            fact("warnings_chance", chance, chance_then),
            fact("warnings_unexplained", unexplained),
        ],
        "tables": [table("warnings", [("received", "count"), ("expected", "score"), ("outcome", "words")], rows)],
        "findings": said,
    }


def _within(rows, moment, period):
    since, until = period.moments
    return rows.filter(**{f"{moment}__gte": since, f"{moment}__lt": until})


def _decided(period):
    measured = Measurement.objects.filter(is_final=True).select_related("action")
    return list(_within(measured, "at", period).order_by("at", "pk"))


def _title(measurement):
    """As the house wrote it, in its one language."""
    return {"zh": str(measurement.action), "en": str(measurement.action)}


def _measured(one):
    upper = "∞" if one.upper is None else f"{100 * (one.upper - 1):+.0f}%"
    limits = f"{100 * (one.lower - 1):+.0f}% … {upper}"
    effect = None if one.ratio is None else round(100 * (one.ratio - 1), 1)
    rates = _tenth(one.rate_before), _tenth(one.rate_after)
    return [*rates, effect, {"zh": limits, "en": limits}, named(Verdict(one.verdict).label)]


def _outcome(warning):
    if warning.cause:
        return SurgeCause(warning.cause).label
    return gettext_lazy("Over by itself") if warning.lapsed else gettext_lazy("Not explained yet")


def _tenth(value):
    return round(value, 1)
