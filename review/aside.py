"""What of the sweeps of review may stand aside after too many failures."""

from django.utils.translation import gettext as _

from complaints.services.sweeps.aside import Kind, register
from review.models import Tally

register(
    Kind(
        lambda: Tally.objects.filter(count_at__isnull=False).select_related("complaint"),
        "count_at",
        lambda _row: _("Figures of a complaint"),
        lambda row: row.complaint.number,
    )
)
