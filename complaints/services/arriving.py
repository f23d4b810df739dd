"""What a file is bringing in at this moment is nobody else's to receive (INT-1, INT-8)."""

from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import Complaint, ImportRow, ImportState


def check_not_arriving(receipt):
    """Raises RuleBroken when a file that is coming in holds the same origin.

    Asked under the month's lock, under which a file makes its origins its own: neither can miss the other.
    """
    if not receipt.external_id:
        return
    rows = ImportRow.objects.filter(
        external_id=receipt.external_id, batch__channel=receipt.channel, batch__state=ImportState.ARRIVING
    )
    stored = Complaint.everything.of_origin(receipt.external_id, channels=[receipt.channel]).arriving()
    if rows.exists() or stored.exists():
        raise RuleBroken(_("This complaint is coming in with a file at this moment. Look again in a few minutes."))
