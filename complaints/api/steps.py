"""The steps this app has for a complaint, from grading to closing; what they ask and which service they call."""

from rest_framework import serializers
from rest_framework.generics import get_object_or_404

from accounts.api.shapes import NamedField
from accounts.scopes import Scope
from complaints.api.stepping import DepartmentField, PersonField, ReasonShape, Step, StepShape, addresses, part_of
from complaints.models import Category, Complaint, Stage
from complaints.services import (
    assignment,
    chase,
    closing,
    departments,
    extension,
    investigation,
    joining,
    likeness,
    merging,
    parting,
    pauses,
    proposal,
    splitting,
)
from complaints.services.tasks import assign_task, do_task, postpone_task
from complaints.services.triage import regrade, triage
from complaints.services.writing import write
from complaints.states import Channel, Demand, Impact, Responsibility, Severity, Urgency

_LONG = {"max_length": 5_000}


class GradeShape(StepShape):
    category = NamedField(slug_field="code", queryset=Category.objects.filter(is_active=True))
    severity = serializers.ChoiceField(Severity.choices)
    severity_reason = serializers.CharField(max_length=300)
    impact = serializers.ChoiceField(Impact.choices)
    urgency = serializers.ChoiceField(
        Urgency.choices,
        default=None,
        allow_blank=True,
        allow_null=True,
        help_text="A fast lane to put it on, blank to take it off; left out, it stays where it is.",
    )


class TriageShape(GradeShape):
    handler = PersonField(default=None, allow_null=True)


class HandlerShape(StepShape):
    handler = PersonField()


class HandOverShape(ReasonShape):
    handler = PersonField()


class DepartmentShape(ReasonShape):
    department = DepartmentField()


class RulingShape(StepShape):
    department = DepartmentField()
    ruling = serializers.CharField(max_length=2_000)


class ReportShape(StepShape):
    facts = serializers.CharField(**_LONG)
    cause = serializers.CharField(**_LONG)
    department = DepartmentField()
    responsibility = serializers.ChoiceField(Responsibility.choices)
    suggestion = serializers.CharField(**_LONG)
    missed_reason = serializers.CharField(default="", allow_blank=True, **_LONG)


class TaskShape(StepShape):
    title = serializers.CharField(max_length=200)
    department = DepartmentField()
    owner = PersonField(default=None, allow_null=True)
    due_at = serializers.DateTimeField()
    stage = serializers.ChoiceField([Stage.INVESTIGATION, Stage.EXECUTION], default=Stage.INVESTIGATION)


class TaskDoneShape(StepShape):
    task = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    result = serializers.CharField(max_length=2_000)
    reference = serializers.CharField(
        max_length=120, default="", allow_blank=True, help_text="Of the payment, where money was paid."
    )
    files = serializers.ListField(
        child=serializers.FileField(max_length=200), max_length=12, default=list, help_text="The proof, where needed."
    )


class PostponeShape(ReasonShape):
    task = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    due_at = serializers.DateTimeField()


class WaitShape(StepShape):
    reason = serializers.ChoiceField([(reason.value, reason.label) for reason in pauses.ASKED_FOR])
    note = serializers.CharField(max_length=1_000, help_text="What the customer is asked.")
    until = serializers.DateTimeField(default=None, allow_null=True)
    since = serializers.DateTimeField(default=None, allow_null=True)
    override = serializers.CharField(max_length=300, default="", allow_blank=True)


class NoteShape(StepShape):
    note = serializers.CharField(max_length=1_000, default="", allow_blank=True)


class ExtendShape(ReasonShape):
    deadline = serializers.ChoiceField(
        sorted(kind.value for kind in extension.EXTENDABLE), help_text="The running deadline of this kind."
    )
    due_at = serializers.DateTimeField()
    override = serializers.CharField(max_length=300, default="", allow_blank=True)


class MessageShape(StepShape):
    text = serializers.CharField(**_LONG)
    tells_direction = serializers.BooleanField(default=False)
    keep_promises = serializers.BooleanField(default=True, help_text="Times named in the text become deadlines.")
    override = serializers.CharField(
        max_length=300, default="", allow_blank=True, help_text="Why words the check objects to are said all the same."
    )


class AcceptShape(StepShape):
    position = serializers.IntegerField(min_value=1, max_value=3)
    via = serializers.ChoiceField(Channel.choices)


class RefuseShape(StepShape):
    """Why, or what would suit instead (`wish`), or both."""

    reason = serializers.CharField(max_length=2_000, default="", allow_blank=True)
    wish = serializers.CharField(max_length=2_000, default="", allow_blank=True)
    wish_cny = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, default=None, allow_null=True)
    via = serializers.ChoiceField(Channel.choices)


class WordsShape(StepShape):
    words = serializers.CharField(max_length=1_000, default="", allow_blank=True)


class DuplicateShape(StepShape):
    of = serializers.CharField(max_length=20, help_text="Number of the complaint that goes on.")
    is_same_person = serializers.BooleanField(default=True)
    reason = serializers.CharField(
        max_length=2_000, default="", allow_blank=True, help_text="Asked for where the customers are not known as one."
    )


