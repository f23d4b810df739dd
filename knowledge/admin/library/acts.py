"""What can be done with a version on its page; each form calls one service and lets refusals through."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints.admin.forms.fields import text
from knowledge.models import VersionState
from knowledge.services.library import freshness, usage, workflow, writing


class Act(forms.Form):
    """`states` are those in which it is offered, `right` whose it is, `title` what its button says."""

    states, right, title, hint = (), "", "", ""

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.version, self.label_suffix = version, ""

    def run(self, *, by, now):
        raise NotImplementedError

    def done(self):
        return _("Saved.")

    @classmethod
    def is_offered(cls, version, user):
        return version.state in cls.states and user.has_perm(cls.right)

    @property
    def _row(self):
        return type(self.version), self.version.pk


class SubmitAct(Act):
    states, right, title = (VersionState.DRAFT,), "knowledge.write_library", gettext_lazy("Hand in for review")
    hint = gettext_lazy("Another person than the authors looks at it and publishes it.")

    @classmethod
    def is_offered(cls, version, user):
        return super().is_offered(version, user) and version.is_confirmed

    def run(self, *, by, now):
        return workflow.submit(*self._row, by=by, now=now)

    def done(self):
        return _("Handed in for review.")


class PublishAct(Act):
    states, right = (VersionState.IN_REVIEW,), "knowledge.review_library"
    title = pgettext_lazy("library", "Publish")
    hint = gettext_lazy("Everybody at the desk finds it from now on.")
    note = text(gettext_lazy("Note"), rows=2, required=False)

    def run(self, *, by, now):
        return workflow.publish(*self._row, note=self.cleaned_data["note"], by=by, now=now)

    def done(self):
        return _("Published.")


class GiveBackAct(Act):
    states, right, title = (VersionState.IN_REVIEW,), "knowledge.review_library", gettext_lazy("Give back")
    note = text(gettext_lazy("What is to be changed"), rows=2)

    def run(self, *, by, now):
        return workflow.give_back(*self._row, note=self.cleaned_data["note"], by=by, now=now)


class TakeBackAct(Act):
    states, right = (VersionState.IN_REVIEW,), "knowledge.write_library"
    title = gettext_lazy("Take back into the draft")

    def run(self, *, by, now):
        return workflow.take_back(*self._row, by=by, now=now)


class ReviseAct(Act):
    states, right = (VersionState.PUBLISHED, VersionState.RETIRED), "knowledge.write_library"
    title = gettext_lazy("Begin a new version from this one")
    hint = gettext_lazy("What is published stays in the library until the new version replaces it.")

    def run(self, *, by, now):
        return writing.revise(*self._row, by=by, now=now)

    def done(self):
        return _("A new draft with these words.")


class StillRightAct(Act):
    states, right, title = (VersionState.PUBLISHED,), "knowledge.review_library", gettext_lazy("Still right")
    hint = gettext_lazy("You read it and it holds; it is looked at again in half a year.")

    def run(self, *, by, now):
        return freshness.confirm(*self._row, by=by, now=now)


class RetireAct(Act):
    states, right = (VersionState.DRAFT, VersionState.PUBLISHED), "knowledge.retire_library"
    title = pgettext_lazy("library", "Retire")
    hint = gettext_lazy("It leaves the library. Where it was used it stays readable.")
    reason = text(gettext_lazy("Reason"), rows=2, limit=500)

    def run(self, *, by, now):
        return workflow.retire(*self._row, reason=self.cleaned_data["reason"], by=by, now=now)

    def done(self):
        return _("Retired.")


class VoteAct(Act):
    states, right, title = (VersionState.PUBLISHED,), "knowledge.use_library", gettext_lazy("Did it help?")
    is_useful = forms.TypedChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[("yes", gettext_lazy("helped")), ("no", gettext_lazy("did not help"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    comment = text(gettext_lazy("What is missing"), rows=2, limit=500, required=False)

    def run(self, *, by, now):
        return usage.vote(self.version, **self.cleaned_data, by=by, now=now)

    def done(self):
        return _("Thank you. The owner sees it.")


ACTS = {
    "submit": SubmitAct,
    "publish": PublishAct,
    "give-back": GiveBackAct,
    "take-back": TakeBackAct,
    "vote": VoteAct,
    "still-right": StillRightAct,
    "revise": ReviseAct,
    "retire": RetireAct,
}


def acts_for(version, user, *, bound=None):
    """Name and form of what `user` may do with the version now; `bound`, one that was refused, in its place."""
    for name, act in ACTS.items():
        if act.is_offered(version, user):
            yield name, bound if type(bound) is act else act(version=version, auto_id=f"{name}_%s")
