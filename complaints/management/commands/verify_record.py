from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from complaints.models import Complaint
from complaints.services.record import faults_of, missing_numbers


class Command(BaseCommand):
    help = "Prove that no complaint's record was changed; exits with 1 and names every fault otherwise."

    def add_arguments(self, parser):
        parser.add_argument("numbers", nargs="*", help="complaint numbers; all complaints without")

    def handle(self, *, numbers, **options):
        complaints = Complaint.objects.order_by("pk")
        if numbers:
            complaints = complaints.filter(number__in=numbers)
        checked = events = 0
        faults = [] if numbers else missing_numbers()
        for complaint in complaints.iterator(chunk_size=500):
            faults += faults_of(complaint)
            checked, events = checked + 1, events + complaint.events_count
        for fault in faults:
            self.stdout.write(f"{fault.number} #{fault.seq}: {fault.what}")
        if faults:
            raise CommandError(_("The record does not hold: %(count)s faults.") % {"count": len(faults)})
        self.stdout.write(
            _("%(complaints)s complaints, %(events)s events: the record holds.")
            % {"complaints": checked, "events": events}
        )
