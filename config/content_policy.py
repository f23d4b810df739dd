"""The content policy of the back office; everything else keeps the strict one of the settings."""

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import reverse


def content_policy(get_response):
    # Alpine compiles the expressions in unfold's attributes, and unfold writes its colours into the page.
    # Inline scripts stay forbidden: injected markup cannot run.
    loose = csp_update({"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]})(get_response)
    admin = reverse("admin:index")

    def policy(request):
        return loose(request) if request.path.startswith(admin) else get_response(request)

    return policy
