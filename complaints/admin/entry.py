"""The agent's entry: one screen to type into while the customer talks, with the history beside it (INT-4)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from complaints.admin.forms.entry import EntryForm
from complaints.admin.search import clean
from complaints.crypto.contact import ContactKind
from complaints.errors import Refusal
from complaints.models import Complaint, Order
from complaints.models.complainant import Complainant
from complaints.services.customers import rows_of
from complaints.services.entry import enter
from complaints.services.ivr import call_of
from complaints.services.likeness import alike_by_words
from complaints.services.numbers import tracking_code_of, tracking_hash
from complaints.services.people import contact_hashes
from complaints.states import Channel

_FOLDER = "admin/complaints/page"
_MOST_SHOWN = 8
#: Letters of the description that are compared while it is typed.
_MOST_READ = 2_000
_LOOKED_UP = (ContactKind.PHONE, ContactKind.EMAIL, ContactKind.WECHAT)

#: How an agent reads the code out; the letters the code's alphabet leaves out are missing here too.
_WORDS = (
    *("Apple", "Boy", "Cat", "Dog", "Egg", "Fox", "Green", "Hotel", "Jack", "King", "Mike"),
    *("November", "Papa", "Queen", "Red", "Sun", "Tiger", "Victor", "White", "X-ray", "Yellow", "Zebra"),
)
_SPOKEN = {word[0]: word for word in _WORDS}


def add_view(request):
    _check_may_enter(request)
    call = _call_of(request)
    form = EntryForm(request.POST or None, user=request.user, call=call)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            received = enter(
                form.receipt(),
                call_back_at=form.cleaned_data["call_back_at"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as error:
            refusal = error
        else:
            return _receipt(request, received, tracking_code_of(form.seed))
    status = 409 if refusal else 422 if form.errors else 200
    known = form.data if form.is_bound else form.initial
    context = {"form": form, "refusal": refusal, "call": call, **_history(request.user, known)}
    if call is not None and call.id:
        context["taken"] = _taken_of(request.user, call)
    return _page(request, f"{_FOLDER}/entry.html", status=status, **context)


@require_POST
def history_view(request):
    """What is known of a contact or an order; a POST, so that no number stands in an address or a log."""
    _check_may_enter(request)
    return TemplateResponse(request, f"{_FOLDER}/history.html", _history(request.user, request.POST))


def _call_of(request):
    """The call that opened the page, as the call centre put it into the address."""
    if request.method != "GET":
        return None
    return call_of(**{name: request.GET.get(name, "") for name in ("phone", "key", "call")})


def _taken_of(user, call):
    return Complaint.objects.visible_to(user).of_origin(call.id, channels=[Channel.PHONE]).first()


def _check_may_enter(request):
    if not request.user.has_perm("complaints.add_complaint"):
        raise PermissionDenied


def _receipt(request, received, code):
    """Shown in the answer itself and nowhere again; the same form sent again shows the same."""
    complaint = received.complaint
    # A complaint known by its id on the platform has another form's code, or none of a form's.
    is_its_code = complaint.tracking_hash == tracking_hash(code)
    context = {
        "complaint": complaint,
        "is_new": received.is_new,
        "is_visible": Complaint.objects.visible_to(request.user).filter(pk=complaint.pk).exists(),
        "code": code if is_its_code else "",
        "spoken": [_SPOKEN.get(symbol, symbol) for symbol in code if symbol != "-"] if is_its_code else [],
        "title": complaint.number,
    }
    return _page(request, f"{_FOLDER}/receipt.html", **context)


def _history(user, data):
    """People, order and complaints `user` may see that fit what was typed so far."""
    hashes = [one for kind in _LOOKED_UP for one in contact_hashes(kind, data.get(kind, "")[:200])]
    number = clean(data.get("order_number", ""))[:60]
    visible = Complaint.objects.visible_to(user)
    # Whoever complained elsewhere, and an order known from there only, answer like new ones (A51).
    known = Complainant.objects.filter(contact_points__lookup__in=hashes, complaints__in=visible)
    people = list(known.distinct()) if hashes else []
    orders = Order.objects.filter(Q(complaints__in=visible) | Q(placed_at__isnull=False), number=number)
    order = orders.select_related("complainant").first() if number else None
    found = []
    if people or order:
        same = Q(complainant__in=rows_of(*(person.pk for person in people))) | (Q(order=order) if order else Q(pk=None))
        found = list(visible.filter(same).select_related("handler").order_by("closed_at", "-received_at")[:_MOST_SHOWN])
    return {
        "people": people,
        "order": order,
        "found": found,
        "likely": [complaint for complaint in found if complaint.is_open],
        "alike": _alike(data, visible, besides=found),
        "has_looked": bool(hashes or number),
        "now": timezone.now(),
    }


def _alike(data, visible, *, besides):
    """Open complaints of anybody that tell the same in much the same words, with the percent."""
    text = f"{data.get('subject', '')[:120]} {data.get('description', '')[:_MOST_READ]}"
    shown = {complaint.pk for complaint in besides}
    found = alike_by_words(text, among=visible.open(), now=timezone.now())
    return [(complaint, percent) for complaint, percent in found if complaint.pk not in shown]


def _page(request, template, *, status=200, **context):
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, template, context, status=status)
