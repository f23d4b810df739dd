from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from complaints import guards


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self):
        autodiscover_modules("news", "aside")
        pre_migrate.connect(guards.step_aside, sender=self, dispatch_uid="guards")
        post_migrate.connect(guards.stand, sender=self, dispatch_uid="guards")
