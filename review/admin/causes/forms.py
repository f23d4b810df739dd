"""What the page of an analysis asks; each form calls one service and lets refusals through."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import RIGHTS, Role
from complaints.admin.forms.fields import DepartmentField, text
from complaints.errors import RuleBroken
from complaints.models import Complaint
from review.models import Branch, CauseCode, RootCauseState
from review.services.causes import analysis, members

_OPEN, _CONCLUDED = (RootCauseState.OPEN,), (RootCauseState.CONCLUDED,)
_ROLES = tuple(role for role in Role if "review.analyse_cause" in RIGHTS[role])


class AnalystField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        people = User.objects.filter(role__in=_ROLES, is_active=True).order_by("role", "name")
        super().__init__(people, empty_label=gettext_lazy("Choose …"), **kwargs)

    def label_from_instance(self, person):
        return f"{person} · {person.get_role_display()}"


class CodeField(forms.ModelChoiceField):
    """The coded causes in use, under their branches once `suit` was told the category."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Coded cause"))
        codes = CauseCode.objects.filter(is_active=True).order_by("branch", "position", "code")
        super().__init__(codes, empty_label=gettext_lazy("Choose …"), **kwargs)

    def suit(self, category):
        """Offer what suits `category`: codes of every category, its own, and those of the one above it."""
        suiting = {None, category.pk, category.parent_id}
        order = list(Branch.values)
        codes = sorted(
            (code for code in self.queryset if code.category_id in suiting),
            key=lambda code: (order.index(code.branch), code.position),
        )
        groups = groupby(codes, key=lambda code: code.get_branch_display())
        self.choices = [
            ("", _("Choose …")),
            *((str(branch), [(code.pk, str(code)) for code in of_branch]) for branch, of_branch in groups),
        ]


class CauseForm(forms.Form):
    """`states` are those in which it is asked, `right` whose it is, `title` what its button says."""

    states, right, title, hint = _OPEN, "review.analyse_cause", "", ""
    #: The version of the analysis it was drawn from.
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, analysis, **kwargs):
        super().__init__(*args, **kwargs)
        self.analysis, self.label_suffix = analysis, ""
        self.initial.setdefault("seen", analysis.events_count)
        self.prepare()

    def prepare(self):
        """Fill in what the analysis knows."""

    def redrawn(self, fresh):
        """Shown again after a refusal over the analysis as it is now; what was typed stays."""
        self.analysis = fresh
        self.data = self.data.copy()
        self.data["seen"] = fresh.events_count

    def facts(self):
        return dict(self.cleaned_data)

    def run(self, *, by, now):
        raise NotImplementedError

    def done(self, result):
        return _("Saved.")


class WhyForm(CauseForm):
    number = forms.IntegerField(widget=forms.HiddenInput)
    answer = text(gettext_lazy("Because"), rows=2, limit=300)
    evidence = text(gettext_lazy("How we know"), rows=1, limit=500, required=False)

    def run(self, *, by, now):
        return analysis.answer_why(self.analysis.pk, **self.facts(), by=by, now=now)

    def done(self, result):
        return _("Saved. The answer is the next question.")


class TakeBackForm(CauseForm):
    title = gettext_lazy("Take the last answer back")

    def run(self, *, by, now):
        return analysis.take_back_why(self.analysis.pk, **self.facts(), by=by, now=now)


class BoneForm(CauseForm):
    title = gettext_lazy("Put on the fishbone")
    branch = forms.ChoiceField(label=gettext_lazy("Branch"), choices=Branch)
    text = forms.CharField(label=gettext_lazy("Possible cause"), max_length=80)
    is_main = forms.BooleanField(label=gettext_lazy("Contributed for certain"), required=False)

    def run(self, *, by, now):
        return analysis.put_on_bone(self.analysis.pk, **self.facts(), by=by, now=now)


class OffBoneForm(CauseForm):
    title = gettext_lazy("Take off")
    cause_id = forms.IntegerField(widget=forms.HiddenInput)

    def run(self, *, by, now):
        return analysis.take_off_bone(self.analysis.pk, **self.facts(), by=by, now=now)


