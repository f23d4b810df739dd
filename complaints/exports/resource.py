"""A complaint as one line of a list: what a desk reads, contact data masked whoever asks (AUD-2)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import Widget

from complaints.crypto.contact import ContactKind, mask_text
from complaints.deadlines.workdays import CHINA

#: What a line is made of; the list asks for them once per chunk.
RELATED = ("complainant", "category", "order", "handler", "team", "department", "policy")


class WordsWidget(Widget):
    """Free text as it was written, phone numbers and addresses in it masked."""

    def render(self, value, obj=None, **kwargs):
        return mask_text(str(value)) if value not in (None, "") else ""


class MomentWidget(Widget):
    def render(self, value, obj=None, **kwargs):
        return f"{timezone.localtime(value, CHINA):%Y-%m-%d %H:%M:%S}" if value else ""


def _words(attribute, heading):
    return Field(attribute, heading, WordsWidget())


def _moment(attribute, heading):
    return Field(attribute, heading, MomentWidget())


class ComplaintResource(Resource):
    """Headings are those an import recognises, so that a list can be brought to another desk."""

    number = _words("number", _("Complaint number"))
    state = _words("get_state_display", _("State"))
    resolution = _words("get_resolution_display", _("Resolution"))
    severity = _words("severity", _("Severity"))
    priority = _words("get_priority_display", _("Priority"))
    channel = _words("get_channel_display", _("Channel"))
    external_id = _words("external_id", _("External id"))
    received_at = _moment("received_at", _("Received on"))
    subject = _words("subject", _("Subject"))
    description = _words("description", _("Description"))
    occurred_at = _moment("occurred_at", _("Happened"))
    category = _words("category", _("Category"))
    product = _words("product", _("Product or service"))
    place = _words("place", _("Place"))
    order_number = _words("order__number", _("Order number"))
    name = _words("complainant__masked_name", _("Customer's name"))
    phone = Field(column_name=_("Phone number"))
    email = Field(column_name=_("E-mail address"))
    wechat = Field(column_name=_("WeChat id"))
    account = Field(column_name=_("Platform account"))
    tier = _words("complainant__get_tier_display", _("Customer tier"))
    demand = _words("get_demand_display", _("Demand"))
    demand_note = _words("demand_note", _("Demand in words"))
    demand_cny = _words("demand_cny", _("Amount asked (¥)"))
    emotion = _words("get_emotion_display", _("Emotion"))
    origin_url = _words("origin_url", _("Origin link"))
    handler = _words("handler", _("Handler"))
    team = _words("team", _("Desk"))
    department = _words("department", _("Responsible department"))
    next_due_at = _moment("next_due_at", _("Next due"))
    satisfaction = _words("get_satisfaction_display", _("Satisfaction"))
    closed_at = _moment("closed_at", _("Closed on"))

    def dehydrate_phone(self, complaint):
        return _contact(complaint, ContactKind.PHONE)

    def dehydrate_email(self, complaint):
        return _contact(complaint, ContactKind.EMAIL)

    def dehydrate_wechat(self, complaint):
        return _contact(complaint, ContactKind.WECHAT)

    def dehydrate_account(self, complaint):
        return _contact(complaint, ContactKind.ACCOUNT)


def _contact(complaint, kind):
    return next((point.masked for point in complaint.complainant.contact_points.all() if point.kind == kind), "")
