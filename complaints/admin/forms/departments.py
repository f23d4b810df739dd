from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from complaints.admin.forms.fields import DepartmentField, text
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.deadlines.stays import time_by_department
from complaints.services.departments import hand_to_department, stays_of


class HandToDepartmentForm(StepForm):
    department = DepartmentField()
    reason = text(gettext_lazy("Reason"))

    def run(self, *, by, now, seen):
        return hand_to_department(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        if result.department == self.cleaned_data["department"]:
            return _("%(department)s answers for it now.") % {"department": result.department}
        return _("It was handed over twice already: a supervisor decides in writing who answers for it.")


def departments(complaint, user):
    """None, and no panel, while one department had it all the time."""
    now = timezone.now()
    found = [stay for stay in stays_of(complaint, now=now) if stay.department]
    if len(found) < 2:
        return None
    # The record keeps the name of the day; the reader reads it in the own language where it still stands.
    named = {one.name: str(one) for one in Department.objects.filter(name__in={stay.department for stay in found})}
    found = [stay._replace(department=named.get(stay.department, stay.department)) for stay in found]
    return {"stays": found, "totals": time_by_department(found).items(), "ruled_at": complaint.owner_ruled_at}


register(
    Step(
        name="hand-to-department",
        label=gettext_lazy("Hand to a department"),
        right="complaints.hand_over_complaint",
        possible=lambda complaint, user: complaint.is_open,
        form=HandToDepartmentForm,
        weight=222,
        place=Place.MORE,
        explanation=gettext_lazy("Deadlines keep running. The third hand-over goes to a referee, who decides."),
    )
)
register_panel(
    Panel(
        "departments",
        gettext_lazy("Time by department"),
        "admin/complaints/page/departments.html",
        15,
        departments,
        is_aside=True,
    )
)
