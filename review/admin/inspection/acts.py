"""What may be done with one inspection: each a form, a right and a service."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from review.admin.inspection.marks_form import MarksForm, marks_of
from review.models import AssessmentKind, InspectionState
from review.services.inspection import appeals, scoring
from review.services.inspection.impartial import open_to

_S = InspectionState


class Act:
    """`states` are those it is possible in, `right` whose it is, `title` what its button says."""

    states: tuple = ()
    right, title, hint = "", "", ""
    #: Whether it needs somebody who had no part in the complaint and has not spoken yet.
    is_judging = True

    def __init__(self, inspection, data=None):
        self.inspection, self.form = inspection, self.form_of(inspection, data)

    @classmethod
    def is_open_to(cls, inspection, user):
        if inspection.state not in cls.states or not user.has_perm(cls.right):
            return False
        rows = type(inspection).objects.filter(pk=inspection.pk)
        return not cls.is_judging or open_to(rows, user).exists()

    def form_of(self, inspection, data):
        raise NotImplementedError

    def run(self, *, by, now):
        raise NotImplementedError

    def done(self):
        return _("Saved.")


class ScoreAct(Act):
    states, right, title = (_S.WAITING, _S.SECOND), "review.score_inspection", gettext_lazy("Save and go on")

    def form_of(self, inspection, data):
        return MarksForm(data, criteria=list(inspection.round.sheet.criteria.all()), auto_id="score_%s")

    def run(self, *, by, now):
        marks, comment = self.form.marks(), self.form.cleaned_data["comment"]
        self.inspection = scoring.score(self.inspection.pk, marks=marks, comment=comment, by=by, now=now)

    def done(self):
        if self.inspection.state == _S.SECOND:
            return _("Kept. A second inspector scores it without seeing yours.")
        if self.inspection.state == _S.APART:
            return _("The two opinions are apart; somebody else settles them.")
        return _("Scored: %(score)s.") % {"score": self.inspection.score}


class SettleAct(Act):
    states, right, title = (_S.APART,), "review.settle_inspection", gettext_lazy("Settle")
    hint = gettext_lazy("Your marks count. They begin as the first inspector's; say why at the end.")

    def form_of(self, inspection, data):
        first = next(one for one in inspection.assessments.all() if one.kind == AssessmentKind.FIRST)
        criteria = list(inspection.round.sheet.criteria.all())
        return MarksForm(data, criteria=criteria, start=marks_of(first), comment_needed=True, auto_id="settle_%s")

    def run(self, *, by, now):
        marks, comment = self.form.marks(), self.form.cleaned_data["comment"]
        self.inspection = scoring.settle(self.inspection.pk, marks=marks, comment=comment, by=by, now=now)

    def done(self):
        return _("Settled: %(score)s.") % {"score": self.inspection.score}


class _ReasonForm(forms.Form):
    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["reason"] = text(label, rows=3)


class AppealAct(Act):
    states, right, title = (_S.DONE,), "review.appeal_inspection", gettext_lazy("Appeal")
    is_judging = False

    @classmethod
    def is_open_to(cls, inspection, user):
        return super().is_open_to(inspection, user) and inspection.agent_id == user.pk

    def form_of(self, inspection, data):
        return _ReasonForm(data, label=gettext_lazy("Which line is wrong, and where the record shows it"))

    def run(self, *, by, now):
        appeals.appeal(self.inspection.pk, reason=self.form.cleaned_data["reason"], by=by, now=now)

    def done(self):
        return _("Somebody who has not scored it decides; you are told.")


class RejectAct(Act):
    states, right, title = (_S.APPEALED,), "review.decide_inspection_appeal", gettext_lazy("Reject, the score stands")

    def form_of(self, inspection, data):
        return _ReasonForm(data, label=gettext_lazy("Why the score stands"))

    def run(self, *, by, now):
        appeals.decide_appeal(self.inspection.pk, decision=self.form.cleaned_data["reason"], by=by, now=now)


class GrantAct(Act):
    states, right, title = (_S.APPEALED,), "review.decide_inspection_appeal", gettext_lazy("Grant with these marks")
    hint = gettext_lazy("The marks begin as they stand. Change those the appeal is right about, and say why.")

    def form_of(self, inspection, data):
        standing = list(inspection.assessments.all())[-1]
        criteria = list(inspection.round.sheet.criteria.all())
        return MarksForm(data, criteria=criteria, start=marks_of(standing), comment_needed=True, auto_id="grant_%s")

    def run(self, *, by, now):
        said = self.form.cleaned_data["comment"]
        appeals.decide_appeal(self.inspection.pk, decision=said, marks=self.form.marks(), by=by, now=now)


class SetAsideAct(Act):
    states, right, title = (_S.WAITING,), "review.score_inspection", gettext_lazy("Leave it out of the round")

    def form_of(self, inspection, data):
        return _ReasonForm(data, label=gettext_lazy("Why it is left out"))

    def run(self, *, by, now):
        scoring.set_aside(self.inspection.pk, reason=self.form.cleaned_data["reason"][:300], by=by, now=now)


ACTS = {
    "score": ScoreAct,
    "settle": SettleAct,
    "appeal": AppealAct,
    "grant": GrantAct,
    "reject": RejectAct,
    "set-aside": SetAsideAct,
}
#: Those whose form is the sheet.
ON_THE_SHEET = ("score", "settle", "grant")
