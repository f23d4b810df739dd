from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from complaints.admin.forms.fields import DepartmentField, FilesField, MomentField, text
from complaints.admin.situation import doable_tasks, is_asked_for_a_task, postponable_tasks, report_of_round
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import Task
from complaints.services.gate import is_possible
from complaints.services.investigation import file_report, start_investigation
from complaints.services.tasks import assign_task, do_task, is_paid, postpone_task
from complaints.states import Responsibility, State
from complaints.templatetags.moments import moment


class StartForm(StepForm):
    def run(self, *, by, now, seen):
        return start_investigation(self.complaint.pk, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Investigation started.")


class AssignTaskForm(StepForm):
    title = forms.CharField(label=gettext_lazy("What to do"), max_length=200)
    department = DepartmentField()
    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Person"), required=False, empty_label=gettext_lazy("Anybody there")
    )
    due_at = MomentField(label=gettext_lazy("Due"))

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["owner"].queryset = (
            User.objects.filter(is_active=True, department__isnull=False)
            .select_related("department")
            .order_by("department__code", "name")
        )
        self.fields["owner"].label_from_instance = lambda person: f"{person.department} · {person}"
        self.initial["department"] = complaint.department_id

    def run(self, *, by, now, seen):
        return assign_task(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("%(department)s has the task.") % {"department": result.department}


class DoTaskForm(StepForm):
    task = forms.ModelChoiceField(Task.objects.none(), label=gettext_lazy("Task"), empty_label=None)
    result = text(gettext_lazy("What was done"))
    files = FilesField(
        label=gettext_lazy("Proof"),
        required=False,
        help_text=gettext_lazy("Refund record, signed receipt or photo; an executing task is not done without."),
    )
    reference = forms.CharField(
        label=gettext_lazy("Payment reference"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("For money: the number under which it was paid."),
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        tasks = doable_tasks(complaint, user)
        self.fields["task"].queryset = Task.objects.filter(complaint=complaint).select_related("department")
        self.fields["task"].choices = [(task.pk, f"{task} · {task.department}") for task in tasks]
        if not any(task.compensation_cny for task in tasks):
            self.fields["reference"].widget = forms.HiddenInput()
        self.fields["reference"].required = bool(tasks) and all(is_paid(task) for task in tasks)

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return do_task(
            facts["task"].pk,
            result=facts["result"],
            files=facts["files"],
            reference=facts["reference"],
            by=by,
            now=now,
            seen=seen,
        )

    def done(self, result):
        return _("“%(task)s” is done.") % {"task": result}


class PostponeForm(StepForm):
    task = forms.ModelChoiceField(Task.objects.none(), label=gettext_lazy("Task"), empty_label=None)
    due_at = MomentField(label=gettext_lazy("New date"))
    reason = text(gettext_lazy("Why it takes longer"), rows=2, limit=500)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["task"].queryset = Task.objects.filter(complaint=complaint).select_related("department")
        self.fields["task"].choices = [
            (task.pk, f"{task} · {task.department} · {moment(task.due_at)}")
            for task in postponable_tasks(complaint, user)
        ]

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return postpone_task(
            facts["task"].pk, due_at=facts["due_at"], reason=facts["reason"], by=by, now=now, seen=seen
        )

    def done(self, result):
        return _("“%(task)s” is now due %(due)s.") % {"task": result, "due": moment(result.due_at)}


class ReportForm(StepForm):
    facts = text(gettext_lazy("Facts verified"), rows=4, limit=5_000)
    cause = text(gettext_lazy("Cause"), rows=3, limit=5_000)
    department = DepartmentField(label=gettext_lazy("Responsible department"))
    responsibility = forms.ChoiceField(
        label=gettext_lazy("Responsibility"), choices=Responsibility, widget=forms.RadioSelect
    )
    suggestion = text(gettext_lazy("Suggested handling"), rows=3, limit=5_000)
    missed_reason = text(gettext_lazy("Why the earlier solution missed"), rows=2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        if complaint.dissatisfied_count:
            self.fields["missed_reason"].required = True
        else:
            del self.fields["missed_reason"]
        report = report_of_round(complaint)
        if report is None:
            self.initial["department"] = complaint.department_id
        else:
            self.initial |= {
                name: getattr(report, "department_id" if name == "department" else name) for name in self.fields
            }

    def run(self, *, by, now, seen):
        return file_report(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Report of round %(round)s filed.") % {"round": result.round}


register(
    Step(
        name="start-investigation",
        label=gettext_lazy("Start investigation"),
        right="complaints.investigate_complaint",
        possible=lambda complaint, user: is_possible(complaint, "start_investigation"),
        form=StartForm,
        weight=30,
        is_main=True,
    )
)
register(
    Step(
        name="report",
        label=gettext_lazy("Investigation report"),
        right="complaints.report_investigation",
        possible=lambda complaint, user: complaint.state == State.INVESTIGATING,
        form=ReportForm,
        weight=50,
        is_main=True,
        explanation=gettext_lazy("Without a report there is no proposal. It can be revised until the proposal."),
    )
)
register(
    Step(
        name="do-task",
        label=gettext_lazy("Task done"),
        right="complaints.do_task",
        possible=lambda complaint, user: bool(complaint.is_open and doable_tasks(complaint, user)),
        form=DoTaskForm,
        weight=60,
        is_main=True,
        is_expected=is_asked_for_a_task,
    )
)
register(
    Step(
        name="postpone-task",
        label=gettext_lazy("Postpone a task"),
        right="complaints.do_task",
        possible=lambda complaint, user: bool(complaint.is_open and postponable_tasks(complaint, user)),
        form=PostponeForm,
        weight=135,
        place=Place.MORE,
        explanation=gettext_lazy(
            "Before its date passes. If the task carries out the solution, the customer is told the new time at once."
        ),
    )
)
register(
    Step(
        name="assign-task",
        label=gettext_lazy("Assign a task"),
        right="complaints.assign_task",
        possible=lambda complaint, user: complaint.is_open,
        form=AssignTaskForm,
        weight=130,
    )
)
