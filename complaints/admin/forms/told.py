"""Steps whose words the customer reads: looked over while typing and again when sent (COM-3)."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.steps import Step, StepForm, register
from complaints.services.messages import BY_HAND, way_of
from complaints.services.words import LONGEST_REASON, findings_in, looks_at, promises_in, told_moment
from complaints.services.writing import LONGEST_MESSAGE, write
from complaints.states import PRIVATE_CHANNELS, PreferredChannel


class TellingForm(StepForm):
    """`told` begins the names of the fields the customer reads; `override` is asked for when words were found."""

    told: tuple[str, ...] = ()
    override = forms.CharField(
        label=gettext_lazy("Send it as it is, because"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("The reason is recorded with the words."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.mark_told()

    def mark_told(self):
        """Have the told fields looked over while typing; again for a form that adds fields of its own."""
        for name in self._told_fields():
            self.fields[name].widget.attrs["data-told"] = ""

    @property
    def asks_override(self):
        """Whether what was typed holds words to look over."""
        if not self.is_bound:
            return False
        return bool(self.findings(*(self[name].value() or "" for name in self._told_fields())))

    def findings(self, *texts):
        """What its service would find in `texts`."""
        return findings_in(*texts, now=timezone.now())

    def _told_fields(self):
        return [name for name in self.fields if name.startswith(self.told)]


class WriteForm(TellingForm):
    told = ("text",)

    text = text(
        gettext_lazy("Message"),
        rows=6,
        limit=LONGEST_MESSAGE,
        help_text=gettext_lazy("The customer reads it on the tracking page, and gets it on the preferred channel."),
        attrs={"data-promises": ""},
    )
    tells_direction = forms.BooleanField(
        label=gettext_lazy("It tells the customer which way we will solve it"), required=False
    )
    keep_promises = forms.BooleanField(
        label=gettext_lazy("The times I name are promises"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Each becomes a deadline in your queue, for example “today 15:30” or “within 2 hours”."),
    )

    def findings(self, *texts):
        return [*super().findings(*texts), *looks_at(self.complaint, " ".join(texts), by=self.user).findings]

    @property
    def caution(self):
        """What to mind before writing: where others read along, they read this too."""
        if self.complaint.channel in PRIVATE_CHANNELS or way_of(self.complaint, BY_HAND) != PreferredChannel.THREAD:
            return ""
        return _(
            "This reply is public: it appears under the customer's post (%(channel)s). "
            "Write no names, numbers, order details or sums."
        ) % {"channel": self.complaint.get_channel_display()}

    def run(self, *, by, now, seen):
        self.promised = promises_in(self.cleaned_data["text"], now=now) if self.cleaned_data["keep_promises"] else []
        return write(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        if not self.promised:
            return _("Sent.")
        times = _(", ").join(told_moment(moment.at) for moment in self.promised)
        return _("Sent. Promised to the customer, and now a deadline: %(times)s.") % {"times": times}


register(
    Step(
        name="write",
        label=gettext_lazy("Write to the customer"),
        right="complaints.write_message",
        possible=lambda complaint, user: complaint.is_open,
        form=WriteForm,
        weight=98,
    )
)
