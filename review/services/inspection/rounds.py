"""Rounds of inspection: drawn once, finished when the last word is said (REV-5)."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import Complaint
from complaints.permissions import check_right
from complaints.services.gate import check_filled, check_may
from complaints.states import Resolution
from review.models import Inspection, InspectionRound, InspectionState, RoundState, SheetState, Stratum
from review.services.inspection.drawing import draw, seconded

_LONGEST = timedelta(days=92)
#: Nobody served the customer in these.
_UNSERVED = (Resolution.DUPLICATE, Resolution.REFUSED)
_CHUNK = 2_000
_OPEN = (InspectionState.WAITING, InspectionState.SECOND, InspectionState.APART, InspectionState.APPEALED)


def population(*, since, until):
    """Complaints closed on one of the days by somebody who had them, and not drawn before; the earliest first."""
    begin, end = (datetime.combine(day, time.min, CHINA) for day in (since, until + timedelta(days=1)))
    drawn = Inspection.objects.filter(complaint=OuterRef("pk")).exclude(state=InspectionState.SET_ASIDE)
    closed = Complaint.objects.filter(closed_at__gte=begin, closed_at__lt=end, handler__isnull=False)
    return closed.exclude(resolution__in=_UNSERVED).filter(~Exists(drawn)).order_by("closed_at", "pk")


@transaction.atomic
def draw_round(
    *,
    title,
    sheet,
    since,
    until,
    seed,
    per_stratum,
    by,
    now,
    stratum=Stratum.AGENT,
    second_percent=20,
    tolerance=10,
    appeal_days=5,
):
    """Draw a round from the complaints closed from `since` to `until`. The same seed draws the same ones again.

    Raises NotPermitted; RuleBroken where nothing was closed, or the days are not over yet.
    """
    check_right(by, "review.draw_inspection")
    check_filled(title, _("Give the round a title."))
    if sheet.state != SheetState.ACTIVE:
        raise RuleBroken(_("“%(sheet)s” is not in use.") % {"sheet": sheet})
    _check_days(since, until, now)
    closed = population(since=since, until=until).values_list("handler", "team", "number", "pk")
    place = 0 if stratum == Stratum.AGENT else 1
    members = ((row[place], row[2], row) for row in closed.iterator(chunk_size=_CHUNK))
    drawn = draw(members, seed=seed, per_part=per_stratum)
    if not drawn.chosen:
        raise RuleBroken(_("No complaint was closed in these days that could still be inspected."))
    inspected = InspectionRound(
        title=title.strip(),
        sheet=sheet,
        since=since,
        until=until,
        stratum=stratum,
        per_stratum=per_stratum,
        second_percent=second_percent,
        tolerance=tolerance,
        appeal_days=appeal_days,
        seed=seed,
        population_count=drawn.population,
        population_digest=drawn.digest,
        strata=_strata(stratum, drawn),
        sample_count=len(drawn.chosen),
        drawn_by=by,
        drawn_at=now,
    )
    check_row(inspected)
    inspected.save(force_insert=True)
    twice = seconded(len(drawn.chosen), second_percent)
    # The first of the draw are no others than any: their digests were thrown like the rest.
    Inspection.objects.bulk_create(
        Inspection(
            round=inspected,
            complaint_id=pk,
            position=position,
            agent_id=handler,
            team_id=team,
            needs_second=position <= twice,
        )
        for position, (_part, (handler, team, _number, pk)) in enumerate(drawn.chosen, 1)
    )
    return inspected


@transaction.atomic
def finish_round(round_id, *, by, now):
    """Close the book on a round: every complaint has its score, and the last appeal could have come.

    Raises NotPermitted, RuleBroken.
    """
    inspected = InspectionRound.objects.select_for_update().filter(pk=round_id).first()
    if inspected is None:
        raise RuleBroken(_("There is no such round."))
    check_may(by, inspected.finish)
    if inspected.state != RoundState.RUNNING:
        raise RuleBroken(_("This round is finished already."))
    left = inspected.inspections.filter(state__in=_OPEN).count()
    if left:
        raise RuleBroken(_("%(count)s complaints of this round still wait for somebody.") % {"count": left})
    late = inspected.inspections.filter(state=InspectionState.DONE, appeal_until__gt=now).order_by("-appeal_until")
    if last := late.first():
        raise RuleBroken(
            _("Appeals may still come until %(until)s.")
            % {"until": f"{last.appeal_until.astimezone(CHINA):%Y-%m-%d %H:%M}"}
        )
    inspected.finish(finisher=by, at=now)
    inspected.save()
    return inspected


def _check_days(since, until, now):
    if since > until:
        raise RuleBroken(_("Choose a first and a last day, in this order."))
    if until - since > _LONGEST:
        raise RuleBroken(_("A round covers three months at most."))
    if until > now.astimezone(CHINA).date():
        raise RuleBroken(_("These days are not over yet."))


def _strata(stratum, drawn):
    """Each part with its name as it was then, how many were closed and how many drawn."""
    keys = [key for key in drawn.counts if key is not None]
    model = User if stratum == Stratum.AGENT else Team
    names = {one.pk: str(one) for one in model.objects.filter(pk__in=keys)}
    taken = [part for part, _member in drawn.chosen]
    return [
        {"key": key, "name": names.get(key, ""), "closed": count, "drawn": taken.count(key)}
        for key, count in sorted(drawn.counts.items(), key=lambda one: (-one[1], one[0] or 0))
    ]
