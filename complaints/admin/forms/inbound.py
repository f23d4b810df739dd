"""What the desk decides about a letter: a complaint of its own, the words of another one, or nothing."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import CategoryField, text
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import Inbound
from complaints.services.inbound import description_of, subject_of
from complaints.services.inbound_steps import join, open_as, set_aside
from complaints.states import Demand, Preset, Urgency


class LetterForm(forms.Form):
    """`run` calls its one service and answers with the sentence to show."""

    explanation = ""

    def __init__(self, *args, letter, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.letter = letter


class OpenForm(LetterForm):
    title = gettext_lazy("Open as a complaint")

    subject = forms.CharField(label=gettext_lazy("In a few words"), max_length=120)
    description = text(gettext_lazy("What happened"), rows=8, limit=10_000)
    preset = forms.ChoiceField(label=gettext_lazy("Line of business"), choices=Preset)
    demand = forms.ChoiceField(label=gettext_lazy("Demand"), choices=Demand)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Fast lane"), choices=[("", gettext_lazy("No")), *Urgency.choices], required=False
    )

    def __init__(self, *args, letter, **kwargs):
        super().__init__(*args, letter=letter, **kwargs)
        self.fields["category"] = CategoryField(required=False)
        self.initial |= {
            "subject": subject_of(letter),
            "description": description_of(letter),
            "preset": letter.preset,
            "demand": Demand.OTHER,
        }

    def clean(self):
        facts = super().clean()
        category = facts.get("category")
        if category and category.preset != facts.get("preset"):
            self.add_error("category", _("This category belongs to another line of business."))
        return facts

    def run(self, *, by, now):
        complaint = open_as(self.letter.pk, **self.cleaned_data, by=by, now=now)
        return _("Complaint %(number)s is open.") % {"number": complaint.number}


class JoinForm(LetterForm):
    title = gettext_lazy("Join to a complaint")
    explanation = gettext_lazy("It then counts as what the customer said. Join it only if you know who wrote it.")

    number = forms.CharField(
        label=gettext_lazy("Complaint number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, letter, **kwargs):
        super().__init__(*args, letter=letter, **kwargs)
        if letter.complaint_id:
            self.initial["number"] = letter.complaint.number

    def run(self, *, by, now):
        complaint = join(self.letter.pk, number=self.cleaned_data["number"], by=by, now=now)
        return _("The letter stands with complaint %(number)s now.") % {"number": complaint.number}


class AsideForm(LetterForm):
    title = gettext_lazy("Set the letter aside")

    reason = text(gettext_lazy("Why nothing is done about it"), rows=2, limit=300)

    def run(self, *, by, now):
        set_aside(self.letter.pk, reason=self.cleaned_data["reason"], by=by, now=now)
        return _("The letter is set aside.")


#: By the name of the step in the address.
FORMS = {"open": OpenForm, "join": JoinForm, "aside": AsideForm}


def held_letters(complaint):
    """Letters that nobody has decided about and that claim to belong to `complaint`; read once for step and panel."""
    if "held_letters" not in complaint.__dict__:
        held = Inbound.objects.filter(complaint=complaint).undecided().order_by("received_at", "pk")
        complaint.held_letters = list(held.prefetch_related("files"))
    return complaint.held_letters


class _HeldForm(StepForm):
    letter = forms.ChoiceField(label=gettext_lazy("Letter"))

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["letter"].choices = [(one.pk, str(one)) for one in held_letters(complaint)]


class JoinHeldForm(_HeldForm):
    """Somebody at the desk knows that it is the customer who wrote."""

    def run(self, *, by, now, seen):
        return join(self.cleaned_data["letter"], number=self.complaint.number, by=by, now=now)

    def done(self, result):
        return _("The letter counts as the customer's words now.")


class AsideHeldForm(_HeldForm):
    reason = text(gettext_lazy("Why nothing is done about it"), rows=2, limit=300)

    def run(self, *, by, now, seen):
        return set_aside(self.cleaned_data["letter"], reason=self.cleaned_data["reason"], by=by, now=now)

    def done(self, result):
        return _("The letter is set aside.")


def _holds_letters(complaint, user):
    return bool(held_letters(complaint))


for _step in (
    Step(
        name="join-letter",
        label=gettext_lazy("Join as the customer's words"),
        right="complaints.sort_inbound",
        possible=lambda complaint, user: complaint.is_open and _holds_letters(complaint, user),
        form=JoinHeldForm,
        weight=410,
        place=Place.PANEL,
        explanation=gettext_lazy(
            "Nothing proves who sent it. Ask the customer by a number or an address you know before you join it."
        ),
    ),
    Step(
        name="set-letter-aside",
        label=gettext_lazy("Set the letter aside"),
        right="complaints.sort_inbound",
        possible=_holds_letters,
        form=AsideHeldForm,
        weight=411,
        place=Place.PANEL,
    ),
):
    register(_step)
