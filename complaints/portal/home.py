from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.portal.forms.complaint import CONSENT


@require_safe
def home(request):
    return render(request, "portal/home.html")


@require_safe
def privacy(request):
    return render(request, "portal/privacy.html", {"edition": CONSENT})
