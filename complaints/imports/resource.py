"""A row as django-import-export reads it: each fact by its field and widget, every wrong cell named at once."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import Resource

from complaints.crypto.contact import ContactKind
from complaints.imports import widgets
from complaints.models import Category, Complaint, Order
from complaints.states import Demand, Emotion, Tier

_WORDS = tomllib.loads((Path(__file__).parent / "choices.toml").read_text(encoding="utf-8"))
_LONGEST_NAME = 60
_LONGEST_CONTACT = 120
_LONGEST_SUBJECT = 1_000


@dataclass
class Facts:
    """What one row says, understood but not yet weighed."""

    external_id: str = ""
    subject: str = ""
    description: str = ""
    occurred_at: datetime | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    wechat: str = ""
    account: str = ""
    order_number: str = ""
    product: str = ""
    place: str = ""
    category: Category | None = None
    demand: str = Demand.OTHER
    demand_note: str = ""
    demand_cny: Decimal | None = None
    emotion: Emotion = Emotion.CALM
    tier: str = ""
    origin_url: str = ""


class FactsResource(Resource):
    """Reads `{field: cell}` into `Facts`; raises ValidationError with a sentence per field."""

    subject = Field("subject", "subject", widgets.TextWidget(_LONGEST_SUBJECT))
    name = Field("name", "name", widgets.NameWidget(_LONGEST_NAME))
    phone = Field(
        "phone",
        "phone",
        widgets.ContactWidget(
            ContactKind.PHONE,
            _LONGEST_CONTACT,
            _("This is no phone number. Enter a mobile number, or a landline with area code."),
        ),
    )
    email = Field(
        "email",
        "email",
        widgets.ContactWidget(ContactKind.EMAIL, _LONGEST_CONTACT, _("This is no e-mail address.")),
    )
    wechat = Field("wechat", "wechat", widgets.ContactWidget(ContactKind.WECHAT, _LONGEST_CONTACT, ""))
    account = Field("account", "account", widgets.ContactWidget(ContactKind.ACCOUNT, _LONGEST_CONTACT, ""))
    demand_cny = Field("demand_cny", "demand_cny", widgets.MoneyWidget())
    demand = Field("demand", "demand", widgets.DemandWidget(Demand, _WORDS["demand"]))
    emotion = Field("emotion", "emotion", widgets.ChoiceWidget(Emotion, _WORDS["emotion"]))
    tier = Field("tier", "tier", widgets.ChoiceWidget(Tier, _WORDS["tier"]))

    def __init__(self, *, preset, now):
        super().__init__()
        for name, widget in self._widgets(preset, now).items():
            self.fields[name] = Field(name, name, widget)

    def read(self, cells):
        facts = Facts()
        self.import_instance(facts, cells)
        return facts

    @staticmethod
    def _widgets(preset, now):
        longest = {field: Complaint._meta.get_field(field).max_length for field in _SAME_AS_COMPLAINT}
        return {
            "external_id": widgets.IdentifierWidget(Complaint._meta.get_field("external_id").max_length),
            "order_number": widgets.IdentifierWidget(Order._meta.get_field("number").max_length),
            "occurred_at": widgets.MomentWidget(now),
            "category": widgets.CategoryWidget(Category.objects.filter(preset=preset, is_active=True)),
            "origin_url": widgets.LinkWidget(Complaint._meta.get_field("origin_url").max_length),
            **{field: widgets.TextWidget(limit) for field, limit in longest.items()},
        }


_SAME_AS_COMPLAINT = ("description", "place", "product", "demand_note")
