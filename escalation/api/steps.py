"""Steps that ask for power: proposals, approvals, escalations (PRO-1…PRO-3, ESC-1…ESC-4)."""

from rest_framework import serializers

from accounts.api.shapes import Shape
from accounts.scopes import Scope
from complaints.api.stepping import PersonField, Step, StepShape, addresses, part_of
from complaints.services.options import Choice, Item
from complaints.states import Level, Measure, Trigger
from escalation.models import Escalation
from escalation.services.decision import approve, send_back
from escalation.services.raising import escalate
from escalation.services.stepping import hand_back, resolve, step_in
from escalation.services.submission import submit_proposal


class ItemShape(Shape):
    measure = serializers.ChoiceField(Measure.choices)
    value_cny = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, default=0)
    quantity = serializers.IntegerField(min_value=1, max_value=100_000_000, default=None, allow_null=True)


class OptionShape(Shape):
    title = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=1_000, default="", allow_blank=True)
    items = ItemShape(many=True, min_length=1, max_length=10)


class ProposeShape(StepShape):
    message = serializers.CharField(max_length=5_000)
    improvement = serializers.CharField(max_length=2_000, default="", allow_blank=True)
    options = OptionShape(many=True, min_length=1, max_length=3)
    override = serializers.CharField(max_length=300, default="", allow_blank=True)


class DecisionShape(StepShape):
    proposal = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    content_hash = serializers.CharField(max_length=64, help_text="Of the proposal that was read; others are refused.")


class ApproveShape(DecisionShape):
    comment = serializers.CharField(max_length=1_000, default="", allow_blank=True)


class SendBackShape(DecisionShape):
    reason = serializers.CharField(max_length=1_000)


class EscalateShape(StepShape):
    trigger = serializers.ChoiceField(Trigger.choices, default=Trigger.BY_HAND)
    reason = serializers.CharField(max_length=1_000, default="", allow_blank=True)
    to = serializers.ChoiceField([level for level in Level.choices if level[0] != Level.FRONTLINE], required=False)
    person = PersonField(default=None, allow_null=True)


class AnswerShape(StepShape):
    answer = serializers.CharField(max_length=2_000)


class InstructionsShape(StepShape):
    instructions = serializers.CharField(max_length=2_000)


def _propose(complaint_id, *, options, **facts):
    choices = tuple(
        Choice(one["title"], tuple(Item(**item) for item in one["items"]), one["description"]) for one in options
    )
    return submit_proposal(complaint_id, choices=choices, **facts)


def _approve(proposal_id, *, content_hash, **facts):
    return approve(proposal_id, content=content_hash, **facts)


def _send_back(proposal_id, *, content_hash, **facts):
    return send_back(proposal_id, content=content_hash, **facts)


def _running_escalation(complaint, facts):
    """The one at the highest level, which is whose turn it is."""
    running = Escalation.objects.running().filter(complaint=complaint)
    highest = max(running, key=lambda one: Level(one.to_level).rank, default=None)
    return highest and highest.pk


_PROPOSAL = part_of("proposals", "proposal")

urlpatterns = addresses(
    Step(
        "propose", _propose, "Propose a solution; within the limit it is approved at once (PRO-1, PRO-2).", ProposeShape
    ),
    Step("approve", _approve, "Agree to exactly what was read (ESC-1).", ApproveShape, Scope.DECIDE, _PROPOSAL),
    Step("send-back", _send_back, "Return the proposal with a comment.", SendBackShape, Scope.DECIDE, _PROPOSAL),
    Step("escalate", escalate, "Put it before more power; never blocked (ESC-4).", EscalateShape),
    Step("step-in", step_in, "Take the running escalation up (SLA-9).", part=_running_escalation),
    Step("resolve-escalation", resolve, "Answer it.", AnswerShape, part=_running_escalation),
    Step("hand-back", hand_back, "Return it with instructions.", InstructionsShape, part=_running_escalation),
)
