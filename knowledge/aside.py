"""What of the sweeps of knowledge may stand aside after too many failures."""

from django.utils.translation import gettext as _

from accounts.models import Certificate
from complaints.services.sweeps.aside import Kind, register

register(
    Kind(
        lambda: Certificate.objects.living().filter(next_step_at__isnull=False),
        "next_step_at",
        lambda _row: _("Reminder of a certificate"),
        lambda row: row.number,
    )
)
