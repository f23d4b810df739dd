"""The words a complaint is described with: states, resolutions, grades. Source: domain.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    RECEIVED = "received", _("Received")
    TRIAGED = "triaged", _("Triaged")
    INVESTIGATING = "investigating", _("Investigating")
    PROPOSED = "proposed", _("Proposed")
    EXECUTING = "executing", _("Executing")
    REVISIT = "revisit", pgettext_lazy("state", "Revisit")
    CLOSED = "closed", _("Closed")


OPEN_STATES = tuple(state for state in State if state != State.CLOSED)


class Resolution(models.TextChoices):
    RESOLVED = "resolved", _("Resolved")
    UNREACHED = "unreached", _("Closed, not reached")
    DECIDED = "decided", _("Closed by a supervisor's decision")
    DUPLICATE = "duplicate", _("Duplicate")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNANSWERED = "unanswered", _("Closed, the customer did not answer")
    REFUSED = "refused", _("Not accepted")


class Channel(models.TextChoices):
    WEB_FORM = "web_form", _("Web form")
    APP = "app", _("App form")
    CHAT = "chat", _("Online chat")
    PHONE = "phone", _("Phone hotline")
    EMAIL = "email", _("E-mail")
    SOCIAL = "social", _("Social media")
    GROUP_CHAT = "group_chat", _("Customer group")
    COUNTER = "counter", _("Shop counter")
    QR_CODE = "qr_code", _("QR code")
    APP_REVIEW = "app_review", _("App-store review")
    PLATFORM = "platform", _("Complaint platform")
    MONITORING = "monitoring", _("Public-opinion monitoring")
    REGULATOR = "regulator", _("Regulator transfer")


#: Feedback the customer did not bring to us: the first task is to contact the customer (INT-7).
PASSIVE_CHANNELS = frozenset({Channel.SOCIAL, Channel.APP_REVIEW, Channel.PLATFORM, Channel.MONITORING})


class Preset(models.TextChoices):
    INTERNET = "internet", _("Internet services")
    ECOMMERCE = "ecommerce", _("E-commerce")
    GENERAL = "general", _("General")


class Demand(models.TextChoices):
    REFUND = "refund", _("Refund")
    EXCHANGE = "exchange", _("Exchange")
    REPAIR = "repair", _("Repair")
    COMPENSATION = "compensation", _("Compensation")
    APOLOGY = "apology", _("Apology")
    EXPLANATION = "explanation", _("Explanation")
    FIX = "fix", _("Get it working")
    STOP_CHARGING = "stop_charging", _("Stop charging")
    DELETE_DATA = "delete_data", _("Delete my data")
    OTHER = "other", _("Other demand")


class Emotion(models.TextChoices):
    CALM = "calm", _("Calm")
    AGITATED = "agitated", _("Agitated")
    ANGRY = "angry", _("Angry")


class Urgency(models.TextChoices):
    """Demands that go to the fast lane at receipt (INT-6)."""

    FROZEN_ACCOUNT = "frozen_account", _("Frozen account")
    LOST_MONEY = "lost_money", _("Lost money")
    STOLEN_ACCOUNT = "stolen_account", _("Stolen account")
    SAFETY = "safety", _("Personal safety")
    MEDICAL = "medical", _("Treatment or medicine cannot wait")
    EXAM = "exam", _("An exam is about to begin")


class Severity(models.TextChoices):
    S1 = "S1", _("S1 Urgent")
    S2 = "S2", _("S2 Serious")
    S3 = "S3", _("S3 Regular")


class Level(models.TextChoices):
    """Whose power a complaint is under, from the least to the most (ESC-4)."""

    FRONTLINE = "frontline", _("Frontline")
    SUPERVISOR = "supervisor", _("Supervisor")
    DIRECTOR = "director", _("Operations director")
    LEGAL = "legal", _("Legal and external")

    @property
    def rank(self):
        return list(Level).index(self)

    @property
    def next_up(self):
        """The level with more power; the highest has none above it."""
        return list(Level)[min(self.rank + 1, len(Level) - 1)]


class Trigger(models.TextChoices):
    """Why a complaint goes to a level with more power (ESC-2, ESC-5, INV-2, SLA-8)."""

    BY_HAND = "by_hand", _("Somebody's judgement")
    SUPERIOR = "superior", _("The customer asks for a superior")
    THREAT = "threat", _("The customer threatens with media, regulator or court")
    AUTHORITY = "authority", _("Beyond the authority of the frontline")
    PRESSING = "pressing", _("Overdue, and the customer presses again")
    IMPACT = "impact", _("High impact: elderly, children, media or a group")
    HANDOVER = "handover", _("Handed over for the third time")
    STUCK = "stuck", _("Not dealt with in time")
    APPROVAL = "approval", _("Approval not decided in time")
    OUTSIDE = "outside", _("An outside body has turned to us")


class RiskSign(models.TextChoices):
    """What makes a complaint likely to go further than the desk (ESC-3)."""

    THREAT = "threat", _("threatens with media, regulator or court")
    SUPERIOR = "superior", _("asks for a superior")
    IMPACT = "impact", _("elderly, children, media or a group")
    PHRASE = "phrase", _("words the desk watches")
    OVER_LIMIT = "over_limit", _("demand beyond the frontline's limit")
    ANGRY = "angry", _("angry")
    AGITATED = "agitated", _("agitated")
    LASTING = "lasting", _("agitated or angry for more than a day")
    URGENT = "urgent", _("S1 Urgent")
    OVERDUE = "overdue", _("overdue")
    PRESSING = "pressing", _("pressed twice or more")
    DEPARTMENTS = "departments", _("several departments")
    HANDOVERS = "handovers", _("handed over twice or more")
    CAME_BACK = "came_back", _("reopened, or dissatisfied before")
    FREQUENT = "frequent", _("complained three times in 30 days")
    JUDGEMENT = "judgement", _("somebody's judgement")


class Impact(models.TextChoices):
    INDIVIDUAL = "individual", _("Individual")
    GROUP = "group", _("Group")


class Priority(models.TextChoices):
    HIGH = "high", pgettext_lazy("priority", "High")
    MEDIUM = "medium", pgettext_lazy("priority", "Medium")
    LOW = "low", pgettext_lazy("priority", "Low")


class Tier(models.TextChoices):
    """Customer value: raises the place in the queue, not the truth of the severity (TRI-6)."""

    REGULAR = "regular", _("Regular customer")
    SILVER = "silver", _("Silver member")
    GOLD = "gold", _("Gold member")
    VIP = "vip", _("VIP")


class Responsibility(models.TextChoices):
    OURS = "ours", _("Ours")
    CUSTOMER = "customer", _("Customer misunderstanding")
    THIRD_PARTY = "third_party", _("Third party")
    SHARED = "shared", _("Shared")


class Measure(models.TextChoices):
    """Kinds of compensation and remedy an option may hold (PRO-1)."""

    REFUND = "refund", _("Refund")
    COUPON = "coupon", _("Coupon")
    POINTS = "points", _("Points")
    EXCHANGE = "exchange", _("Exchange")
    REPAIR = "repair", _("Repair")
    GIFT = "gift", _("Gift")
    FEE_WAIVER = "fee_waiver", _("Fee waiver")
    MEMBERSHIP_TIME = "membership_time", _("Membership time")
    ADVANCE_PAYMENT = "advance_payment", _("Advance payment")
    NONE = "none", _("No compensation")


#: Measures that move money to the customer and are carried out by finance.
PAID_BY_FINANCE = frozenset({Measure.REFUND, Measure.ADVANCE_PAYMENT, Measure.FEE_WAIVER})

#: A repair under warranty or an exchange may cost nothing; whatever else is given has a worth the limits weigh.
ALWAYS_WORTH_SOMETHING = frozenset(Measure) - {Measure.EXCHANGE, Measure.REPAIR, Measure.NONE}


class Satisfaction(models.IntegerChoices):
    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    NEUTRAL = 3, _("Neutral")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


#: Ratings that send the complaint back to investigation (REV-2).
DISSATISFIED = frozenset({Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED})


class PreferredChannel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    APP = "app", _("App message")
    WECHAT = "wechat", _("WeChat")
    PHONE = "phone", _("Phone call")
    THREAD = "thread", _("Reply where it was written")


#: What somebody can ask for; a reply goes where something was written.
CHOSEN_CHANNELS = [(way.value, way.label) for way in PreferredChannel if way != PreferredChannel.THREAD]
#: What is written here the customer alone reads; elsewhere a number and a code would stand before everybody.
PRIVATE_CHANNELS = frozenset({Channel.CHAT, Channel.APP, Channel.EMAIL})


def priority_of(*, severity, impact, tier):
    """Urgency × impact × customer value (TRI-4).

    S1 or a group is high; S2, or an S3 of a gold or VIP customer, is medium; the rest is low.
    """
    if severity == Severity.S1 or impact == Impact.GROUP:
        return Priority.HIGH
    if severity == Severity.S2 or tier in {Tier.GOLD, Tier.VIP}:
        return Priority.MEDIUM
    return Priority.LOW
