"""Training as everybody at the desk finds it, and its drills: read, choose, write, compare (KNO-5)."""

from functools import partial
from itertools import groupby
from uuid import UUID, uuid4

from django.contrib import admin
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Certificate, RoleRequirement
from accounts.permissions import lacking_words
from complaints.errors import Refusal
from knowledge.admin.training.forms import DrillForm
from knowledge.admin.training.manners import HOME, TrainingAdmin, answers_of, asked
from knowledge.admin.training.writing import WritingPages, acts_for
from knowledge.models import Attempt, Drill, LessonState, TrainingTest
from knowledge.services.training import drills, lessons

_PAGE = "admin:knowledge_drill_change"
_MOST_ATTEMPTS = 10


@admin.register(Drill)
class DrillAdmin(WritingPages, TrainingAdmin):
    form, page = DrillForm, _PAGE
    acts = {
        "activate": partial(lessons.activate, Drill),
        "retire": partial(lessons.retire, Drill),
        "reopen": drills.reopen_drill,
    }

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("", wrap(require_safe(self.home_view)), name="knowledge_drill_changelist"),
            path("frequent/", wrap(require_safe(self.frequent_view)), name="knowledge_drill_frequent"),
            path(f"frequent/{one}/", wrap(require_POST(self.draft_view)), name="knowledge_drill_draft"),
            path(f"{one}/", wrap(both(self.page_view)), name="knowledge_drill_change"),
            path(f"{one}/edit/", wrap(both(self.edit_view)), name="knowledge_drill_edit"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="knowledge_drill_act"),
        ]

    def home_view(self, request):
        self.check_may(request)
        user = request.user
        may_write = user.has_perm("knowledge.write_training")
        open_ = Drill.objects.open().select_related("category")
        counted = open_.annotate(times=Count("runs", filter=Q(runs__person=user)))
        groups = groupby(counted.order_by("category__code", "title"), key=lambda drill: drill.category)
        context = {
            "lacking": lacking_words(user),
            "required": RoleRequirement.objects.standing()
            .filter(role=user.role, activated_at__isnull=False)
            .select_related("qualification"),
            "certificates": Certificate.objects.living().filter(user=user).select_related("qualification"),
            "today": timezone.localdate(),
            "tests": TrainingTest.objects.filter(state=LessonState.ACTIVE).select_related("qualification"),
            "attempts": Attempt.objects.filter(person=user).select_related("test")[:_MOST_ATTEMPTS],
            "groups": [(category, list(rows)) for category, rows in groups],
            "drafts": Drill.objects.exclude(pk__in=open_.values("pk")).select_related("category") if may_write else [],
            "may_write": may_write,
            "to_mark": Attempt.objects.to_mark().count() if user.has_perm("knowledge.mark_training") else 0,
        }
        return self.drawn(request, "home", _("Training"), **context)

    def frequent_view(self, request):
        self.check_may(request, "knowledge.write_training")
        proposed = drills.frequent_cases(by=request.user, now=timezone.now())
        return self.drawn(request, "frequent", _("Drills from frequent cases"), proposed=proposed)

    def draft_view(self, request, object_id):
        self.check_may(request, "knowledge.write_training")
        drill = self.tried(request, drills.draft_drill, object_id, by=request.user, now=timezone.now())
        return redirect("admin:knowledge_drill_edit", drill.pk) if drill else redirect("admin:knowledge_drill_frequent")

    def page_view(self, request, object_id):
        """The drill to work on; a POST compares. An author sees one that is not in use as well."""
        self.check_may(request)
        drill = self.found(object_id)
        is_open = Drill.objects.open().filter(pk=drill.pk).exists()
        if not is_open and not request.user.has_perm("knowledge.write_training"):
            raise Http404
        if request.method == "POST":
            self.check_may(request, "knowledge.take_training")
            return self._compared(request, drill)
        return self._shown(request, drill, is_open=is_open)

    def _compared(self, request, drill):
        places = range(len(drill.questions))
        try:
            comparison = drills.practise(
                drill.pk,
                uid=_uid(request.POST.get("uid", "")),
                answers=answers_of(request.POST, places),
                written=request.POST.get("written", "")[:3_000],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            return self._shown(request, drill, is_open=False, refusal=refusal.sentence, status=409)
        return self._shown(request, drill, is_open=True, comparison=comparison)

    def _shown(self, request, drill, *, comparison=None, status=200, **context):
        answers = comparison.answers if comparison else {}
        context |= {
            "drill": drill,
            "uid": uuid4(),
            "comparison": comparison,
            "questions": asked(drill.questions, range(len(drill.questions)), answers),
            "acts": acts_for(drill, request.user, self.acts),
            "home": HOME,
        }
        return self.drawn(request, "drill", drill.title, status=status, **context)


def _uid(text):
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
