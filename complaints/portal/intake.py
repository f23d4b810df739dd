"""The public form and its receipt."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from complaints.errors import Refusal
from complaints.models import Complaint, DeadlineKind
from complaints.portal import access, token
from complaints.portal.client import client_of
from complaints.portal.forms.complaint import FORM_CHANNELS, ComplaintForm
from complaints.portal.known import known_outages
from complaints.portal.pages import STATUS, limited_upload, refusal
from complaints.services.form_links import context_of
from complaints.services.form_pace import count_form
from complaints.services.numbers import tracking_code_of, tracking_hash
from complaints.services.self_service import submit_form
from complaints.states import Preset


@limited_upload
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True)
def complain(request):
    preset = request.GET.get("preset")
    preset = Preset(preset) if preset in Preset.values else Preset.GENERAL
    if request.method == "POST":
        return _send(request, preset)
    form = ComplaintForm(preset=preset, initial=_told_by_link(request, preset) | {"token": token.new()})
    return _page(request, form)


@require_safe
@never_cache
def received(request):
    """The receipt: the code is shown for fifteen minutes after sending, reloading included, and never again."""
    now = timezone.now()
    held = access.receipt(request, now=now)
    complaint = held and Complaint.objects.visible_to(User.objects.customer()).filter(pk=held["complaint"]).first()
    if not complaint:
        return redirect("portal:track")
    code = tracking_code_of(held["seed"])
    context = {
        "complaint": complaint,
        # The desk may have sent a new code meanwhile; a dead one must not be written down.
        "code": code if tracking_hash(code) == complaint.tracking_hash else "",
        "promise": complaint.deadlines.filter(kind=DeadlineKind.COMMITMENT).order_by("pk").first(),
        "again": held["again"],
        "files": complaint.evidence.count(),
    }
    return render(request, "portal/received.html", context)


def _send(request, preset):
    now = timezone.now()
    form = ComplaintForm(request.POST, request.FILES, preset=preset)
    is_complete = form.is_valid()
    try:
        seed = _seed_of_the_same_form(request, form, now) or token.seed_of(request.POST.get("token", ""))
    except token.Unusable:
        form.add_error(None, _("This page was open for too long. Check what you entered and send it again."))
        form.data = form.data.copy()
        form.data["token"] = token.new()
        return _page(request, form, status=422)
    sent_before = Complaint.objects.of_origin(token.external_id_of(seed), channels=FORM_CHANNELS).first()
    if sent_before is not None and now >= sent_before.received_at + access.RECEIPT_LIFE:
        return refusal(
            request,
            409,
            _("You have sent this form already"),
            _("It was not stored a second time. Follow your complaint with its code, or begin a new form."),
        )
    if sent_before is not None and not is_complete:
        return _receipt(request, sent_before, form, seed=seed, again=True, now=now)
    if not is_complete:
        return _page(request, form, status=422)
    try:
        if sent_before is None:
            token.check_pace(request.POST["token"])
            count_form(client_of(request), now=now)
        receipt = form.receipt(external_id=token.external_id_of(seed), seed=seed, language=get_language())
        taken = submit_form(receipt, uploads=form.cleaned_data["files"], by=User.objects.customer(), now=now)
    except token.TooQuick:
        form.add_error(None, _("That was very quick. Look over what you entered and send it once more."))
        return _page(request, form, status=422)
    except Refusal as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, form, status=STATUS[type(refused)])
    return _receipt(request, taken.complaint, form, seed=seed, again=not taken.is_new, now=now)


def _seed_of_the_same_form(request, form, now):
    """The seed under which this browser sent the same a moment ago: going back may have drawn a new token."""
    held = access.receipt(request, now=now)
    return held["seed"] if held and held["content"] == form.fingerprint() else None


def _receipt(request, complaint, form, *, seed, again, now):
    access.grant(request, complaint, now=now)
    access.keep_receipt(request, complaint, seed=seed, content=form.fingerprint(), again=again, now=now)
    return redirect("portal:received")


def _told_by_link(request, preset):
    """What a QR code or a shop's link says about the place, the product and the order; nonsense is left out."""
    signed = request.GET.get("from", "")
    context = context_of(signed)
    if context is not None:
        said = {"order_number": context.order, "place": context.place, "product": context.product}
        return said | {"category": context.category, "told": signed}
    asked = {"order_number": "order", "place": "shop", "product": "product", "category": "category"}
    told = {field: request.GET.get(name, "") for field, name in asked.items()}
    faults = ComplaintForm(told, preset=preset).errors
    return {field: value for field, value in told.items() if value and field not in faults}


def _page(request, form, *, status=200):
    context = {
        "form": form,
        "files_lost": bool(request.FILES),
        "preset": form.preset,
        "known": known_outages(form.preset),
    }
    return render(request, "portal/complain.html", context, status=status)
