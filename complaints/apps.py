from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from complaints.guards import GUARDS
from complaints.guards.standing import keep


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self):
        autodiscover_modules("news", "aside")
        keep(self, GUARDS)
