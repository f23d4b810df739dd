"""The menu: only what the role may use, with how much waits there."""

from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.permissions import lacking_words
from complaints.admin.inbound import letters_waiting
from complaints.admin.notices import bell
from complaints.admin.tabs import remembered, tabs_of, tabs_shown, waiting_counts, written_count
from config.desk.set_up import set_up
from escalation.models import ApprovalRequest, Escalation
from review.admin.calls import calls_waiting

_QUEUE = "admin:complaints_complaint_changelist"
_ICONS = {
    "mine": "inbox",
    "unclaimed": "pan_tool",
    "left": "person_off",
    "risk": "crisis_alert",
    "alike": "content_copy",
    "back": "replay",
    "team": "group",
    "tasks": "task_alt",
    "open": "pending_actions",
    "all": "list_alt",
    "closed": "inventory_2",
}


def groups(request):
    """Asked by unfold for each page of the back office."""
    return groups_for(request.user, counted=True, address=request.get_full_path())


def groups_for(user, *, counted, address=""):
    """Menu groups of `user` in unfold's shape; empty ones are left out."""
    entries = [
        (
            pgettext("menu", "Desk"),
            [_item(_("Workbench"), "dashboard", reverse("admin:index"), address), *_queue(user, counted, address)],
        ),
        (_("Records"), _records(user, address)),
        (pgettext("menu", "Learning"), _learning(user, address)),
        (_("Case library"), _library(user, address)),
        *_settings(user, address),
    ]
    return [{"title": title, "separator": False, "items": items} for title, items in entries if items]


def approvals_waiting(user):
    """How many proposals wait for this person's decision; at most half a minute old."""
    if not user.has_perm("escalation.decide_proposal"):
        return 0
    waiting = ApprovalRequest.objects.decidable_by(user).order_by()[:100]
    return remembered(user, "approvals", waiting.count)


def escalations_waiting(user):
    """How many escalations are put before this person; at most half a minute old."""
    if not user.has_perm("escalation.answer_escalation"):
        return 0
    waiting = Escalation.objects.put_before(user).order_by()[:100]
    return remembered(user, "escalations", waiting.count)


def revisit_calls_waiting(user):
    """How many customers this person is to call; at most half a minute old."""
    if not user.has_perm("review.record_revisit"):
        return 0
    return remembered(user, "revisit_calls", calls_waiting(user).count)


def beside_the_queue(request):
    """The bell on every page, what keeps somebody from acting, and lists shown as tabs next to the queue."""
    links = [
        {"label": label, "url": reverse(address), "count": waiting(request.user) or ""}
        for right, label, _icon, address, waiting in _beside()
        if request.user.has_perm(right)
    ]
    told = bell(request.user) | ({"desk_links": links} if links else {})
    if request.user.is_authenticated and (words := lacking_words(request.user)):
        told["lacking_certificate"] = words
    return told


def _beside():
    """Right, label, icon, address and count of the lists that are not complaints."""
    return (
        (
            "escalation.view_escalation",
            _("Escalations"),
            "trending_up",
            "admin:escalation_escalation_changelist",
            escalations_waiting,
        ),
        (
            "escalation.view_approvalrequest",
            _("Approvals"),
            "approval",
            "admin:escalation_approvalrequest_changelist",
            approvals_waiting,
        ),
        (
            "review.view_revisitstep",
            _("Revisit calls"),
            "phone_callback",
            "admin:review_revisitstep_changelist",
            revisit_calls_waiting,
        ),
        (
            "complaints.sort_inbound",
            _("Letters"),
            "mail",
            "admin:complaints_inbound_changelist",
            letters_waiting,
        ),
    )


def _queue(user, counted, address):
    if not user.has_perm("complaints.view_complaint"):
        return []
    counts = waiting_counts(user) if counted else {}
    items = [
        _item(
            tab.label,
            _ICONS[tab.name],
            f"{reverse(_QUEUE)}?tab={tab.name}",
            address,
            written_count(counts[tab.name]) if counts.get(tab.name) else "",
        )
        for tab in (tabs_shown(user, counts) if counted else tabs_of(user))
        if tab.name != "closed"
    ]
    for right, label, icon, list_, waiting in _beside():
        if user.has_perm(right):
            count = waiting(user) if counted else 0
            items.append(_item(label, icon, reverse(list_), address, str(count or "")))
    return items


