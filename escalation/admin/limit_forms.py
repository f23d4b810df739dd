"""The form of a draft of the limits: a line per holder and measure, a line per rate."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from accounts.roles import Role
from complaints.admin.forms.fields import text
from complaints.states import Measure
from escalation.services.limit_check import HOLDERS
from escalation.services.limit_table import BOUNDS, lines_of
from escalation.states import Bound

_MEASURES = [("", gettext_lazy("Everything else")), *((one.value, one.label) for one in Measure if one != Measure.NONE)]
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _yuan(label):
    widget = forms.NumberInput(attrs={"step": "0.01"})
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=0, required=False, widget=widget)


class LineForm(forms.Form):
    """What one holder may grant; a sum left blank does not bind, except per complaint."""

    holder = forms.ChoiceField(label=gettext_lazy("Whose limit"), required=False)
    measure = forms.ChoiceField(label=gettext_lazy("Kind of compensation"), choices=_MEASURES, required=False)
    offer = _yuan(gettext_lazy("One offer (¥)"))
    complaint = _yuan(gettext_lazy("One complaint (¥)"))
    customer = _yuan(gettext_lazy("One customer (¥)"))
    month = _yuan(gettext_lazy("A month (¥)"))
    starts_on = forms.DateField(label=gettext_lazy("First day"), required=False, widget=_DAY)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=_DAY)

    def __init__(self, *args, people, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.people, self.departments, self.label_suffix = people, departments, ""
        self.fields["holder"].choices = [
            ("", _("— (no line)")),
            (_("Role"), [(f"role:{role}", Role(role).label) for role in HOLDERS]),
            (_("Department"), [(f"department:{pk}", str(one)) for pk, one in departments.items()]),
            (_("Person, between two days"), [(f"person:{pk}", str(one)) for pk, one in people.items()]),
        ]

    def clean(self):
        facts = super().clean()
        kind = (facts.get("holder") or "").partition(":")[0]
        if kind == "department" and any(facts.get(name) is not None for name in ("offer", "complaint", "customer")):
            raise forms.ValidationError(_("A department has a budget of the month only."))
        return facts

    def rows(self):
        """The limits of this line, as the service takes them."""
        facts = self.cleaned_data
        kind, _colon, key = facts.get("holder", "").partition(":")
        if not kind:
            return []
        whose = {
            "role": key if kind == "role" else "",
            "person": self.people[int(key)] if kind == "person" else None,
            "department": self.departments[int(key)] if kind == "department" else None,
            "starts_on": facts["starts_on"] if kind == "person" else None,
            "ends_on": facts["ends_on"] if kind == "person" else None,
        }
        month = {"role": Bound.MONTH, "person": Bound.PERSON_MONTH, "department": Bound.DEPARTMENT_MONTH}[kind]
        return [
            whose
            | {
                "measure": facts["measure"],
                "bound": month if bound == Bound.MONTH else bound,
                "limit_cny": facts[bound],
            }
            for bound in BOUNDS
            if facts[bound] is not None
        ]


class RateForm(forms.Form):
    measure = forms.ChoiceField(label=gettext_lazy("Kind of compensation"), required=False)
    cny_per_unit = forms.DecimalField(
        label=gettext_lazy("One counts at least (¥)"),
        max_digits=10,
        decimal_places=4,
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.0001"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["measure"].choices = [("", _("— (no line)")), *_MEASURES[1:]]

    def row(self):
        facts = self.cleaned_data
        if not facts.get("measure") or not facts.get("cny_per_unit"):
            return None
        return {"measure": facts["measure"], "cny_per_unit": facts["cny_per_unit"]}


Lines = forms.formset_factory(LineForm, extra=3, max_num=80, absolute_max=80)
Rates = forms.formset_factory(RateForm, extra=1, max_num=12, absolute_max=12)


class WindowForm(forms.Form):
    window_days = forms.IntegerField(
        label=gettext_lazy("A customer's sums are added up over (days)"), min_value=1, max_value=366
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ActivateLimitsForm(forms.Form):
    reason = text(gettext_lazy("Why the limits change"), limit=500)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class LimitForms:
    """The three forms of one draft as one."""

    def __init__(self, version, posted=None):
        people = {one.pk: one for one in User.objects.filter(role__in=HOLDERS, is_active=True).order_by("role", "name")}
        departments = {one.pk: one for one in Department.objects.filter(is_active=True)}
        self.window = WindowForm(posted, initial={"window_days": version.window_days, "seen": version.edits})
        kwargs = {"people": people, "departments": departments}
        self.lines = Lines(
            posted, prefix="line", initial=[_initial(one) for one in lines_of(version)], form_kwargs=kwargs
        )
        rates = [{"measure": one.measure, "cny_per_unit": one.cny_per_unit.normalize()} for one in version.rates.all()]
        self.rates = Rates(posted, prefix="rate", initial=rates)

    def is_valid(self):
        return all([self.window.is_valid(), self.lines.is_valid(), self.rates.is_valid()])

    def facts(self):
        return {
            "limits": [row for form in self.lines for row in form.rows()],
            "rates": [row for form in self.rates if (row := form.row())],
            **self.window.cleaned_data,
        }


def _initial(line):
    limit = line.limit
    kind, key = next(
        (kind, key)
        for kind, key in (("role", limit.role), ("person", limit.person_id), ("department", limit.department_id))
        if key
    )
    return {
        "holder": f"{kind}:{key}",
        "measure": line.measure,
        "starts_on": limit.starts_on,
        "ends_on": limit.ends_on,
        **{str(bound): cny for bound, cny in line.sums.items()},
    }
