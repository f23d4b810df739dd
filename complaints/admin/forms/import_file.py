"""Bringing a file, and saying what its columns are."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from complaints.imports.fields import LABELS
from complaints.models import ImportBatch, ImportMapping, Policy
from complaints.states import Channel

#: In the order in which a person goes through them; each is a group of fields with a name.
GROUPS = (
    (_("What happened"), ("subject", "description", "occurred_at", "product", "place", "category", "order_number")),
    (_("Who complains"), ("name", "phone", "email", "wechat", "account", "tier")),
    (_("What is wanted"), ("demand", "demand_note", "demand_cny", "emotion")),
    (_("Where it comes from"), ("external_id", "origin_url")),
)


class OriginForm(forms.Form):
    """What one file has in common."""

    preset = ImportBatch._meta.get_field("preset").formfield(label=_("Preset"))
    channel = ImportBatch._meta.get_field("channel").formfield(
        label=_("Channel"),
        help_text=_("Where the customers spoke. On platforms, in reviews and media they leave no contact."),
    )


class UploadForm(OriginForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel workbook (.xlsx), up to 80 MB and 200,000 rows. Encoding and headings are found out."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    field_order = ["file", "preset", "channel"]

    def __init__(self, *args, user, **kwargs):
        policy = Policy.objects.activated().filter(team=user.team_id).first() if user.team_id else None
        initial = {"channel": Channel.PLATFORM, "preset": policy.preset if policy else ""}
        super().__init__(*args, initial=initial, **kwargs)


class ColumnsForm(OriginForm):
    """One choice per field: the heading it is read from, shown with what stands below it."""

    remembered_as = ImportMapping._meta.get_field("name").formfield(
        label=_("Name for these columns"),
        required=False,
        help_text=_("For example the platform the file comes from. The next file of this kind is proposed under it."),
    )

    def __init__(self, *args, batch, **kwargs):
        source = batch.mapping_source
        initial = {"preset": batch.preset, "channel": batch.channel, "remembered_as": source.name if source else ""}
        super().__init__(*args, initial=initial, **kwargs)
        choices = [("", "—"), *((heading, _told(heading, cells)) for heading, cells in _columns(batch))]
        for field, label in LABELS.items():
            self.fields[field] = forms.ChoiceField(
                label=capfirst(label), choices=choices, required=False, initial=batch.mapping.get(field, "")
            )

    def groups(self):
        return [(label, [self[field] for field in fields]) for label, fields in GROUPS]

    def mapping(self):
        return {field: self.cleaned_data[field] for field in LABELS}


def _columns(batch):
    return zip(batch.headings, batch.samples or [[]] * len(batch.headings), strict=True)


def _told(heading, cells):
    return f"{heading} · {cells[0]}" if cells else heading
