"""The page of one complaint: read at a glance, worked on by steps."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from complaints.admin.customer import customer_view
from complaints.admin.entry import add_view, history_view
from complaints.admin.evidence_views import file_view, preview_view
from complaints.admin.explanation import explanation_view
from complaints.admin.form_links import form_links_view
from complaints.admin.likeness import compare_view
from complaints.admin.panels import panels_for
from complaints.admin.promises import promises_view
from complaints.admin.record_views import chain_view, record_view
from complaints.admin.rows import tone_of, waits_for
from complaints.admin.situation import live_proposal, visible_complaint
from complaints.admin.step_views import step_view
from complaints.admin.steps import Place, steps_for
from complaints.admin.word_views import words_view
from complaints.models import Complaint, DeadlineKind
from complaints.services.fast_lane import found_words
from complaints.services.record import faults_of
from complaints.services.standstill import open_pause
from complaints.states import Resolution, State

#: Resolutions at the end of the whole way; the others left it early.
_WHOLE_WAY = frozenset({Resolution.RESOLVED, Resolution.UNREACHED, Resolution.DECIDED})


class ComplaintPageMixin:
    """Change view, add view and step URLs of `ComplaintAdmin`."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        one = "<int:object_id>"
        return [
            path(f"{one}/step/<slug:name>/", wrap(step_view), name="complaints_complaint_step"),
            path(f"{one}/deadline/<int:deadline_id>/", wrap(explanation_view), name="complaints_complaint_deadline"),
            path(f"{one}/beside/<int:other_id>/", wrap(compare_view), name="complaints_complaint_compare"),
            path(f"{one}/customer/", wrap(customer_view), name="complaints_complaint_customer"),
            path(f"{one}/record/", wrap(record_view), name="complaints_complaint_record"),
            path(f"{one}/record.json", wrap(chain_view), name="complaints_complaint_chain"),
            path(f"{one}/evidence/<uuid:file_id>/", wrap(file_view), name="complaints_complaint_evidence"),
            path(f"{one}/evidence/<uuid:file_id>/preview/", wrap(preview_view), name="complaints_complaint_preview"),
            path("promises/", wrap(promises_view), name="complaints_complaint_promises"),
            path("links/", wrap(form_links_view), name="complaints_complaint_links"),
            path("words/", wrap(words_view), name="complaints_complaint_words"),
            path("add/history/", wrap(history_view), name="complaints_complaint_history_of"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def add_view(self, request, form_url="", extra_context=None):
        return add_view(request)

    def history_view(self, request, object_id, extra_context=None):
        """The admin's own history knows nothing of the record, and names complaints one may not see."""
        complaint = visible_complaint(request.user, object_id)
        return redirect(f"{reverse('admin:complaints_complaint_change', args=[complaint.pk])}#record")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        complaint = visible_complaint(request.user, object_id)
        context = {
            **self.admin_site.each_context(request),
            **_page(complaint, request.user, now=timezone.now()),
            "title": complaint.number,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/complaints/page/page.html", context)


def _page(complaint, user, *, now):
    possible = steps_for(complaint, user)
    main = next((step for step in possible if step.is_main and step.is_expected(complaint, user)), None)
    drawn = [(panel, panel.context(complaint, user)) for panel in panels_for(user)]
    sections = [(panel, facts) for panel, facts in drawn if facts is not None]
    return {
        "complaint": complaint,
        "now": now,
        "main_step": main,
        "row_steps": [step for step in possible if step.place == Place.ROW and step != main],
        "more_steps": [step for step in possible if step.place == Place.MORE],
        "panel_steps": {step.name for step in possible},
        "sections": [section for section in sections if not section[0].is_aside],
        "asides": [section for section in sections if section[0].is_aside],
        "progress": _progress(complaint),
        "waits_for": _waits_for(complaint),
        "next_due_label": DeadlineKind(complaint.next_due_kind).label if complaint.next_due_kind else "",
        "next_due_tone": complaint.next_due_at and tone_of(complaint.next_due_at, now),
        "waiting": open_pause(complaint),
        "urgent_words": found_words(complaint),
        "next_complaint": _next_of(user, complaint),
        "may_export": user.has_perm("complaints.export_complaints"),
        "is_verified": not faults_of(complaint) if user.has_perm("complaints.verify_record") else None,
    }


def _progress(complaint):
    """The seven states with where the complaint stands; what it left out on an early way out stays open."""
    states = list(State)
    here = states.index(State(complaint.state))
    end = complaint.get_resolution_display() or State.CLOSED.label
    left_early = complaint.state == State.CLOSED and complaint.resolution not in _WHOLE_WAY
    return [
        {
            "label": end if state == State.CLOSED else state.label,
            "standing": "here" if place == here else "done" if place < here and not left_early else "ahead",
        }
        for place, state in enumerate(states)
    ]


def _waits_for(complaint):
    """Whose turn it is while the complaint is “proposed”, which the state alone does not say."""
    if complaint.state != State.PROPOSED:
        return ""
    proposal = live_proposal(complaint)
    return waits_for(proposal and proposal.status)


def _next_of(user, complaint):
    """The most urgent other complaint in the queue of `user`, or None."""
    mine = Complaint.objects.visible_to(user).open().filter(handler=user).exclude(pk=complaint.pk)
    return mine.by_place().only("pk", "number", "subject").first()
