"""来信: what arrived from outside and needs somebody, and everything that ever arrived."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ReadOnlyAdmin
from complaints.admin.evidence_views import harmless
from complaints.admin.forms.inbound import FORMS, held_letters
from complaints.admin.panels import Panel, register
from complaints.admin.situation import row_id
from complaints.admin.tabs import capped_count, forget_counts, remembered
from complaints.crypto.contact import mask_text
from complaints.errors import NotPermitted, Refusal
from complaints.models import Complaint, Inbound, InboundFile
from complaints.services.connected import Kind
from complaints.services.inbound import transfer_of
from complaints.templatetags.moments import moment

_RIGHT = "complaints.sort_inbound"
_FOLDER = "admin/complaints/inbound"
_PER_PAGE = 50
_TABS = (("waiting", gettext_lazy("To look at")), ("all", pgettext_lazy("letters", "All")))
#: What the list shows; long texts stay in the database.
_UNREAD = ("raw_text", "proofs", "author_contact")


def letters_waiting(user):
    """How many letters wait for this person; at most half a minute old."""
    if not user.has_perm(_RIGHT):
        return 0
    return remembered(user, "letters", lambda: capped_count(Inbound.objects.visible_to(user).undecided()))


@admin.register(Inbound)
class InboundAdmin(ReadOnlyAdmin):
    """Letters are read and decided about; nothing is edited by form."""

    def get_urls(self):
        wrap, one, name = self.admin_site.admin_view, "<int:object_id>", "complaints_inbound"
        step_view = wrap(require_POST(self.step_view))
        return [
            path(f"{one}/file/<uuid:file_id>/", wrap(require_safe(self.file_view)), name=f"{name}_file"),
            *(path(f"{one}/{step}/", step_view, {"step": step}, name=f"{name}_{step}") for step in FORMS),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = "all" if request.GET.get("tab") == "all" else "waiting"
        visible = Inbound.objects.visible_to(request.user).select_related("complaint").defer(*_UNREAD)
        rows = visible if chosen == "all" else visible.to_look_at()
        page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("p"))
        tabs = [{"name": name, "label": label, "is_open": name == chosen} for name, label in _TABS]
        return self._drawn(request, "list", title=_("Letters"), tabs=tabs, chosen=chosen, page=page)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._letter_page(request, self._visible(request, object_id))

    def history_view(self, request, object_id, extra_context=None):
        return redirect("admin:complaints_inbound_change", self._visible(request, object_id).pk)

    def step_view(self, request, object_id, step):
        letter = self._visible(request, object_id)
        if not request.user.has_perm(_RIGHT):
            raise PermissionDenied
        form = FORMS[step](request.POST, letter=letter, prefix=step)
        if not form.is_valid():
            return self._letter_page(request, letter, status=422, **{step: form})
        try:
            done = form.run(by=request.user, now=timezone.now())
        except Refusal as refusal:
            status = 403 if isinstance(refusal, NotPermitted) else 409
            letter = self._visible(request, object_id)
            return self._letter_page(request, letter, status=status, refusal=refusal, **{step: form})
        forget_counts(request.user)
        messages.success(request, done)
        return redirect("admin:complaints_inbound_changelist")

    def file_view(self, request, object_id, file_id):
        """A file nobody has decided about: downloaded, never shown."""
        letter = self._visible(request, object_id)
        kept = InboundFile.objects.filter(inbound=letter, uuid=file_id).exclude(file="").first()
        if kept is None:
            raise Http404
        response = FileResponse(kept.file.open("rb"), content_type=kept.content_type)
        response["Content-Disposition"] = content_disposition_header(True, kept.name)
        return harmless(response)

    def _visible(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        visible = Inbound.objects.visible_to(request.user).select_related("complaint", "decided_by")
        letter = visible.filter(pk=row_id(object_id)).first()
        if letter is None:
            raise Http404
        return letter

    def _letter_page(self, request, letter, *, status=200, refusal=None, **forms):
        may_decide = letter.is_undecided and request.user.has_perm(_RIGHT)
        steps = [
            {
                "name": name,
                "form": forms.get(name) or form(letter=letter, prefix=name),
                "url": reverse(f"admin:complaints_inbound_{name}", args=[letter.pk]),
                "is_open": name == next(iter(forms), "join" if letter.complaint_id else "open"),
            }
            for name, form in FORMS.items()
        ]
        return self._drawn(
            request,
            "letter",
            status=status,
            title=mask_text(str(letter)),
            letter=letter,
            refusal=refusal,
            proofs=[*told_of(letter), *proofs_of(letter)],
            files=letter.files.all(),
            steps=steps if may_decide else (),
            sees_complaint=letter.complaint_id
            and Complaint.objects.visible_to(request.user).filter(pk=letter.complaint_id).exists(),
        )

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"{_FOLDER}/{template}.html", context, status=status)


#: What a door found out about the sender, in the order it is read.
_PROOFS = (
    ("address", gettext_lazy("Reply address")),
    ("dmarc", gettext_lazy("Sender's domain")),
    ("server", gettext_lazy("Checked by")),
    ("signature", gettext_lazy("Signature")),
)
_FINDINGS = {
    "ours": gettext_lazy("ours, and given to this sender"),
    "other": gettext_lazy("ours, but given to somebody else"),
    "expired": gettext_lazy("ours, but no longer valid"),
    "none": gettext_lazy("none of ours"),
    "pass": gettext_lazy("confirmed"),
    "fail": gettext_lazy("does not fit: probably forged"),
    "unknown": gettext_lazy("not checked"),
}


def proofs_of(letter):
    """(label, finding) of each proof, in words."""
    return [(label, _FINDINGS.get(found, found)) for name, label in _PROOFS if (found := letter.proofs.get(name))]


def told_of(letter):
    """(label, value) of what a connector told besides the words."""
    kinds = dict(Kind.choices)
    told = (
        (_("Passed on by"), letter.proofs.get("connector")),
        (_("Kind"), kinds.get(letter.proofs.get("kind"))),
        (_("Stars"), letter.proofs.get("rating")),
        (_("Order number"), letter.order_number),
        (_("Authority's number"), letter.reference),
        (_("Answer wanted by"), letter.answer_by and moment(letter.answer_by)),
    )
    return [(label, value) for label, value in told if value]


def _letters(complaint, user):
    """Only while something is held back: what was joined stands among the contacts."""
    held = held_letters(complaint)
    if not held:
        return None
    return {
        "letters": [{"letter": one, "proofs": [*told_of(one), *proofs_of(one)]} for one in held],
        "count": len(held),
    }


def _transfer(complaint, _user):
    """What the authority told with its transfer."""
    letter = transfer_of(complaint)
    return letter and {"letter": letter, "told": told_of(letter)}


register(
    Panel(
        "transfer",
        gettext_lazy("Transfer of an authority"),
        f"{_FOLDER}/transfer.html",
        12,
        _transfer,
        "complaints.view_inbound",
    )
)
register(
    Panel(
        "letters", gettext_lazy("Letters held back"), f"{_FOLDER}/panel.html", 25, _letters, "complaints.view_inbound"
    )
)
