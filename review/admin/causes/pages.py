"""Root cause analyses: the list, and one page for each with the chain of whys and the fishbone (REV-3)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.errors import NotPermitted, Refusal
from complaints.models import Category, Complaint
from review.admin.causes.forms import FORMS, BoneForm, OffBoneForm, TakeBackForm, WhyForm, aside_forms, is_open_to
from review.admin.causes.words import event_words
from review.figures.fishbone import fishbone
from review.models import Branch, CauseCode, RootCause, RootCauseState
from review.services.causes.analysis import MOST_WHYS, question_of, stale

_MOST, _MOST_EVENTS, _PAGE_SIZE = 100, 60, 30
_PAGE = "admin:review_rootcause_change"


@admin.register(RootCause)
class RootCauseAdmin(ListOnlyAdmin):
    """Nothing is edited here by form: each act is a service with its own refusals."""

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path(f"{one}/", wrap(require_safe(self.page_view)), name="review_rootcause_change"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="review_rootcause_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = RootCause.objects.select_related("category", "code", "lead", "department")
        state, code, category = (request.GET.get(name, "") for name in ("state", "code", "category"))
        if state in RootCauseState.values:
            rows = rows.filter(state=state)
        if code.isdecimal():
            rows = rows.filter(code=int(code[:9]))
        if category.isdecimal():
            rows = rows.filter(category=int(category[:9]))
        page = Paginator(rows.order_by("-opened_at", "-pk"), _PAGE_SIZE).get_page(request.GET.get("page"))
        counted = dict(
            RootCause.objects.filter(pk__in=[row.pk for row in page])
            .order_by()
            .annotate(count=Count("members", filter=Q(members__left_at=None)))
            .values_list("pk", "count")
        )
        context = {
            "page": page,
            "rows": [(row, counted[row.pk]) for row in page],
            "states": [("", _("All")), *RootCauseState.choices],
            "codes": CauseCode.objects.order_by("branch", "position"),
            "categories": Category.objects.exclude(parent=None),
            "chosen": {"state": state, "code": code, "category": category},
        }
        return self._drawn(request, "list", title=_("Root cause analyses"), **context)

    def page_view(self, request, object_id):
        return self._page(request, self._found(request, object_id))

    def act_view(self, request, object_id, name):
        found = self._found(request, object_id)
        form_class = FORMS.get(name)
        if form_class is None:
            raise Http404
        if not request.user.has_perm(form_class.right):
            raise PermissionDenied
        form = form_class(request.POST, analysis=found, auto_id=f"{name}_%s")
        if not form.is_valid():
            return self._page(request, found, bound=form, status=422)
        try:
            result = form.run(by=request.user, now=timezone.now())
        except Refusal as refusal:
            fresh = self._found(request, object_id)
            form.redrawn(fresh)
            status = 403 if isinstance(refusal, NotPermitted) else 409
            return self._page(request, fresh, bound=form, refusal=refusal, status=status)
        messages.success(request, form.done(result))
        return redirect(_PAGE, found.pk)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = RootCause.objects.select_related("category__parent", "code", "department", "lead", "concluded_by")
        found = rows.filter(pk=object_id).first()
        if found is None:
            raise Http404
        return found

    def _page(self, request, found, *, bound=None, refusal=None, status=200):
        user = request.user
        present = found.members.present()
        visible = Complaint.objects.visible_to(user).filter(pk__in=present.values("complaint"))
        complaints = list(visible.select_related("handler", "department").order_by("-received_at")[:_MOST])
        count = present.count()
        numbers = set(
            found.members.filter(Complaint.objects.visible_to(user).named_by("complaint")).values_list(
                "complaint__number", flat=True
            )
        )
        bones = {branch: [] for branch in Branch}
        for cause in found.branch_causes.all():
            bones[Branch(cause.branch)].append(cause)
        context = {
            "analysis": found,
            "may_edit": is_open_to(WhyForm, found, user),
            "whys": list(self._whys(found, bound)),
            "take_back": TakeBackForm(analysis=found),
            "bones": list(bones.items()),
            "off_bone": OffBoneForm(analysis=found),
            "bone_form": bound if type(bound) is BoneForm else BoneForm(analysis=found, auto_id="bone_%s"),
            "picture": fishbone(
                found.problem,
                [
                    (str(branch.label), [(cause.text, cause.is_main) for cause in causes])
                    for branch, causes in bones.items()
                ],
            ),
            "complaints": complaints,
            "count": count,
            "unseen": count - visible.count(),
            "events": [
                (event, event_words(event, numbers))
                for event in found.events.select_related("by").order_by("-seq")[:_MOST_EVENTS]
            ],
            "actions": found.actions.select_related("owner").order_by("pk"),
            "may_plan": not found.is_open and user.has_perm("review.plan_improvement"),
            "forms": list(aside_forms(found, user, bound=bound)),
            "bound": bound,
            "refusal": refusal,
        }
        return self._drawn(request, "page", status=status, title=found.number, **context)

    def _whys(self, found, bound):
        """Each question with its answer and form, and the next question as long as one may be asked."""
        whys = list(found.whys.select_related("by"))
        old = stale(found, whys)
        for number in range(1, min(len(whys) + 1, MOST_WHYS) + 1):
            why = whys[number - 1] if number <= len(whys) else None
            initial = {"number": number, "answer": why.answer if why else "", "evidence": why.evidence if why else ""}
            is_bound = type(bound) is WhyForm and bound.data.get("number") == str(number)
            yield {
                "number": number,
                "question": question_of(found, whys, number),
                "why": why,
                "is_stale": number in old,
                "is_open": is_bound,
                "form": bound if is_bound else WhyForm(analysis=found, initial=initial, auto_id=f"why{number}_%s"),
            }

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/review/causes/{template}.html", context, status=status)
