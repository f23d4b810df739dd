from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.portal.forms.complaint import CONSENT, EDITIONS


@require_safe
def home(request):
    return render(request, "portal/home.html")


@require_safe
def privacy(request, edition=CONSENT):
    """The notice in force, or the one somebody agreed to earlier."""
    if edition not in EDITIONS:
        raise Http404
    context = {"edition": edition, "notice": f"portal/privacy/{edition}.html", "is_current": edition == CONSENT}
    return render(request, "portal/privacy.html", context)
