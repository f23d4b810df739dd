from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.solution import ReasonForm
from complaints.admin.steps import Place, Step, register
from complaints.models import Policy
from complaints.services.repinning import repin


class RepinStepForm(ReasonForm):
    def run(self, *, by, now, seen):
        return repin(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Deadlines counted anew by version %(version)s of the rules.") % {"version": result.policy.version}


def _is_behind(complaint, user):
    """Whether newer rules are in force than the complaint was received under."""
    current = Policy.in_force(complaint.policy.preset, timezone.now())
    return complaint.is_open and current.pk != complaint.policy_id


register(
    Step(
        name="repin",
        label=gettext_lazy("Apply today's rules"),
        right="complaints.repin_complaint",
        possible=_is_behind,
        form=RepinStepForm,
        weight=242,
        place=Place.MORE,
        explanation=gettext_lazy(
            "The complaint was received under older rules. Its open deadlines are counted anew from their start; "
            "what was met stays met."
        ),
    )
)
