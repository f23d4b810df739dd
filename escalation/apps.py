from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from complaints.guards.standing import keep
from escalation.guards import GUARDS


class EscalationConfig(AppConfig):
    name = "escalation"
    verbose_name = _("Escalation")

    def ready(self):
        keep(self, GUARDS)
