"""Bringing a file of complaints: upload, columns, check, confirmation, result (INT-8)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ReadOnlyAdmin
from complaints.admin.forms.import_file import ColumnsForm, UploadForm
from complaints.admin.situation import row_id
from complaints.errors import Refusal
from complaints.exports.writing import csv_text
from complaints.imports import batches, running
from complaints.imports.fields import LABELS
from complaints.imports.mappings import unlike
from complaints.models import WAITING_IMPORTS, ImportBatch, ImportState
from complaints.templatetags.moments import moment

_RIGHT = "complaints.import_complaints"
_FOLDER = "admin/complaints/import"
_ERRORS_SHOWN = 50


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "state", "rows_count", "imported_count", "errors_count", "brought_by", "uploaded")
    list_select_related = ("created_by",)

    def get_queryset(self, request):
        batches_seen = super().get_queryset(request).visible_to(request.user)
        return batches_seen.defer("errors", "preview", "samples", "headings", "mapping")

    def has_add_permission(self, request):
        return request.user.has_perm(_RIGHT)

    def get_urls(self):
        wrap, one, name = self.admin_site.admin_view, "<int:object_id>", "complaints_importbatch"
        return [
            path(f"{one}/columns/", wrap(require_POST(self.columns_view)), name=f"{name}_columns"),
            path(f"{one}/confirm/", wrap(require_POST(self.confirm_view)), name=f"{name}_confirm"),
            path(f"{one}/set-aside/", wrap(require_POST(self.set_aside_view)), name=f"{name}_set_aside"),
            path(f"{one}/errors.csv", wrap(require_safe(self.errors_view)), name=f"{name}_errors"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("brought by"), ordering="created_by__name")
    def brought_by(self, batch):
        return batch.created_by

    @admin.display(description=gettext_lazy("uploaded"), ordering="created_at")
    def uploaded(self, batch):
        return moment(batch.created_at)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            try:
                kept = batches.keep(
                    facts["file"],
                    preset=facts["preset"],
                    channel=facts["channel"],
                    by=request.user,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error("file", str(refusal.sentence))
            else:
                return self._brought(request, kept)
        status = 422 if form.errors else 200
        return self._drawn(request, "upload", status=status, title=_("Import complaints"), form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        batch = self._visible(request, object_id)
        form = ColumnsForm(batch=batch) if batch.state in batches.OPEN_TO_CHANGE else None
        return self._batch_page(request, batch, form)

    def columns_view(self, request, object_id):
        batch = self._visible(request, object_id)
        form = ColumnsForm(request.POST, batch=batch)
        if not form.is_valid():
            return self._batch_page(request, batch, form, status=422)
        facts, now = form.cleaned_data, timezone.now()
        try:
            batch = batches.choose_columns(
                batch.pk,
                mapping=form.mapping(),
                preset=facts["preset"],
                channel=facts["channel"],
                remembered_as=facts["remembered_as"],
                by=request.user,
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self._batch_page(request, batch, form, status=409)
        running.run_if_small(batch, now=now)
        return self._back(batch)

    def confirm_view(self, request, object_id):
        batch, now = self._visible(request, object_id), timezone.now()
        good_rows_only = request.POST.get("good_rows_only") == "on"
        try:
            batch = batches.confirm(batch.pk, good_rows_only=good_rows_only, by=request.user, now=now)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            running.run_if_small(batch, now=now)
        return self._back(batch)

    def set_aside_view(self, request, object_id):
        batch = self._visible(request, object_id)
        try:
            batches.set_aside(batch.pk, by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("“%(file)s” is set aside; its content is deleted.") % {"file": batch})
        return self._back(batch)

    def errors_view(self, request, object_id):
        batch = self._visible(request, object_id)
        headings = [_("Row"), _("Column"), _("Problem")]
        response = HttpResponse(csv_text([headings, *batch.faults]), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-errors.csv"'
        return response

    def _brought(self, request, kept):
        if len(kept.sheets) > 1:
            sentence = _("The workbook has %(count)s sheets; only the first with rows is read.")
            messages.info(request, sentence % {"count": len(kept.sheets)})
        if kept.is_new:
            return self._back(kept.batch)
        told = {"at": moment(kept.batch.created_at), "by": kept.batch.created_by}
        messages.warning(request, _("This very file was brought on %(at)s by %(by)s. It is not taken twice.") % told)
        if ImportBatch.objects.visible_to(request.user).filter(pk=kept.batch.pk).exists():
            return self._back(kept.batch)
        return redirect("admin:complaints_importbatch_changelist")

    def _visible(self, request, object_id):
        visible = ImportBatch.objects.visible_to(request.user).select_related("created_by", "mapping_source")
        batch = visible.filter(pk=row_id(object_id)).first()
        if batch is None:
            raise Http404
        return batch

    def _batch_page(self, request, batch, form, status=200):
        waits = batch.state in WAITING_IMPORTS
        labels = [
            (field, label) for field, label in LABELS.items() if any(field in row["facts"] for row in batch.preview)
        ]
        source = batch.mapping_source if batch.state == ImportState.UPLOADED else None
        gone, new = unlike(source, batch.headings) if source else ([], [])
        return self._drawn(
            request,
            "batch",
            source=source,
            gone="、".join(gone),
            new="、".join(new),
            status=status,
            title=batch.file_name,
            batch=batch,
            form=form,
            waits=waits,
            errors=batch.faults[:_ERRORS_SHOWN],
            preview_headings=[label for _field, label in labels],
            preview=[(row["row"], [row["facts"].get(field, "") for field, _label in labels]) for row in batch.preview],
            read=[(label, batch.mapping[field]) for field, label in LABELS.items() if field in batch.mapping],
            queue=reverse("admin:complaints_complaint_changelist"),
        )

    def _drawn(self, request, template, *, status, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"{_FOLDER}/{template}.html", context, status=status)

    def _back(self, batch):
        return redirect("admin:complaints_importbatch_change", batch.pk)
