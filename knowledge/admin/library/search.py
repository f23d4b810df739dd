"""The search of the library, and what was searched there in vain (KNO-2, KNO-4)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.models import Category
from knowledge.admin.beside import similar_view
from knowledge.models import SearchKind, SearchTag
from knowledge.services.library import usage
from knowledge.services.search.finding import find

_LONGEST, _MOST, _GAPS_FOR = 500, 30, timedelta(days=90)
_SHOWN = (SearchKind.CASE, SearchKind.PLAYBOOK)


class SearchPages:
    """Mixed into the admin of cases: a search over every kind of entry."""

    def search_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("search/", wrap(require_safe(self.search_view)), name=self._name("search")),
            path("searched/", wrap(require_POST(self.searched_view)), name=self._name("searched")),
            path("gaps/", wrap(require_safe(self.gaps_view)), name=self._name("gaps")),
            path("for/<int:complaint_id>/", wrap(similar_view), name=self._name("similar")),
        ]

    def search_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = _asked(request.GET)
        results = _found(chosen)
        context = {
            "chosen": chosen,
            "results": results,
            "hits": [(hit, _address_of(hit.document)) for hit in results.hits],
            "fields": _fields(),
            "is_narrowed": any(chosen.values()),
        }
        return self._drawn(request, "search", title=_("Search the library"), **context)

    def searched_view(self, request):
        """Told by the page of results: keep what was asked for, so that gaps are seen."""
        if not request.user.has_perm("knowledge.use_library"):
            raise PermissionDenied
        chosen = _asked(request.POST)
        if not chosen["q"]:
            return JsonResponse({"asked": None})
        count = len(_found(chosen).hits)
        row = usage.searched(chosen["q"], found=count, by=request.user, now=timezone.now())
        return JsonResponse({"asked": row.pk})

    def gaps_view(self, request):
        if not request.user.has_perm("knowledge.view_librarygap"):
            raise PermissionDenied
        gaps = usage.gaps(since=timezone.now() - _GAPS_FOR)[:100]
        return self._drawn(request, "gaps", title=_("Searched in vain"), gaps=gaps, days=_GAPS_FOR.days)


def _asked(given):
    asked = {name: given.get(name, "")[:_LONGEST].replace("\x00", "") for name in ("q", "tag", "product")}
    kind, category, quality = (given.get(name, "") for name in ("kind", "category", "quality"))
    asked["kind"] = kind if kind in _SHOWN else ""
    asked["category"] = category if category.isdecimal() and len(category) < 10 else ""
    asked["quality"] = quality if quality in ("1", "2", "3", "4", "5") else ""
    return asked


def _found(chosen):
    category = Category.objects.filter(pk=chosen["category"]).first() if chosen["category"] else None
    return find(
        chosen["q"],
        kinds=[chosen["kind"]] if chosen["kind"] else _SHOWN,
        category=category,
        tags=[chosen["tag"]] if chosen["tag"] else (),
        product=chosen["product"],
        quality=int(chosen["quality"]) if chosen["quality"] else None,
        limit=_MOST,
    )


def _fields():
    categories = Category.objects.filter(is_active=True).select_related("parent").order_by("preset", "position", "code")
    tags = SearchTag.objects.order_by("tag").values_list("tag", flat=True).distinct()[:200]
    return [
        ("kind", _("Cases and playbooks"), [(kind.value, kind.label) for kind in _SHOWN]),
        ("category", _("Every category"), [(str(one.pk), str(one)) for one in categories]),
        ("tag", _("Every tag"), [(tag, tag) for tag in tags]),
        ("quality", _("Every quality"), [(str(place), "★" * place + " +") for place in (5, 4, 3)]),
    ]


def _address_of(document):
    name = "librarycase" if document.kind == SearchKind.CASE else "playbook"
    return reverse(f"admin:knowledge_{name}_change", args=[document.object_id])