class SplitShape(ReasonShape):
    subject = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=10_000)
    demand = serializers.ChoiceField(Demand.choices)
    category = serializers.SlugRelatedField(
        slug_field="code", queryset=Category.objects.filter(is_active=True), default=None, allow_null=True
    )
    evidence = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=50)


class JoinShape(ReasonShape):
    other = serializers.CharField(max_length=20, help_text="Number of a complaint of the other customer.")


class NotSameShape(StepShape):
    other = serializers.CharField(max_length=20, help_text="Number of the complaint it was thought to be the same as.")


class ReopenShape(ReasonShape):
    handler = PersonField(default=None, allow_null=True)


class NotAcceptedShape(ReasonShape):
    override = serializers.CharField(max_length=300, default="", allow_blank=True)


def _running_deadline(complaint, facts):
    return complaint.deadlines.running().filter(kind=facts.pop("deadline")).values_list("pk", flat=True).first()


def _close_duplicate(complaint_id, *, of, by, **facts):
    return merging.close_duplicate(complaint_id, of_id=_numbered(of, by), by=by, **facts)


def _rule_out(complaint_id, *, other, by, **common):
    return likeness.rule_out(complaint_id, other_id=_numbered(other, by), by=by, **common)


def _split(complaint_id, *, reason, by, now, seen, evidence, **facts):
    part = splitting.Part(**facts, evidence=tuple(evidence))
    return splitting.split(complaint_id, part, reason=reason, by=by, now=now, seen=seen)


def _join_customers(complaint_id, *, other, by, **facts):
    return joining.join_customers(complaint_id, other_id=_numbered(other, by), by=by, **facts)


def _numbered(number, by):
    return get_object_or_404(Complaint.objects.visible_to(by), number=number).pk


urlpatterns = addresses(
    Step("triage", triage, "Grade it and give it a handler (TRI-1…TRI-5).", TriageShape),
    Step("regrade", regrade, "Change the grade; open deadlines are computed anew (SLA-19).", GradeShape),
    Step("claim", assignment.claim, "Take it from the queue."),
    Step("assign", assignment.assign, "Give it to somebody.", HandlerShape),
    Step("hand-over", assignment.hand_over, "Hand it to a colleague, with a reason (INV-2).", HandOverShape),
    Step("hand-to-department", departments.hand_to_department, "Hand it to a department (INV-2).", DepartmentShape),
    Step("rule-owner", departments.rule_owner, "Decide who answers for it, as a referee (INV-2).", RulingShape),
    Step("start-investigation", investigation.start_investigation, "Begin to find out what happened (SLA-5)."),
    Step("report", investigation.file_report, "File the investigation report (INV-4).", ReportShape),
    Step("assign-task", assign_task, "Give a department something to do by a date (INV-2).", TaskShape),
    Step(
        "do-task",
        do_task,
        "Report a task as done (EXE-3).",
        TaskDoneShape,
        part=part_of("tasks", "task"),
        takes_files=True,
    ),
    Step(
        "postpone-task",
        postpone_task,
        "Set a later date, in time (EXE-2).",
        PostponeShape,
        part=part_of("tasks", "task"),
    ),
    Step("wait", pauses.pause, "Ask the customer and stop the clock (SLA-16).", WaitShape, Scope.TALK),
    Step("resume", pauses.resume, "Let the clock run again (SLA-16).", NoteShape),
    Step(
        "extend", extension.extend, "Give a deadline more time before it passes.", ExtendShape, part=_running_deadline
    ),
    Step("write", write, "Write to the customer by the preferred channel (COM-1, COM-3).", MessageShape, Scope.TALK),
    Step("offer", proposal.offer, "Offer the approved proposal to the customer (PRO-4)."),
    Step("accept", proposal.accept, "Record what the customer chose (PRO-4).", AcceptShape),
    Step("refuse", proposal.refuse, "Record that no option suits (PRO-4).", RefuseShape),
    Step("take-back", proposal.take_back, "Take a proposal back before it is answered.", ReasonShape),
    Step("give-up", proposal.give_up_execution, "Execution is impossible: a new proposal is needed.", ReasonShape),
    Step("chase", chase.chase, "Note that the customer presses.", WordsShape),
    Step("withdraw", closing.withdraw, "Close it: the customer takes it back.", ReasonShape),
    Step("not-accept", closing.refuse_complaint, "Close it as not accepted, and tell why.", NotAcceptedShape),
    Step("duplicate", _close_duplicate, "Close it as the duplicate of another (INT-6).", DuplicateShape),
    Step("undo-merge", parting.undo_merge, "Take the merge back within a day (INT-6).", ReasonShape),
    Step("split", _split, "Open a complaint of its own for a second matter told in it (INT-6).", SplitShape),
    Step("join-customers", _join_customers, "The customers of two complaints are one person.", JoinShape),
    Step("part-customers", joining.part_customers, "They are two persons after all, within a day.", ReasonShape),
    Step("not-same", _rule_out, "It is not the same as another: nobody is asked again (INT-6).", NotSameShape),
    Step("reopen", closing.reopen, "Open a closed complaint again (SLA-15).", ReopenShape),
)
