"""What an incident's page asks; each form calls one service and lets refusals through."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import RIGHTS, Role
from complaints.admin.forms.fields import DepartmentField, text
from complaints.imports.reading import CPU_SECONDS_OF_A_REQUEST, reading
from complaints.states import Responsibility
from escalation.models import IncidentState, ResponsePart
from escalation.services.incidents import affected, response

_CANDIDATE, _HANDLED = (IncidentState.CANDIDATE,), (IncidentState.CONFIRMED, IncidentState.FIXED)
_ROLES = tuple(role for role in Role if "escalation.respond_incident" in RIGHTS[role])


class _PersonField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        people = User.objects.filter(role__in=_ROLES, is_active=True).order_by("role", "name")
        super().__init__(people, empty_label=gettext_lazy("Choose …"), **kwargs)

    def label_from_instance(self, person):
        return f"{person} · {person.get_role_display()}"


class IncidentForm(forms.Form):
    """`states` are those in which it is asked, `right` whose it is, `title` what its button says."""

    states, right, title, tone, hint = _HANDLED, "escalation.respond_incident", "", "", ""
    #: Whether only the response team sees it.
    is_of_team = False

    def __init__(self, *args, incident, **kwargs):
        super().__init__(*args, prefix=kwargs.pop("prefix", None), **kwargs)
        self.incident, self.label_suffix = incident, ""
        self.prepare()

    def prepare(self):
        """Fill in what the incident knows."""

    def run(self, *, by, now):
        raise NotImplementedError

    def done(self, result):
        return _("Saved.")


class ConfirmForm(IncidentForm):
    states, right, title = _CANDIDATE, "escalation.confirm_incident", gettext_lazy("Confirm the incident")
    hint = gettext_lazy("Every member becomes part of a group, and later complaints like these join by themselves.")
    name = forms.CharField(label=gettext_lazy("Name of the incident"), max_length=120)
    lead = _PersonField(label=gettext_lazy("Who leads the response"))

    def prepare(self):
        self.initial.setdefault("name", self.incident.title)

    def run(self, *, by, now):
        facts = self.cleaned_data
        return response.confirm(self.incident.pk, title=facts["name"], lead=facts["lead"], by=by, now=now)

    def done(self, result):
        return _("Confirmed. The members are told apart from now on; write the statement next.")


class DismissForm(IncidentForm):
    states, right, title = _CANDIDATE, "escalation.confirm_incident", gettext_lazy("No incident")
    reason = text(gettext_lazy("Why this is no incident"), rows=2, limit=500)

    def run(self, *, by, now):
        return response.dismiss(self.incident.pk, **self.cleaned_data, by=by, now=now)

    def done(self, result):
        return _("Dismissed. These complaints are not suspected again.")


class ResponderForm(IncidentForm):
    title = gettext_lazy("Name somebody to the team")
    person = _PersonField(label=gettext_lazy("Person"))
    part = forms.ChoiceField(label=gettext_lazy("Part"), choices=ResponsePart)

    def run(self, *, by, now):
        return response.name_responder(self.incident.pk, **self.cleaned_data, by=by, now=now)


class StatementForm(IncidentForm):
    title, is_of_team = gettext_lazy("Write the statement"), True
    hint = gettext_lazy("It goes to every member in these words, once another member of the team approved it.")
    words = text(gettext_lazy("What the customers read"), rows=4, limit=1_000)
    override = forms.CharField(label=gettext_lazy("Why the words stay as they are"), max_length=300, required=False)

    def prepare(self):
        latest = self.incident.statements.first()
        self.initial.setdefault("words", latest.text if latest else "")

    def run(self, *, by, now):
        facts = self.cleaned_data
        return response.write_statement(
            self.incident.pk, text=facts["words"], override=facts["override"], by=by, now=now
        )

    def done(self, result):
        return _("Written. Another member of the response team approves it.")


class ApproveStatementForm(IncidentForm):
    title, is_of_team = gettext_lazy("Approve and send to every member"), True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self):
        latest = self.incident.statements.first()
        self.initial.setdefault("version", latest.version if latest else None)

    def run(self, *, by, now):
        return response.approve_statement(self.incident.pk, **self.cleaned_data, by=by, now=now)

    def done(self, result):
        return _("Approved; it goes to every member now.")


class FixForm(IncidentForm):
    states, right, title = (IncidentState.CONFIRMED,), "escalation.announce_fix", gettext_lazy("Announce the fix")
    hint = gettext_lazy("Members under investigation get this as their report; each still gets its own solution.")
    facts = text(gettext_lazy("Facts verified"), rows=2, limit=5_000)
    cause = text(gettext_lazy("Cause"), rows=2, limit=5_000)
    department = DepartmentField(label=gettext_lazy("Responsible department"))
    responsibility = forms.ChoiceField(label=gettext_lazy("Responsibility"), choices=Responsibility)
    suggestion = text(gettext_lazy("Suggested handling"), rows=2, limit=5_000)

    def run(self, *, by, now):
        return response.announce_fix(self.incident.pk, **self.cleaned_data, by=by, now=now)

    def done(self, result):
        return _("Announced; the members move on together.")


class CloseForm(IncidentForm):
    right, title = "escalation.confirm_incident", gettext_lazy("Close the incident")
    result = text(gettext_lazy("How it ended"), rows=2)

    def run(self, *, by, now):
        return response.close(self.incident.pk, **self.cleaned_data, by=by, now=now)


class PeopleForm(IncidentForm):
    title, is_of_team = gettext_lazy("List affected customers"), True
    hint = gettext_lazy("A CSV or Excel file: the first column a telephone or e-mail address, the second a name.")
    file = forms.FileField(label=gettext_lazy("File"))

    def run(self, *, by, now):
        with reading(self.cleaned_data["file"], seconds=CPU_SECONDS_OF_A_REQUEST) as table:
            rows = [list(row.values.values()) for row in table]
        people = [(cells[1] if len(cells) > 1 else "", affected.contacts_of(cells[0])) for cells in rows if cells]
        return affected.list_people(self.incident.pk, people=people, by=by, now=now)

    def done(self, result):
        return _("Listed: %(count)s. Who complained already, or was listed before, is left out.") % {"count": result}


class BuyersForm(IncidentForm):
    title, is_of_team = gettext_lazy("List who ordered it"), True
    product = forms.CharField(label=gettext_lazy("Product"), max_length=200)
    since = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def prepare(self):
        self.initial.setdefault("product", self.incident.product)

    def run(self, *, by, now):
        return affected.list_buyers(self.incident.pk, **self.cleaned_data, by=by, now=now)

    def done(self, result):
        return _("Listed: %(count)s. Who complained already, or was listed before, is left out.") % {"count": result}


FORMS = {
    "confirm": ConfirmForm,
    "dismiss": DismissForm,
    "approve-statement": ApproveStatementForm,
    "statement": StatementForm,
    "fix": FixForm,
    "responder": ResponderForm,
    "buyers": BuyersForm,
    "people": PeopleForm,
    "close": CloseForm,
}


def forms_for(incident, user, *, bound=None):
    """Name and form of what `user` may do with `incident` now; `bound`, one that was refused, in its place."""
    responders = {responder.person_id for responder in incident.responders.all()}
    for name, form in FORMS.items():
        if incident.state not in form.states or not user.has_perm(form.right):
            continue
        if form.is_of_team and user.pk not in responders:
            continue
        if name == "approve-statement" and not _is_approvable(incident, user):
            continue
        yield name, bound if bound and type(bound) is form else form(incident=incident, auto_id=f"{name}_%s")


def _is_approvable(incident, user):
    latest = incident.statements.first()
    return latest is not None and latest.approved_at is None and latest.written_by_id != user.pk
