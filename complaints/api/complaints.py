"""Complaints: brought in once, listed by key, read with what hangs on them."""

from django.http import FileResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.api.views import Door
from accounts.scopes import Scope
from complaints.api.once import IDEMPOTENCY_KEY, once
from complaints.api.pages import OF_PAGES, KeysetPages
from complaints.api.shapes.complaint import ComplaintFilter, ComplaintIn, ComplaintOut, ReceivedOut
from complaints.api.shapes.parts import (
    ContactIn,
    ContactOut,
    DeadlineOut,
    EventOut,
    EvidenceIn,
    EvidenceOut,
    ExplanationOut,
    LikelyOut,
    MessageOut,
    ProposalOut,
    TaskOut,
)
from complaints.models import Complaint
from complaints.services.contacts import record_contact
from complaints.services.evidence import add_evidence, open_evidence
from complaints.services.intake import Receipt, receive
from complaints.services.likeness import pairs_beside
from complaints.telling.explanation import Explanation


@extend_schema(tags=["complaints"])
@extend_schema_view(
    list=extend_schema(parameters=[ComplaintFilter], responses=ComplaintOut(many=True)),
    retrieve=extend_schema(responses=ComplaintOut),
)
class ComplaintDoor(mixins.ListModelMixin, mixins.RetrieveModelMixin, Door):
    """Those complaints the holder of the key sees; another's does not exist."""

    queryset = Complaint.objects.none()
    serializer_class = ComplaintOut
    pagination_class = KeysetPages
    lookup_field = "number"
    scopes = {
        "list": Scope.READ,
        "retrieve": Scope.READ,
        "create": Scope.RECEIVE,
        "events": Scope.READ,
        "contacts": Scope.READ,
        "talk": Scope.TALK,
        "messages": Scope.READ,
        "tasks": Scope.READ,
        "deadlines": Scope.READ,
        "explanation": Scope.READ,
        "proposals": Scope.READ,
        "likely_duplicates": Scope.READ,
        "evidence": Scope.READ,
        "add_evidence": Scope.WORK,
        "content": Scope.READ,
    }
    questions = {
        "list": (*OF_PAGES, *ComplaintFilter().fields),
        **dict.fromkeys(("events", "contacts", "messages", "tasks", "deadlines", "proposals", "evidence"), OF_PAGES),
    }

    def get_queryset(self):
        complaints = Complaint.objects.visible_to(self.request.user)
        if self.action in ("list", "retrieve"):
            complaints = complaints.select_related(*ComplaintOut.RELATED).prefetch_related(
                "complainant__contact_points"
            )
        return complaints

    def filter_queryset(self, queryset):
        if self.action != "list":
            return queryset
        asked = {name: value for name, value in self.request.query_params.items() if name not in OF_PAGES}
        question = ComplaintFilter(data=asked)
        question.is_valid(raise_exception=True)
        return question.narrow(queryset)

    @extend_schema(
        request=ComplaintIn,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: ReceivedOut, 200: OpenApiResponse(ReceivedOut, "The same origin had been received before.")},
    )
    @once
    def create(self, request):
        """Bring a complaint in: numbered, timed, on the record and acknowledged in one transaction."""
        body = ComplaintIn(data=request.data)
        body.is_valid(raise_exception=True)
        received = receive(Receipt(**body.validated_data), by=request.user, now=timezone.now())
        # What somebody else had brought in under the same origin is told only to whom it is theirs to see.
        complaint = received.complaint if received.is_new else self._seen(received.complaint.number)
        answer = {"complaint": complaint, "tracking_code": received.tracking_code, "is_new": received.is_new}
        code = status.HTTP_201_CREATED if received.is_new else status.HTTP_200_OK
        return Response(ReceivedOut(answer).data, status=code)

    @extend_schema(responses=EventOut(many=True))
    @action(detail=True)
    def events(self, request, number):
        """The record: every step, who, when, and the digest that chains it to the one before (AUD-1)."""
        return self._page(self.get_object().events.select_related("by"), EventOut)

    @extend_schema(responses=ContactOut(many=True))
    @action(detail=True)
    def contacts(self, request, number):
        """Conversations with the customer, the latest first."""
        return self._page(self.get_object().contacts.select_related("by"), ContactOut)

    @extend_schema(request=ContactIn, parameters=[IDEMPOTENCY_KEY], responses={201: ContactOut})
    @contacts.mapping.post
    @once
    def talk(self, request, number):
        """Write down a conversation; a time promised in it becomes a deadline (SLA-3)."""
        body = ContactIn(data=request.data)
        body.is_valid(raise_exception=True)
        contact = record_contact(self.get_object().pk, **body.validated_data, by=request.user, now=timezone.now())
        return Response(ContactOut(contact).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=MessageOut(many=True))
    @action(detail=True)
    def messages(self, request, number):
        """What was sent to the customer, when, and whether it arrived (COM-1)."""
        return self._page(self.get_object().deliveries, MessageOut)

    @extend_schema(responses=TaskOut(many=True))
    @action(detail=True)
    def tasks(self, request, number):
        """Who does what by when."""
        return self._page(self.get_object().tasks.select_related("department", "owner"), TaskOut)

    @extend_schema(responses=DeadlineOut(many=True))
    @action(detail=True)
    def deadlines(self, request, number):
        """Every deadline, running, met or cancelled."""
        return self._page(self.get_object().deadlines, DeadlineOut)

    @extend_schema(responses=ExplanationOut)
    @action(detail=True, url_path="deadlines/<int:deadline>")
    def explanation(self, request, number, deadline):
        """Why this time: each step from start to due, what counts and what does not, and what moved it."""
        rows = self.get_object().deadlines.select_related("task", "policy__calendar", "complaint")
        found = get_object_or_404(rows, pk=deadline)
        return Response(ExplanationOut(Explanation(found, now=timezone.now()).as_data()).data)

    @extend_schema(responses=ProposalOut(many=True))
    @action(detail=True)
    def proposals(self, request, number):
        """What was offered in each round, with the options and what became of them (PRO-5)."""
        rows = self.get_object().proposals.select_related("proposed_by", "approved_by", "chosen")
        return self._page(rows.prefetch_related("options__items"), ProposalOut)

    @extend_schema(responses=LikelyOut(many=True))
    @action(detail=True, url_path="likely-duplicates", pagination_class=None)
    def likely_duplicates(self, request, number):
        """What may be the same matter and is undecided, a handful at most; the steps duplicate and not-same decide."""
        complaint = self.get_object()
        found = [
            {
                "number": pair.half_beside(complaint).number,
                "state": pair.half_beside(complaint).state,
                "same_customer": pair.same_customer,
                "same_order": pair.same_order,
                "text_percent": pair.text_percent,
                "found_at": pair.found_at,
            }
            for pair in pairs_beside(complaint, request.user)
        ]
        return Response(LikelyOut(found, many=True).data)

    @extend_schema(responses=EvidenceOut(many=True))
    @action(detail=True)
    def evidence(self, request, number):
        """The files of the complaint; each is fetched by its own address."""
        return self._page(self.get_object().evidence, EvidenceOut)

    @extend_schema(
        request={"multipart/form-data": EvidenceIn}, parameters=[IDEMPOTENCY_KEY], responses={201: EvidenceOut}
    )
    @evidence.mapping.post
    @once
    def add_evidence(self, request, number):
        """Add a file: a picture, a recording or a PDF, judged by its content (INT-9)."""
        body = EvidenceIn(data=request.data)
        body.is_valid(raise_exception=True)
        kept = add_evidence(
            self.get_object().pk,
            upload=body.validated_data["file"],
            note=body.validated_data["note"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(EvidenceOut(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, url_path="evidence/<uuid:file>")
    def content(self, request, number, file):
        """The file itself; the look is on the record."""
        found = get_object_or_404(self.get_object().evidence, uuid=file)
        evidence = open_evidence(found.uuid, by=request.user, now=timezone.now())
        response = FileResponse(evidence.file.open("rb"), content_type="application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(True, evidence.name)
        return response

    def get_parsers(self):
        if getattr(self, "action_map", {}).get("post") == "add_evidence":
            return [MultiPartParser()]
        return super().get_parsers()

    def _seen(self, number):
        rows = self.get_queryset().select_related(*ComplaintOut.RELATED)
        return get_object_or_404(rows, number=number)

    def _page(self, rows, shape):
        return self.get_paginated_response(shape(self.paginate_queryset(rows), many=True).data)
