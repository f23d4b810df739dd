"""Telling readers by e-mail that a report is there: claimed with a lease, given up in the end (MON-3)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.channels import mail
from complaints.channels.outcome import Letter, Undelivered
from complaints.models import ChannelAccount
from complaints.services.sweeps import MOST_ATTEMPTS, sweep
from complaints.states import PreferredChannel
from review.models import ReportCopy
from review.services.reports.wording import findings_of

LEASE = timedelta(minutes=5)
_MOST_SENTENCES = 8


def send_reports(*, by, now):
    """Send what waits; returns how many copies were told. Somebody without an address finds it in the back office."""
    ReportCopy.objects.to_send().filter(to__email="").update(sent_at=now)
    waiting = ReportCopy.objects.to_send().filter(due_at__lte=now)
    account = ChannelAccount.objects.in_use().filter(serves=PreferredChannel.EMAIL).first()
    return sweep(waiting, lambda pk: _send(pk, account, now=now), now=now, lease=LEASE).done


def _send(pk, account, *, now):
    copy = ReportCopy.objects.select_related("report", "to").filter(pk=pk, sent_at=None, parked_at=None).first()
    if copy is None:
        return False
    try:
        mail.send(account, _letter(copy), now=now)
    except Undelivered as failure:
        copy.failure, copy.leased_until = str(failure)[:300], None
        if failure.is_final or copy.attempts >= MOST_ATTEMPTS:
            copy.parked_at = now
        else:
            copy.due_at = now + timedelta(minutes=2**copy.attempts)
    else:
        copy.sent_at, copy.failure, copy.leased_until = now, "", None
    copy.save(update_fields=["failure", "leased_until", "parked_at", "due_at", "sent_at"])
    return copy.sent_at is not None


def _letter(copy):
    """The findings and a link; figures stay behind the sign-in."""
    page = reverse("admin:review_periodreport_change", args=[copy.report_id])
    with translation.override(copy.to.language):
        said = findings_of(copy.report.content)[:_MOST_SENTENCES]
        lines = [*(f"· {sentence}" for sentence in said), "", f"{settings.PUBLIC_URL}{page}"]
        return Letter(
            uid=f"report-{copy.pk}",
            address=copy.to.email,
            subject=_("Redress: report %(report)s") % {"report": copy.report},
            body="\n".join(lines),
        )
