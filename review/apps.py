from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from complaints.guards.standing import keep
from review.guards import GUARDS


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = _("Review")

    def ready(self):
        keep(self, GUARDS)
