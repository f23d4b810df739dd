"""Steps on one complaint, each at its own address: a shape is asked, one service called, the complaint told after."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.api.shapes import NamedField, Shape
from accounts.api.views import Door
from accounts.models import Department, User
from accounts.scopes import Scope
from complaints.api.once import IDEMPOTENCY_KEY, once
from complaints.api.shapes.complaint import ComplaintOut
from complaints.models import Complaint


class StepShape(Shape):
    version = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="`version` of the complaint this was decided upon; 409 when somebody changed it since.",
    )


class ReasonShape(StepShape):
    reason = serializers.CharField(max_length=2_000)


class PersonField(NamedField):
    """Somebody of the desk, by user name."""

    def __init__(self, **options):
        super().__init__(slug_field="username", queryset=User.objects.filter(is_active=True), **options)


class DepartmentField(NamedField):
    """A department, by its code."""

    def __init__(self, **options):
        super().__init__(slug_field="code", queryset=Department.objects.filter(is_active=True), **options)


class Step(NamedTuple):
    """`service` is called with the key of the complaint and the facts of `shape`.

    Where the service is about a part of the complaint, `part` finds it: (complaint, facts) → key, taking its own
    fact out of `facts`; None is answered as 404.
    """

    name: str
    service: Callable
    says: str
    shape: type[Shape] = StepShape
    scope: Scope = Scope.WORK
    part: Callable | None = None
    takes_files: bool = False


def part_of(relation, fact):
    """A `Step.part`: the row of `relation` the request names by its id in `fact`."""

    def find(complaint, facts):
        return get_object_or_404(getattr(complaint, relation), pk=facts.pop(fact)).pk

    return find


class _StepDoor(Door):
    queryset = Complaint.objects.none()
    step: Step

    def run(self, request, number):
        body = self.step.shape(data=request.data)
        body.is_valid(raise_exception=True)
        complaint = get_object_or_404(Complaint.objects.visible_to(request.user), number=number)
        facts = dict(body.validated_data)
        seen = facts.pop("version", None)
        pk = self.step.part(complaint, facts) if self.step.part else complaint.pk
        if pk is None:
            raise Http404
        self.step.service(pk, **facts, by=request.user, now=timezone.now(), seen=seen)
        after = Complaint.objects.select_related(*ComplaintOut.RELATED).get(pk=complaint.pk)
        return Response(ComplaintOut(after).data)


def addresses(*steps):
    """The URL patterns of `steps`, below the complaint they are about."""
    return [path(f"complaints/<str:number>/{step.name}", _view_of(step), name=f"step_{step.name}") for step in steps]


def _view_of(step):
    said = extend_schema(
        operation_id=f"step_{step.name}".replace("-", "_"),
        description=step.says,
        request={"multipart/form-data": step.shape} if step.takes_files else step.shape,
        parameters=[IDEMPOTENCY_KEY],
        responses=ComplaintOut,
        tags=["steps"],
    )

    def run(self, request, number):
        return _StepDoor.run(self, request, number)

    facts = {"step": step, "scopes": {"run": step.scope}, "run": said(once(run)), "__doc__": step.says}
    if step.takes_files:
        facts["parser_classes"] = [MultiPartParser]
    return type("StepDoor", (_StepDoor,), facts).as_view({"post": "run"})
