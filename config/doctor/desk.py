"""The desk's own health: scheduled work, the calendar, logins that must not be there."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.deadlines.workdays import is_covered
from complaints.models import Heartbeat
from config.demo.people import PASSWORD, PEOPLE
from config.doctor.findings import broken, doubtful, fine

STALE = timedelta(minutes=5)
AHEAD = timedelta(days=60)


def scheduled_work():
    try:
        last = dict(Heartbeat.objects.values_list("job", "finished_at"))
    except DatabaseError:
        return
    now = timezone.now()
    # A try-out that is not running at the moment is not ill.
    ill = doubtful if settings.TRY_OUT else broken
    if any(finished_at > now + STALE for finished_at in last.values()):
        yield broken(_("The clock of this machine went back: work was done in its future. Set it by NTP."))
    silent = [job for job in settings.CELERY_BEAT_SCHEDULE if job not in last or now - last[job] > STALE]
    if silent:
        yield ill(
            _("Scheduled work has not finished for five minutes: %(jobs)s. Start or restart the worker and beat."),
            jobs=", ".join(silent),
        )
    else:
        yield fine(_("Scheduled work is done on time."))


def calendar():
    day = timezone.localdate() + AHEAD
    if is_covered(day):
        yield fine(_("The calendar of working days covers the next 60 days."))
    else:
        yield doubtful(
            _(
                "Working days of %(year)s are not known yet: deadlines there count Monday to Friday. "
                "Update Redress when the State Council has announced its holidays."
            ),
            year=day.year,
        )


def demo_logins():
    if settings.TRY_OUT:
        return
    try:
        people = User.objects.filter(username__in=[one.username for one in PEOPLE], is_active=True)
        left = [user.username for user in people if user.check_password(PASSWORD)]
    except DatabaseError:
        return
    if left:
        yield broken(
            _(
                "Demo logins with the printed password are active: %(names)s. "
                "Give them new passwords or switch them off."
            ),
            names=", ".join(left),
        )
    else:
        yield fine(_("No demo login is active."))
