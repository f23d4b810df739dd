"""Somebody's test: answered, saved, handed in, read afterwards; texts marked by somebody else (KNO-5)."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Certificate
from complaints.templatetags.moments import moment
from knowledge.admin.training.manners import TrainingAdmin, answers_of, asked, places_of
from knowledge.models import Attempt
from knowledge.services.training import attempts

_PAGE, _MARK = "admin:knowledge_attempt_change", "knowledge.mark_training"


@admin.register(Attempt)
class AttemptAdmin(TrainingAdmin):
    list_display = ("named", "test", "handed_in", "choice_score")
    list_select_related = ("person", "test")
    list_words = gettext_lazy("Texts of tests that somebody has to read. Nobody marks the own one.")

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path(f"{one}/", wrap(both(self.page_view)), name="knowledge_attempt_change"),
            path(f"{one}/mark/", wrap(require_POST(self.mark_view)), name="knowledge_attempt_mark"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return Attempt.objects.to_mark()

    def changelist_view(self, request, extra_context=None):
        self.check_may(request, _MARK)
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("person"))
    def named(self, attempt):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[attempt.pk]), attempt.person)

    @admin.display(description=gettext_lazy("handed in"))
    def handed_in(self, attempt):
        return moment(attempt.finished_at)

    def page_view(self, request, object_id):
        """One's own attempt, to answer or to read; somebody else's only for whoever marks texts, once handed in."""
        self.check_may(request)
        attempt = self._found(request, object_id)
        if request.method == "POST":
            return self._answered(request, attempt)
        is_own = attempt.person_id == request.user.pk
        context = {
            "attempt": attempt,
            "test": attempt.test,
            "questions": asked(attempt.test.questions, attempt.questions, attempt.answers),
            "points": [(place, point, place in attempt.points_met) for place, point in enumerate(attempt.test.points)],
            "is_own": is_own,
            "is_over": timezone.now() > attempt.ends_at,
            "may_mark": request.user.has_perm(_MARK) and attempt.person_id not in request.user.circle(),
            "certificate": Certificate.objects.filter(proof=attempt.pk).first(),
        }
        template = "attempt" if attempt.finished_at is None else "result"
        return self.drawn(request, template, attempt.test.title, **context)

    def mark_view(self, request, object_id):
        self.check_may(request, _MARK)
        marked = self.tried(
            request,
            attempts.mark,
            object_id,
            points_met=places_of(request.POST, "met"),
            comment=request.POST.get("comment", "").strip(),
            by=request.user,
            now=timezone.now(),
        )
        if marked is None:
            return redirect("admin:knowledge_attempt_changelist")
        messages.success(request, _("Marked: %(score)s percent.") % {"score": marked.score})
        return redirect(_PAGE, marked.pk)

    def _answered(self, request, attempt):
        service = attempts.hand_in if "hand-in" in request.POST else attempts.save_answers
        done = self.tried(
            request,
            service,
            attempt.pk,
            answers=answers_of(request.POST, attempt.questions),
            written=request.POST.get("written", ""),
            by=request.user,
            now=timezone.now(),
        )
        if done is not None and done.finished_at is None:
            messages.success(request, _("Saved. You can go on, or come back until the time is over."))
        return redirect(_PAGE, attempt.pk)

    def _found(self, request, object_id):
        attempt = Attempt.objects.select_related("test__qualification", "person").filter(pk=object_id).first()
        if attempt is None:
            raise Http404
        is_read = request.user.has_perm(_MARK) and attempt.finished_at is not None and attempt.test.task
        if attempt.person_id != request.user.pk and not is_read:
            raise Http404
        return attempt
