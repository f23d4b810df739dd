"""What the pages of training share: who may open them, how they are drawn, how questions are put."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from accounts.admin.manners import ListOnlyAdmin
from complaints.errors import Refusal

HOME = "admin:knowledge_drill_changelist"


class Asked(NamedTuple):
    """One question as a page puts it; `options` are (place, text, is chosen, is right)."""

    place: int
    ask: str
    options: list
    is_many: bool
    is_right: bool
    why: str


def asked(questions, places, answers):
    """The questions at `places` with what was chosen, by `answers` as an attempt keeps them."""
    return [_asked(place, questions[place], set(answers.get(str(place), ()))) for place in places]


def answers_of(post, places):
    """What a page sent: place of the question → places of the options chosen."""
    return {
        place: [int(one) for one in post.getlist(f"q{place}") if one.isdecimal() and len(one) < 3] for place in places
    }


def places_of(post, name):
    return [int(one) for one in post.getlist(name) if one.isdecimal() and len(one) < 3]


class TrainingAdmin(ListOnlyAdmin):
    """Pages of training: for whoever takes part in it or reads its results."""

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("knowledge.take_training") or request.user.has_perm(
            "knowledge.view_trainingresult"
        )

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def check_may(self, request, right=None):
        if not (request.user.has_perm(right) if right else self.has_view_permission(request)):
            raise PermissionDenied

    def drawn(self, request, template, title, *, status=200, **context):
        request.current_app = self.admin_site.name
        context |= {**self.admin_site.each_context(request), "title": title}
        return TemplateResponse(request, f"admin/knowledge/training/{template}.html", context, status=status)

    def tried(self, request, service, *args, **told):
        """What the service made; None after its refusal stands on the page."""
        try:
            return service(*args, **told)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return None


def _asked(place, row, chosen):
    right = set(row["right"])
    options = [(index, text, index in chosen, index in right) for index, text in enumerate(row["options"])]
    return Asked(place, row["ask"], options, len(right) > 1, chosen == right, row["why"])
