from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.sites import UnfoldAdminSite

from config.desk.health import health


class DeskSite(UnfoldAdminSite):
    """The back office. Apps register on it while it is made, so what it shows is named in `settings.UNFOLD`."""

    index_title = _("Workbench")

    def get_urls(self):
        return [path("health/", self.admin_view(health), name="health"), *super().get_urls()]

    def search(self, request, extra_context=None):
        """Unfold's own loads every match and keeps it for five minutes, whatever happens to the rights."""
        return require_POST(self._search)(request)

    def _search(self, request):
        text = request.POST.get("s", "").strip()
        if not text:
            return HttpResponse()
        callback = self._get_config("COMMAND", request)["search_callback"]
        results = self._get_value(callback, request, text)
        return TemplateResponse(request, "unfold/helpers/command_results.html", {"results": results})
