"""The desk's own health: scheduled work, the calendar, logins that must not be there."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.deadlines.workdays import is_covered
from config import work
from config.demo.people import PASSWORD, PEOPLE
from config.doctor.findings import broken, doubtful, fine

AHEAD = timedelta(days=60)


def scheduled_work():
    try:
        yield from list(work.findings(timezone.now()))
    except DatabaseError:
        return


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
