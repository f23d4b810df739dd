"""Tests: what one is about and how it is begun; written in versions by whoever keeps them (KNO-5)."""

from functools import partial

from django import forms
from django.contrib import admin
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Qualification
from complaints.templatetags.moments import moment
from knowledge.admin.training.forms import TestForm
from knowledge.admin.training.manners import TrainingAdmin, asked
from knowledge.admin.training.writing import WritingPages, acts_for
from knowledge.models import Attempt, LessonState, TrainingTest
from knowledge.services.training import attempts, lessons, papers

_PAGE, _WRITE = "admin:knowledge_trainingtest_change", "knowledge.write_training"


class DraftForm(forms.Form):
    qualification = forms.ModelChoiceField(
        label=gettext_lazy("Qualification"), queryset=Qualification.objects.filter(is_active=True)
    )


def _next_version(test_id, *, by, now):
    return papers.draft_test(TrainingTest.objects.get(pk=test_id).qualification_id, by=by, now=now)


@admin.register(TrainingTest)
class TrainingTestAdmin(WritingPages, TrainingAdmin):
    form, page = TestForm, _PAGE
    acts = {
        "activate": partial(lessons.activate, TrainingTest),
        "retire": partial(lessons.retire, TrainingTest),
        "next": _next_version,
    }
    list_display = ("named", "qualification", "state", "pass_mark", "written_by", "activated_by", "since")
    list_select_related = ("qualification", "written_by", "activated_by")
    list_words = gettext_lazy(
        "A test in use is never edited: begin the next version, and let somebody else put it in use."
    )
    list_before_template = "admin/knowledge/training/tests_head.html"

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("draft/", wrap(require_POST(self.draft_view)), name="knowledge_trainingtest_draft"),
            path(f"{one}/", wrap(require_safe(self.page_view)), name="knowledge_trainingtest_change"),
            path(f"{one}/begin/", wrap(require_POST(self.begin_view)), name="knowledge_trainingtest_begin"),
            path(f"{one}/edit/", wrap(both(self.edit_view)), name="knowledge_trainingtest_edit"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="knowledge_trainingtest_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        self.check_may(request, "knowledge.view_trainingresult")
        context = {"draft_form": DraftForm() if request.user.has_perm(_WRITE) else None}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=gettext_lazy("test"), ordering="title")
    def named(self, test):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[test.pk]), test)

    @admin.display(description=gettext_lazy("in use since"), ordering="activated_at")
    def since(self, test):
        return moment(test.activated_at) if test.activated_at else ""

    def draft_view(self, request):
        self.check_may(request, _WRITE)
        form = DraftForm(request.POST)
        if not form.is_valid():
            return redirect("admin:knowledge_trainingtest_changelist")
        chosen = form.cleaned_data["qualification"].pk
        draft = self.tried(request, papers.draft_test, chosen, by=request.user, now=timezone.now())
        if draft is None:
            return redirect("admin:knowledge_trainingtest_changelist")
        return redirect("admin:knowledge_trainingtest_edit", draft.pk)

    def page_view(self, request, object_id):
        """What the test asks for; its questions and right answers only for whoever keeps tests."""
        self.check_may(request)
        test, user = self.found(object_id), request.user
        may_read = user.has_perm(_WRITE) or user.has_perm("knowledge.activate_training")
        if test.state != LessonState.ACTIVE and not may_read:
            raise Http404
        context = {
            "test": test,
            "put": test.drawn or len(test.questions),
            "running": Attempt.objects.open().filter(person=user).first(),
            "may_take": test.state == LessonState.ACTIVE and user.has_perm("knowledge.take_training"),
            "questions": asked(test.questions, range(len(test.questions)), {}) if may_read else [],
            "versions": TrainingTest.objects.filter(qualification=test.qualification_id) if may_read else [],
            "acts": acts_for(test, user, self.acts),
            "may_read": may_read,
        }
        return self.drawn(request, "test", test.title, **context)

    def begin_view(self, request, object_id):
        self.check_may(request, "knowledge.take_training")
        attempt = self.tried(request, attempts.begin, object_id, by=request.user, now=timezone.now())
        return redirect("admin:knowledge_attempt_change", attempt.pk) if attempt else redirect(_PAGE, object_id)
