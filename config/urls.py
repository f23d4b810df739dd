from django.contrib import admin
from django.urls import include, path

from config.health import healthz, healthz_work
from config.icon import favicon
from config.language import choose

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("healthz/work", healthz_work, name="healthz_work"),
    path("favicon.ico", favicon, name="favicon"),
    path("language/", choose, name="set_language"),
    path("admin/", admin.site.urls),
    path("", include("complaints.portal.urls")),
    path("", include("review.portal.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.not_permitted"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
