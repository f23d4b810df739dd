"""The pages every kind of entry shares: a list by state, one entry, its draft, its findings, two versions compared."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.errors import NotPermitted, Refusal
from knowledge.admin.library.acts import ACTS, acts_for
from knowledge.admin.library.showing import compared, marked, sections
from knowledge.admin.library.words import event_words
from knowledge.models import OPEN_STATES, VersionState
from knowledge.services.library import privacy, usage
from knowledge.services.library.record import events_of, is_author
from review.services.improvements.planning import day_of

_PAGE_SIZE, _MOST_EVENTS = 30, 60


class LibraryAdmin(ListOnlyAdmin):
    """Nothing is edited here by form: each act is a service with its own refusals.

    A kind names its model of `versions`, the form of its `words`, the `title` of its list and what narrows it.
    """

    versions = words_form = title = empty = None
    list_template = "list"

    def get_urls(self):
        wrap, named = self.admin_site.admin_view, self._name
        return [
            path("<int:object_id>/", wrap(require_safe(self.page_view)), name=named("change")),
            path("<int:object_id>/compare/", wrap(require_safe(self.compare_view)), name=named("compare")),
            path("version/<int:version_id>/do/<slug:name>/", wrap(require_POST(self.act_view)), name=named("act")),
            path("version/<int:version_id>/write/", wrap(self.write_view), name=named("write")),
            path("version/<int:version_id>/check/", wrap(self.check_view), name=named("check")),
            path("version/<int:version_id>/opened/", wrap(require_POST(self.opened_view)), name=named("opened")),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        states = self._states(request.user)
        state = request.GET.get("state", "")
        state = state if state in dict(states) else VersionState.PUBLISHED
        rows = self.versions.objects.select_related("entry__category", "entry__owner", "written_by")
        today = day_of(timezone.now())
        if state == "stale":
            rows = rows.filter(state=VersionState.PUBLISHED, entry__review_on__lte=today).order_by("entry__review_on")
        else:
            rows = rows.filter(state=state).order_by("-written_at", "-pk")
        rows, chosen, fields = self.narrowed(request, rows)
        chosen["state"] = state
        context = {
            "page": Paginator(rows, _PAGE_SIZE).get_page(request.GET.get("page")),
            "states": states,
            "chosen": chosen,
            "fields": fields,
            "today": today,
            "empty": self.empty,
            "change": self._address("change"),
        }
        return self._drawn(request, self.list_template, title=self.title, **context)

    def narrowed(self, request, rows):
        """`rows` as asked, what was asked, and the (name, label, choices) of what can be asked."""
        return rows, {}, []

    def _states(self, user):
        shown = [(VersionState.PUBLISHED, VersionState.PUBLISHED.label)]
        if self._works(user):
            shown += [(state, state.label) for state in (*OPEN_STATES, VersionState.RETIRED)]
            shown.append(("stale", pgettext("library", "Due for another look")))
        return shown

    def page_view(self, request, object_id):
        entry = self._entry(request, object_id)
        return self._page(request, self._version(request, entry, request.GET.get("version")))

    def act_view(self, request, version_id, name):
        act_class = ACTS.get(name)
        if act_class is None:
            raise Http404
        if not request.user.has_perm(act_class.right):
            raise PermissionDenied
        version = self._by_id(request, version_id)
        form = act_class(request.POST, version=version, auto_id=f"{name}_%s")
        if not form.is_valid():
            return self._page(request, version, bound=form, status=422)
        try:
            result = form.run(by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.version = fresh = self._by_id(request, version_id)
            status = 403 if isinstance(refusal, NotPermitted) else 409
            return self._page(request, fresh, bound=form, refusal=refusal, status=status)
        messages.success(request, form.done())
        return self._to(result or version)

    def write_view(self, request, version_id):
        version = self._draft(request, version_id)
        form, refusal, status = self.words_form(request.POST or None, version=version), None, 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    version = form.run(by=request.user, now=timezone.now())
                except Refusal as caught:
                    refusal, status = caught, 409
                else:
                    if "go_on" in request.POST:
                        return redirect(self._address("write"), version.pk)
                    messages.success(request, _("Saved. Look through what may name a person, then confirm."))
                    return redirect(self._address("check"), version.pk)
        context = {"version": version, "entry": version.entry, "form": form, "refusal": refusal}
        return self._drawn(request, "write", status=status, title=_("Write"), **context)

    def check_view(self, request, version_id):
        version = self._draft(request, version_id)
        refusal, status = None, 200
        if request.method == "POST":
            try:
                return self._checked(request, version)
            except Refusal as caught:
                refusal, status = caught, 409
                version = self._by_id(request, version_id)
        found = privacy.findings(version)
        context = {
            "version": version,
            "entry": version.entry,
            "parts": list(marked(version, found)),
            "found": found,
            "kept": _decided(request)["kept"],
            "refusal": refusal,
        }
        return self._drawn(request, "check", status=status, title=_("Personal data"), **context)

    def _checked(self, request, version):
        seen = _number(request.POST.get("seen"))
        version = privacy.settle(
            self.versions,
            version.pk,
            **_decided(request),
            is_read="is_read" in request.POST,
            # Whoever does not say which words they saw has seen none.
            seen=-1 if seen is None else seen,
            by=request.user,
            now=timezone.now(),
        )
        if version.is_confirmed:
            messages.success(request, _("Confirmed. Hand it in for review."))
            return self._to(version)
        messages.success(request, _("Masked. Look at it once more."))
        return redirect(self._address("check"), version.pk)

    def compare_view(self, request, object_id):
        entry = self._entry(request, object_id)
        if not self._works(request.user):
            raise PermissionDenied
        versions = list(entry.versions.order_by("-number"))
        by_number = {str(version.number): version for version in versions}
        after = by_number.get(request.GET.get("after"), versions[0])
        before = by_number.get(request.GET.get("before"), versions[min(1, len(versions) - 1)])
        context = {
            "entry": entry,
            "versions": versions,
            "before": before,
            "after": after,
            "parts": list(compared(before, after)),
        }
        return self._drawn(request, "compare", title=_("Compare versions"), **context)

    def opened_view(self, request, version_id):
        """Told by the page once it was really read; a page that is merely fetched counts nothing."""
        version = self._by_id(request, version_id)
        try:
            led_here = {"asked": _number(request.POST.get("asked"))}
            led_here["complaint_id"] = _number(request.POST.get("complaint"))
            usage.opened(version, by=request.user, now=timezone.now(), **led_here)
        except Refusal as refusal:
            return self._page(request, version, refusal=refusal, status=409)
        return self._to(version)

    def _page(self, request, version, *, bound=None, refusal=None, status=200):
        entry, user = version.entry, request.user
        works = self._works(user)
        events = events_of(entry).select_related("by")[:_MOST_EVENTS] if works else []
        context = {
            "entry": entry,
            "version": version,
            "today": day_of(timezone.now()),
            "sections": list(sections(version)),
            "versions": entry.versions.select_related("written_by", "reviewed_by").order_by("-number") if works else [],
            "counts": usage.counts_of(entry),
            "votes": usage.remarks_on(entry) if works else [],
            "events": [(event, event_words(event)) for event in events],
            "acts": list(acts_for(version, user, bound=bound)),
            "bound": bound,
            "refusal": refusal,
            "is_mine": works and is_author(version, user),
            "can_write": version.state == VersionState.DRAFT and user.has_perm("knowledge.write_library"),
            "addresses": {
                name: self._address(name) for name in ("act", "write", "check", "compare", "opened", "change")
            },
        } | self.beside(request, version)
        return self._drawn(request, "page", status=status, title=version.title, **context)

    def beside(self, request, version):
        """What the page of this kind shows in addition."""
        return {}

    def _works(self, user):
        return user.has_perm("knowledge.write_library") or user.has_perm("knowledge.review_library")

    def _entry(self, request, entry_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.model.objects.select_related("category", "owner"), pk=entry_id)

    def _version(self, request, entry, number):
        """The version asked for, or the one in the library, or to those who work on it the newest."""
        rows = entry.versions.select_related("written_by", "confirmed_by", "reviewed_by")
        if not self._works(request.user):
            rows = rows.filter(published_at__isnull=False)
        if (asked := _number(number)) is not None:
            version = rows.filter(number=asked).first()
        else:
            version = rows.filter(state=VersionState.PUBLISHED).first() or rows.order_by("-number").first()
        if version is None:
            raise Http404
        version.entry = entry
        return version

    def _by_id(self, request, version_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.versions.objects.filter(pk=version_id).values_list("entry_id", "number").first()
        if found is None:
            raise Http404
        return self._version(request, self._entry(request, found[0]), str(found[1]))

    def _draft(self, request, version_id):
        if not request.user.has_perm("knowledge.write_library"):
            raise PermissionDenied
        version = self._by_id(request, version_id)
        if version.state != VersionState.DRAFT:
            raise Http404
        return version

    def _to(self, version):
        answer = redirect(self._address("change"), version.entry_id)
        answer["Location"] += f"?version={version.number}"
        return answer

    def _name(self, page):
        return f"knowledge_{self.model._meta.model_name}_{page}"

    def _address(self, page):
        return f"admin:{self._name(page)}"

    def _drawn(self, request, template, *, status=200, **context):
        whole = self.admin_site.each_context(request) | {"opts": self.model._meta, "kind": self.model.KIND} | context
        return TemplateResponse(request, f"admin/knowledge/library/{template}.html", whole, status=status)


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _decided(request):
    """What was said of each finding: the keys of those masked and of those kept."""
    said = {name.removeprefix("finding:"): what for name, what in request.POST.items() if name.startswith("finding:")}
    return {
        "masked": {key for key, what in said.items() if what == "mask"},
        "kept": {key for key, what in said.items() if what == "keep"},
    }
