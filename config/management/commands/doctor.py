import sys

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from config.doctor import channels, desk, machine, search, stores
from config.doctor.findings import Grade

CHECKS = (
    machine.versions,
    machine.data_folder,
    machine.disk,
    machine.keys,
    machine.pages,
    machine.hosts,
    machine.printing,
    stores.database,
    stores.queue,
    search.search,
    desk.scheduled_work,
    channels.channels,
    desk.calendar,
    desk.demo_logins,
)
MARKS = {Grade.FINE: "✓", Grade.DOUBTFUL: "!", Grade.BROKEN: "✗"}


class Command(BaseCommand):
    help = "Say in sentences what is wrong with this installation; exit code 1 when something is broken."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans")

    def handle(self, *, lang, **options):
        with translation.override(lang):
            findings = [finding for check in CHECKS for finding in check()]
            for finding in findings:
                self.stdout.write(f"{MARKS[finding.grade]} {finding.sentence}")
            if max(finding.grade for finding in findings) == Grade.BROKEN:
                self.stdout.write(_("Something is broken: begin with the first line marked ✗."))
                sys.exit(1)
            self.stdout.write(_("Nothing is broken."))
