"""The page on which a drill or test is written, and what is done with it from its own page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.errors import Refusal
from knowledge.admin.training.forms import QuestionForms, rows_of
from knowledge.models import LessonState
from knowledge.services.training import lessons

_WRITE, _ACTIVATE = "knowledge.write_training", "knowledge.activate_training"
_S = LessonState
#: What may be done → whose right it is, and in which states.
ACTS = {
    "activate": (_ACTIVATE, (_S.DRAFT,)),
    "retire": (_ACTIVATE, (_S.DRAFT, _S.ACTIVE)),
    "reopen": (_WRITE, (_S.ACTIVE,)),
    "next": (_WRITE, (_S.ACTIVE, _S.RETIRED)),
}


def acts_for(lesson, user, names):
    """Those of `names` whose button is worth drawing now."""
    possible = {name for name in names if user.has_perm(ACTS[name][0]) and lesson.state in ACTS[name][1]}
    if lesson.written_by_id in user.circle():
        possible.discard("activate")
    return possible | ({"edit"} if user.has_perm(_WRITE) and lesson.state == _S.DRAFT else set())


class WritingPages:
    """Mixed into the admin of a model of lessons: `form` writes it, `page` is the name of its own page."""

    form, page, acts = None, "", {}

    def edit_view(self, request, object_id):
        self.check_may(request, _WRITE)
        lesson = self.found(object_id)
        if lesson.state != _S.DRAFT:
            raise PermissionDenied
        if request.method == "POST":
            return self._saved(request, lesson)
        return self._written(request, lesson, self.form(instance=lesson), QuestionForms(initial=rows_of(lesson)))

    def act_view(self, request, object_id, name):
        if name not in self.acts:
            raise Http404
        self.check_may(request, ACTS[name][0])
        done = self.tried(request, self.acts[name], self.found(object_id).pk, by=request.user, now=timezone.now())
        return redirect(self.page, done.pk if done else object_id)

    def found(self, object_id):
        lesson = self.model.objects.filter(pk=object_id).select_related("written_by", "activated_by").first()
        if lesson is None:
            raise Http404
        return lesson

    def _saved(self, request, lesson):
        form, questions = self.form(request.POST, instance=lesson), QuestionForms(request.POST)
        if not (form.is_valid() and questions.is_valid()):
            return self._written(request, lesson, form, questions, status=422)
        try:
            lessons.write(
                self.model,
                lesson.pk,
                words=form.words(questions),
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self._written(request, lesson, form, questions, status=409)
        messages.success(request, _("Saved. Somebody else puts it in use."))
        return redirect(self.page, lesson.pk)

    def _written(self, request, lesson, form, questions, status=200):
        context = {"lesson": lesson, "form": form, "questions": questions, "page": self.page}
        return self.drawn(request, "edit", str(lesson), status=status, **context)
