"""A report is made once for its period, from what is known then, and is not changed afterwards (MON-3)."""

import hashlib
import json
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.errors import RuleBroken
from complaints.permissions import check_right
from review.models import FiguresState, PeriodReport, ReportCopy, ReportKind, Tally
from review.services.reports import periods
from review.services.reports.sections import SECTIONS, Question

#: Version of the shape of `content`.
FORM = 1
#: After midnight figures settle, and whoever closed late is in.
_SETTLED = timedelta(hours=2)
READ = "review.view_periodreport"
#: Whose copy is made of itself; others who may read find it in the list.
RECEIVE = "review.receive_periodreport"


def make_due_reports(*, by, now):
    """The report of each kind whose period is over, where there is none yet. Returns how many were made."""
    made = 0
    for kind in ReportKind:
        period = periods.last_ended(kind, now - _SETTLED)
        is_made = PeriodReport.objects.filter(kind=kind, since=period.since).exists()
        if not is_made and is_counted(period):
            made += make_report(kind, period.since, by=by, now=now)[1]
    return made


def make_report(kind, day, *, by, now):
    """The report of the week or month `day` lies in, and whether it is new. Raises NotPermitted, RuleBroken.

    Whoever comes second gets what the first one stored: of a period there is one report.
    """
    check_right(by, "review.make_periodreport")
    period = periods.containing(kind, day)
    if period.moments[1] > now:
        raise RuleBroken(_("This period is not over yet."))
    known = PeriodReport.objects.filter(kind=kind, since=period.since)
    if (report := known.first()) is not None:
        return report, False
    if not is_counted(period):
        raise RuleBroken(_("The figures of this period are still being counted. Try again in a few minutes."))
    content = gathered(kind, period, by=by)
    try:
        with transaction.atomic():
            report = PeriodReport.objects.create(
                kind=kind,
                since=period.since,
                until=period.until,
                form=FORM,
                content=content,
                sha256=digest_of(content),
                made_by=by,
                made_at=now,
            )
            readers = User.objects.with_right(RECEIVE)
            ReportCopy.objects.bulk_create(ReportCopy(report=report, to=reader, due_at=now) for reader in readers)
    except IntegrityError:
        return known.get(), False
    return report, True


def is_counted(period):
    """Whether everything that happened before the end of `period` is in the figures: a report cannot be mended."""
    late = Tally.objects.filter(count_at__lte=period.moments[1])
    return FiguresState.objects.filter(is_counted=True).exists() and not late.exists()


def gathered(kind, period, *, by):
    """The content of a report: plain values in the order of the sections, those without anything to say left out."""
    asked = Question(period, periods.before(kind, period), by)
    sections = []
    for section in SECTIONS:
        told = section.gather(asked)
        tables = [one for one in told.get("tables", ()) if one["rows"]]
        if told.get("facts") or tables:
            sections.append(
                {
                    "code": section.code,
                    "clause": section.clause,
                    "facts": told.get("facts", []),
                    "tables": tables,
                    "findings": told.get("findings", []),
                }
            )
    before = asked.before
    content = {"before": {"since": str(before.since), "until": str(before.until)}, "sections": sections}
    # As it comes back from the database: what is hashed is what will be read.
    return json.loads(json.dumps(content))


def digest_of(content):
    """SHA-256 over the canonical JSON: keys in order, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(report):
    """Whether the content is what was stored when it was made."""
    return digest_of(report.content) == report.sha256


def read_report(report_id, *, by):
    """The report; None where there is none. Raises NotPermitted."""
    check_right(by, READ)
    return PeriodReport.objects.select_related("made_by").filter(pk=report_id).first()