class MemberForm(CauseForm):
    states, title = (*_OPEN, *_CONCLUDED), gettext_lazy("Add a complaint")
    hint = gettext_lazy("A complaint with the same cause; where the cause is known already, it gets it at once.")
    number = forms.CharField(label=gettext_lazy("Complaint number"), max_length=20)

    def run(self, *, by, now):
        complaint = Complaint.objects.visible_to(by).filter(number=self.cleaned_data["number"].strip()).first()
        if complaint is None:
            raise RuleBroken(_("There is no complaint of this number that you may see."))
        return members.join(complaint.pk, analysis=self.analysis, by=by, now=now)

    def done(self, result):
        return _("Added.")


class LeaveForm(CauseForm):
    states, title = (*_OPEN, *_CONCLUDED), gettext_lazy("Take a complaint out")
    number = forms.CharField(label=gettext_lazy("Complaint number"), max_length=20)
    reason = text(gettext_lazy("Why its cause is another one"), rows=2, limit=300)

    def run(self, *, by, now):
        number, reason = self.cleaned_data["number"].strip(), self.cleaned_data["reason"]
        member = self.analysis.members.present().filter(complaint__number=number).first()
        if member is None:
            raise RuleBroken(_("There is no complaint of this number in the analysis."))
        return members.leave(member.complaint_id, reason=reason, by=by, now=now)

    def done(self, result):
        return _("Taken out.")


class RenameForm(CauseForm):
    title = gettext_lazy("Problem and lead")
    problem = text(gettext_lazy("What went wrong, in one sentence"), rows=2, limit=200)
    lead = AnalystField(label=gettext_lazy("Who leads the analysis"))

    def prepare(self):
        self.initial.setdefault("problem", self.analysis.problem)
        self.initial.setdefault("lead", self.analysis.lead_id)

    def run(self, *, by, now):
        return analysis.name_problem(self.analysis.pk, **self.facts(), by=by, now=now)


class ConcludeForm(CauseForm):
    right, title = "review.conclude_cause", gettext_lazy("Conclude the analysis")
    hint = gettext_lazy("The cause goes onto the record of every complaint here, and the analysis they owe is done.")
    code = CodeField()
    cause = text(gettext_lazy("Root cause, in one or two sentences"), rows=3, limit=2_000)
    department = DepartmentField(label=gettext_lazy("Responsible department"))
    stopped_because = forms.CharField(
        label=gettext_lazy("Why fewer than five questions are enough"), max_length=300, required=False
    )

    def prepare(self):
        whys = list(self.analysis.whys.all())
        self.fields["code"].suit(self.analysis.category)
        if whys:
            self.initial.setdefault("cause", whys[-1].answer)
        self.initial.setdefault("department", self.analysis.department_id or self.analysis.category.department_id)
        self.initial.setdefault("code", self.analysis.code_id)
        if len(whys) >= analysis.USUAL_WHYS:
            del self.fields["stopped_because"]

    def run(self, *, by, now):
        return analysis.conclude(self.analysis.pk, **self.facts(), by=by, now=now)

    def done(self, result):
        return _("Concluded. Plan what shall be improved next.")


class TakeUpForm(CauseForm):
    states, right, title = _CONCLUDED, "review.conclude_cause", gettext_lazy("Take the analysis up again")
    reason = text(gettext_lazy("Why the cause is looked for again"), rows=2, limit=300)

    def run(self, *, by, now):
        return analysis.take_up(self.analysis.pk, **self.facts(), by=by, now=now)


FORMS = {
    "why": WhyForm,
    "take-back": TakeBackForm,
    "bone": BoneForm,
    "off-bone": OffBoneForm,
    "conclude": ConcludeForm,
    "add": MemberForm,
    "remove": LeaveForm,
    "rename": RenameForm,
    "take-up": TakeUpForm,
}
#: Drawn in the column beside the page; the others stand where what they change stands.
ASIDE = ("conclude", "add", "remove", "rename", "take-up")


def is_open_to(form, found, user):
    return found.state in form.states and user.has_perm(form.right)


def aside_forms(found, user, *, bound=None):
    """Name and form of what `user` may do with the analysis now; `bound`, one that was refused, in its place."""
    for name in ASIDE:
        form = FORMS[name]
        if is_open_to(form, found, user):
            yield name, bound if type(bound) is form else form(analysis=found, auto_id=f"{name}_%s")
