"""Telling staff outside the back office: by e-mail, and by the group robots of the desk (COM-5)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.channels import kinds, mail
from complaints.channels.outcome import Letter, Undelivered
from complaints.models import ChannelAccount, StaffNotice
from complaints.services.staff import words_of
from complaints.services.sweeps import MOST_ATTEMPTS, sweep
from complaints.states import PreferredChannel

LEASE = timedelta(minutes=5)


def send_notices(*, by, now):
    """Send what staff asked to be told outside; one taken by any of its ways counts as told. Returns how many."""
    sending = _Sending(now=now)
    return sweep(_to_send(now), sending.send, now=now, lease=LEASE).done


def _to_send(now):
    return StaffNotice.objects.to_send().filter(due_at__lte=now).order_by("due_at", "pk")


class _Sending:
    """One sweep; accounts are read once."""

    def __init__(self, *, now):
        self.now = now
        self.mail_account = ChannelAccount.objects.in_use().filter(serves=PreferredChannel.EMAIL).first()
        self._robots = {}

    def send(self, pk):
        rows = StaffNotice.objects.select_related("to", "complaint")
        notice = rows.filter(pk=pk, leased_until=self.now + LEASE, sent_at=None, parked_at=None).first()
        if notice is None:
            return False
        with translation.override(notice.to.language):
            letter = self._letter(notice)
        outcomes = [self._failure(way, letter) for way in self._ways(notice)]
        failures = [failure for failure in outcomes if failure is not None]
        # Where there is no way at all nothing was missed: it stands in the back office.
        self._note(notice, failures, is_told=not outcomes or len(failures) < len(outcomes))
        return notice.sent_at is not None

    def _ways(self, notice):
        """The accounts that carry it; None stands for the installation's own mail server."""
        ways = [self.mail_account] if notice.by_email else []
        if notice.complaint_id is None:
            # It concerns the reader and no group.
            return ways
        return [*ways, *(self._robots_of(notice.complaint.team_id) if self._is_first_of_its_group(notice) else [])]

    def _robots_of(self, team_id):
        if team_id not in self._robots:
            self._robots[team_id] = list(ChannelAccount.objects.robots_of(team_id))
        return self._robots[team_id]

    def _is_first_of_its_group(self, notice):
        """A group hears once of what several of its members are told."""
        same = StaffNotice.objects.filter(
            complaint=notice.complaint_id, kind=notice.kind, at=notice.at, by_robot=True, pk__lt=notice.pk
        )
        return notice.by_robot and not same.exists()

    def _failure(self, account, letter):
        try:
            if account is None or account.serves == PreferredChannel.EMAIL:
                mail.send(account, letter, now=self.now)
            else:
                kinds.send(account, letter, now=self.now)
        except Undelivered as failure:
            return failure
        return None

    def _letter(self, notice):
        page, number = notice.facts.get("link", ""), ""
        if notice.complaint_id:
            page = reverse("admin:complaints_complaint_change", args=[notice.complaint_id])
            number = notice.complaint.number
        return Letter(
            uid=f"notice-{notice.pk}",
            address=notice.to.email,
            subject=_("Redress %(number)s: %(what)s") % {"number": number, "what": notice.get_kind_display()},
            body=f"{words_of(notice)}\n{settings.PUBLIC_URL}{page}",
        )

    def _note(self, notice, failures, *, is_told):
        notice.leased_until = None
        notice.failure = str(failures[0]) if failures else ""
        if is_told:
            notice.sent_at = self.now
        elif notice.attempts >= MOST_ATTEMPTS or all(failure.is_final for failure in failures):
            notice.parked_at = self.now
        else:
            notice.due_at = self.now + timedelta(minutes=2**notice.attempts)
        notice.save(update_fields=["leased_until", "failure", "sent_at", "parked_at", "due_at"])
