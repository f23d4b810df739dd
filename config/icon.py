from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

_A_DAY = 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=_A_DAY)
def favicon(request):
    """Where a browser looks for an icon on its own: beside a picture, a PDF or a file, which can name none."""
    return redirect(static("desk/loop.svg"))
