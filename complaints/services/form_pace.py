"""How many forms one client may send: enough for an office behind one address, too few for a machine (A21, A38)."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.errors import TooOften
from complaints.models import FormCount

_MOST_AN_HOUR = 30
_COUNT = """
INSERT INTO complaints_formcount AS counted (client, hour, used) VALUES (%s, %s, 1)
ON CONFLICT (client, hour) DO UPDATE SET used = counted.used + 1 WHERE counted.used < %s RETURNING used
"""


def count_form(client, *, now):
    """Take one of the forms `client` may send this hour; `client` names nobody. Raises TooOften when none is left.

    One statement, before anything else is written: forms sent side by side are all counted.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [client, connection.ops.adapt_datetimefield_value(hour), _MOST_AN_HOUR])
        counted = cursor.fetchone()
    if counted is None:
        free_at = timezone.localtime(hour + timedelta(hours=1), CHINA)
        raise TooOften(
            _("Many forms came from your network within the hour. Send this one again at %(time)s, or call us.")
            % {"time": free_at.strftime("%H:%M")}
        )
    if counted == (1,):
        FormCount.objects.filter(hour__lt=hour).delete()
