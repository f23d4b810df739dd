from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from complaints.guards.standing import keep
from knowledge.guards import GUARDS


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self):
        keep(self, GUARDS)
