"""The look of the back office: calm colours, our own mark, compact lines."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": _("Redress"),
    "SITE_HEADER": _("Redress"),
    "SITE_SUBHEADER": _("Complaint desk"),
    "SITE_ICON": lambda request: static("desk/loop.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("desk/loop.svg")}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "4px",
    "STYLES": [lambda request: static("desk/frame.css"), lambda request: static("desk/lists.css")],
    "SCRIPTS": [lambda request: static("desk/frame.js")],
    "GLOBAL_CALLBACK": "config.desk.navigation.beside_the_queue",
    "DASHBOARD_CALLBACK": "config.desk.dashboard.workbench",
    "COMMAND": {"search_callback": "config.desk.palette.results"},
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "navigation": "config.desk.navigation.groups",
    },
    "COLORS": {
        "primary": {
            "50": "oklch(97.5% .012 225)",
            "100": "oklch(94.5% .028 225)",
            "200": "oklch(89.5% .052 226)",
            "300": "oklch(82% .088 227)",
            "400": "oklch(73% .112 229)",
            "500": "oklch(62% .118 231)",
            "600": "oklch(51% .108 233)",
            "700": "oklch(44% .092 234)",
            "800": "oklch(38% .076 235)",
            "900": "oklch(33% .062 236)",
            "950": "oklch(25% .048 238)",
        },
    },
}
