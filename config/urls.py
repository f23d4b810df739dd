from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from complaints.api.urls import urlpatterns as complaints_api
from complaints.portal.known import register
from config.health import healthz, healthz_work
from config.icon import favicon
from config.language import choose
from escalation.api.steps import urlpatterns as escalation_api
from escalation.portal.known import incidents_known
from review.admin.board.views import board_view, wall_view
from review.api.urls import urlpatterns as review_api

#: One interface, whichever app a step belongs to.
_INTERFACE = ([*complaints_api, *escalation_api, *review_api], "api")

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("healthz/work", healthz_work, name="healthz_work"),
    path("favicon.ico", favicon, name="favicon"),
    path("language/", choose, name="set_language"),
    path("admin/board/", admin.site.admin_view(board_view), name="board"),
    path("admin/board/wall/", admin.site.admin_view(wall_view), name="board_wall"),
    path("admin/", admin.site.urls),
    path(
        "api/v1/openapi.json",
        SpectacularJSONAPIView.as_view(authentication_classes=[], permission_classes=[]),
        name="openapi",
    ),
    path("api/v1/", include(_INTERFACE)),
    path("", include("complaints.portal.urls")),
    path("", include("review.portal.urls")),
]

# The form tells of what goes wrong for many; who knows of it stands above the form.
register(incidents_known)

handler400 = "config.errors.bad_request"
handler403 = "config.errors.not_permitted"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
