"""The Red Book: editions listed, composed, looked at, issued by a second person, taken away (KNO-6)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.evidence_views import harmless
from complaints.admin.situation import row_id
from complaints.errors import Refusal
from complaints.templatetags.moments import moment
from complaints.typesetting.press import NotSet
from knowledge.admin.book.forms import ComposeForm, of_draft, usual
from knowledge.exports.book.making import issue, proof_sheets
from knowledge.models import BookEdition
from knowledge.services.book.composing import COMPOSE, compose, recompose
from knowledge.services.book.gathering import counts_of, digest_of, gather
from knowledge.services.book.issuing import ISSUE, file_of, is_intact

_PAGE, _LIST = "admin:knowledge_bookedition_change", "admin:knowledge_bookedition_changelist"
_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@admin.register(BookEdition)
class BookEditionAdmin(ListOnlyAdmin):
    list_display = ("named", "which", "issued", "pages", "composed_by", "issued_by")
    list_select_related = ("composed_by", "issued_by")
    list_words = gettext_lazy(
        "What the desk knows as one book, in PDF and Word: composed by QA, issued by a second person, and never "
        "changed afterwards."
    )
    list_before_template = "admin/knowledge/book/list_head.html"

    def get_urls(self):
        wrap, one, name = self.admin_site.admin_view, "<int:object_id>", "knowledge_bookedition_{}".format
        composed = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("compose/", wrap(composed(self.compose_view)), name=name("compose")),
            path(f"{one}/", wrap(require_safe(self.page_view)), name=name("change")),
            path(f"{one}/compose/", wrap(composed(self.compose_view)), name=name("recompose")),
            path(f"{one}/proof.pdf", wrap(require_safe(self.proof_view)), name=name("proof")),
            path(f"{one}/issue/", wrap(require_POST(self.issue_view)), name=name("issue")),
            *(
                path(f"{one}/book.{kind}", wrap(require_safe(self.file_view)), {"kind": kind}, name(kind))
                for kind in _KINDS
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        """Drafts are shown to those who compose or issue."""
        editions = super().get_queryset(request).defer("content", "foreword")
        is_maker = request.user.has_perm(COMPOSE) or request.user.has_perm(ISSUE)
        return editions if is_maker else editions.filter(issued_at__isnull=False)

    def changelist_view(self, request, extra_context=None):
        context = {"may_compose": request.user.has_perm(COMPOSE)}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def named(self, edition):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[edition.pk]), edition.title)

    @admin.display(description=pgettext_lazy("book", "edition"), ordering="issued_at")
    def which(self, edition):
        return edition.edition

    @admin.display(description=gettext_lazy("issued"), ordering="issued_at")
    def issued(self, edition):
        return moment(edition.issued_at) if edition.is_issued else ""

    def compose_view(self, request, object_id=None):
        """Choose what goes in; a POST keeps the draft."""
        if not request.user.has_perm(COMPOSE):
            raise PermissionDenied
        draft = self._found(request, object_id) if object_id is not None else None
        if draft is not None and draft.is_issued:
            return redirect(_PAGE, draft.pk)
        if request.method != "POST":
            return self._composed(request, draft, ComposeForm(initial=of_draft(draft) if draft else usual()))
        form, status = ComposeForm(request.POST), 422
        if form.is_valid():
            told = dict(form.cleaned_data)
            seen = told.pop("seen")
            acting = {"by": request.user, "now": timezone.now()}
            try:
                kept = recompose(draft.pk, **told, seen=seen, **acting) if draft else compose(**told, **acting)
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
                status = 409
            else:
                messages.success(request, _("Kept as a draft. Another person issues it."))
                return redirect(_PAGE, kept.pk)
        return self._composed(request, draft, form, status)

    def page_view(self, request, object_id):
        edition = self._found(request, object_id)
        user = request.user
        content = edition.content if edition.is_issued else gather(edition)
        return self._drawn(
            request,
            "page",
            title=str(edition),
            edition=edition,
            chapters=content["chapters"],
            counts=counts_of(content),
            digest=digest_of(content),
            is_intact=edition.is_issued and is_intact(edition),
            files=[(kind, file_of(edition, kind) is not None) for kind in _KINDS] if edition.is_issued else (),
            is_mine=edition.composed_by_id == user.pk,
            may_change=edition.composed_by_id == user.pk and user.has_perm(COMPOSE),
            may_issue=edition.composed_by_id not in user.circle() and user.has_perm(ISSUE),
        )

    def proof_view(self, request, object_id):
        edition = self._found(request, object_id)
        if edition.is_issued:
            raise Http404
        try:
            pages = proof_sheets(edition)
        except NotSet:
            messages.error(request, _("The pages could not be set just now. Try again in a few minutes."))
            return redirect(_PAGE, edition.pk)
        return _file(pages, "pdf", "red-book-draft")

    def issue_view(self, request, object_id):
        if not request.user.has_perm(ISSUE):
            raise PermissionDenied
        edition = self._found(request, object_id)
        try:
            issued = issue(edition.pk, seen=request.POST.get("seen", ""), by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        except NotSet:
            messages.error(request, _("The pages could not be set just now. Try again in a few minutes."))
        else:
            messages.success(request, _("Issued: %(edition)s.") % {"edition": issued})
        return redirect(_PAGE, edition.pk)

    def file_view(self, request, object_id, kind):
        edition = self._found(request, object_id)
        if not edition.is_issued:
            raise Http404
        stored = file_of(edition, kind)
        if stored is None:
            messages.error(request, _("The stored file is not the one that was issued. Tell your administrator."))
            return redirect(_PAGE, edition.pk)
        return _file(stored, kind, edition.download_name)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_queryset(request).defer(None).filter(pk=row_id(object_id)).first()
        if edition is None:
            raise Http404
        return edition

    def _composed(self, request, draft, form, status=200):
        title = _("Compose an edition")
        return self._drawn(request, "compose", status=status, title=title, edition=draft, form=form)

    def _drawn(self, request, name, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/knowledge/book/{name}.html", context, status=status)


def _file(content, kind, name):
    answer = HttpResponse(content, content_type=_KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return harmless(answer)