def _records(user, address):
    items = _models(
        user,
        address,
        ("complaints.importbatch", "upload_file"),
        ("complaints.export", "download"),
        ("complaints.delivery", "outgoing_mail"),
        ("complaints.ledgerentry", "payments"),
        ("escalation.incident", "crisis_alert"),
        ("escalation.outsidematter", "gavel"),
        ("escalation.evidencepackage", "folder_zip"),
    )
    if user.has_perm("complaints.change_policy"):
        items.append(_item(_("Links and QR codes"), "qr_code_2", reverse("admin:complaints_complaint_links"), address))
    if user.has_perm("complaints.export_complaints"):
        link = reverse("admin:complaints_export_register")
        items.append(_item(_("Register of complaints"), "list_alt", link, address))
    if user.has_perm("complaints.view_promises"):
        items.append(_item(_("Promises"), "handshake", reverse("admin:complaints_complaint_promises"), address))
    if user.has_perm("escalation.view_figures"):
        link = reverse("admin:escalation_triggerrule_figures")
        items.append(_item(_("Escalation figures"), "stacked_line_chart", link, address))
    return _one_open(items)


def _learning(user, address):
    """What is made of complaints after they are settled: what customers say, causes, and how they turned out."""
    items = []
    if user.has_perm("review.view_board"):
        items.append(_item(_("Board"), "monitoring", reverse("board"), address))
    items += _models(
        user,
        address,
        ("review.earlywarning", "trending_up"),
        ("review.rootcause", "account_tree"),
        ("review.causeduty", "assignment_late"),
        ("review.improvementaction", "trending_down"),
    )
    for right, label, icon, link in (
        ("review.view_revisitround", _("Revisit figures"), "mood", "admin:review_revisitround_changelist"),
        ("review.view_inspection", _("Inspection"), "fact_check", "admin:review_inspection_changelist"),
        ("review.view_inspection", _("Results of inspection"), "leaderboard", "admin:review_inspection_results"),
        ("review.view_fairness", _("Fairness of compensation"), "balance", "admin:review_inspection_fairness"),
    ):
        if user.has_perm(right):
            items.append(_item(label, icon, reverse(link), address))
    items += _models(user, address, ("review.inspectionround", "casino"), ("review.periodreport", "summarize"))
    return _one_open(items)


def _settings(user, address):
    """What is set up, by what it is about: a list of everything is read by nobody."""
    groups = [(title, _models(user, address, *models)) for title, models in set_up()]
    access = groups[-1][1]
    access.append(_item(_("Keys of my own"), "key", reverse("admin:accounts_accesstoken_changelist"), address))
    if user.has_perm("complaints.view_heartbeat"):
        access.append(_item(_("Scheduled work"), "monitor_heart", reverse("admin:health"), address))
    return groups


def _library(user, address):
    items = []
    if user.has_perm("knowledge.view_librarycase"):
        items.append(_item(_("Search the library"), "search", reverse("admin:knowledge_librarycase_search"), address))
    items += _models(
        user,
        address,
        ("knowledge.librarycase", "menu_book"),
        ("knowledge.playbook", "route"),
        ("knowledge.nomination", "recommend"),
        ("knowledge.bookedition", "auto_stories"),
    )
    if user.has_perm("knowledge.take_training") or user.has_perm("knowledge.view_trainingresult"):
        items.append(_item(_("Training"), "school", reverse("admin:knowledge_drill_changelist"), address))
    return _one_open(items)


def _models(user, address, *models):
    items = []
    for label, icon in models:
        model = apps.get_model(label)
        options = model._meta
        if model in admin.site._registry and user.has_perm(f"{options.app_label}.view_{options.model_name}"):
            url = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
            items.append(_item(capfirst(options.verbose_name_plural), icon, url, address))
    return items


def _item(title, icon, link, address, badge=""):
    item = {"title": title, "icon": icon, "link": link, "active": _is_here(link, address)}
    return item | ({"badge": badge, "badge_variant": "primary"} if badge else {})


def _one_open(items):
    """Of lists whose addresses begin alike the longest is where one is."""
    here = max((item["link"] for item in items if item["active"]), key=len, default="")
    return [item | {"active": item["link"] == here} for item in items]


def _is_here(link, address):
    """The tab itself, or any page of a list; the workbench only when it is open."""
    if "?" in link or link == reverse("admin:index"):
        return address == link or address.startswith(f"{link}&")
    return address.startswith(link)
