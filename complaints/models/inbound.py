import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from complaints.crypto.contact import ContactKind, mask_contact, mask_name
from complaints.crypto.fields import SealedTextField
from complaints.models.complaint import Complaint
from complaints.models.evidence import private_path
from complaints.states import Channel, Preset

LONGEST_KEPT = 100_000
#: Who reads what no complaint is known of yet, of every desk.
_WHOLE_DESK = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.SYSTEM})


class InboundState(models.TextChoices):
    WAITING = "waiting", _("To look at")
    QUARANTINED = "quarantined", _("Sender not proven")
    OPENED = "opened", _("Opened as a complaint")
    JOINED = "joined", _("Joined to a complaint")
    DROPPED = "dropped", pgettext_lazy("letter", "Set aside")


#: What somebody at the desk still has to decide about.
UNDECIDED = (InboundState.WAITING, InboundState.QUARANTINED)


class InboundReason(models.TextChoices):
    """Why something that arrived did not go its way by itself."""

    UNPROVEN = "unproven", _("Nothing proves that the sender is who they say")
    CLOSED = "closed", _("The complaint is closed")
    NO_CONTACT = "no_contact", _("It names nobody we could answer")
    EMPTY = "empty", _("It holds no text")
    TOO_MANY = "too_many", _("The same sender has written very often today")
    SPAM = "spam", _("The mail server takes it for spam")
    ELSEWHERE = "elsewhere", _("A complaint with the same id came in by another way")
    TOO_LARGE = "too_large", _("It is larger than what is taken in; the rest lies in the mailbox")
    UNREADABLE = "unreadable", _("It could not be read")
    AUTOMATIC = "automatic", _("An automatic reply")
    BULK = "bulk", _("A mailing list or bulk mail")
    BOUNCE = "bounce", _("A report that a message could not be delivered")
    OWN = "own", _("It comes from our own address")
    BY_HAND = "by_hand", _("Set aside by a colleague")


class InboundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What belongs to a complaint goes with it; the rest is for whoever sorts the desk's letters."""
        if not user.is_active or not user.has_perm("complaints.view_inbound"):
            return self.none()
        rows = Q(complaint__in=Complaint.everything.visible_to(user).order_by())
        if user.role == Role.AGENT:
            return self.filter(rows | Q(complaint=None) & (Q(team=None) | Q(team=user.team_id)))
        return self.filter(rows | Q(complaint=None)) if user.role in _WHOLE_DESK else self.filter(rows)

    def undecided(self):
        return self.filter(state__in=UNDECIDED)

    def to_look_at(self):
        """The oldest first: somebody waits for an answer."""
        return self.undecided().order_by("received_at", "pk")


class Inbound(models.Model):
    """One thing that arrived from outside by itself: a mail, a review. It is kept whatever becomes of it.

    `source` is the door it came by; the same id by the same door is the same thing (INT-1). `is_verified` says the
    sender was proven to be whom the thread or the complaint belongs to; only then are the words the customer's.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(_("came by"), max_length=80)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    external_id = models.CharField(_("external id"), max_length=120)
    thread = models.CharField(_("thread"), max_length=200, blank=True)
    author_name = SealedTextField(_("sender"), blank=True, default="")
    author_kind = models.CharField(_("kind"), max_length=10, choices=ContactKind, blank=True)
    author_contact = SealedTextField(_("sender's contact"), blank=True, default="")
    author_lookup = models.CharField(max_length=80, blank=True, editable=False)
    preset = models.CharField(_("line of business"), max_length=20, choices=Preset, default=Preset.GENERAL)
    team = models.ForeignKey(
        "accounts.Team", verbose_name=_("desk"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST_KEPT, blank=True)
    #: As it arrived, with whatever it quotes.
    raw_text = models.TextField(_("original text"), max_length=LONGEST_KEPT, blank=True)
    link = models.URLField(_("origin link"), max_length=500, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True)
    #: An authority's own number of it, and by when it wants our answer.
    reference = models.CharField(_("the authority's number"), max_length=120, blank=True)
    answer_by = models.DateTimeField(_("answer wanted by"), null=True, blank=True)
    #: What speaks for the sender and against, as the door found it; for people, nothing is decided by it later.
    proofs = models.JSONField(default=dict, blank=True)
    is_verified = models.BooleanField(_("sender proven"), default=False)
    received_at = models.DateTimeField(_("arrived"))
    state = models.CharField(_("state"), max_length=12, choices=InboundState, default=InboundState.WAITING)
    reason = models.CharField(_("why"), max_length=20, choices=InboundReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    complaint = models.ForeignKey(
        Complaint, verbose_name=_("complaint"), on_delete=models.PROTECT, null=True, related_name="inbound"
    )
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = InboundQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                name="inbound_to_look_at",
                condition=Q(state__in=[InboundState.WAITING, InboundState.QUARANTINED]),
            ),
            models.Index(fields=["-received_at", "-id"], name="inbound_newest"),
            models.Index(fields=["source", "thread"], name="inbound_of_thread", condition=~Q(thread="")),
            models.Index(fields=["author_lookup", "received_at"], name="inbound_of_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="an_arrival_is_taken_in_once"),
            models.CheckConstraint(
                name="what_was_joined_has_a_complaint",
                condition=~Q(state__in=[InboundState.OPENED, InboundState.JOINED]) | Q(complaint__isnull=False),
            ),
        ]

    def __str__(self):
        return self.subject or self.text[:60]

    @property
    def is_joined(self):
        """Whether it is part of its complaint, and not merely held beside it."""
        return self.state in (InboundState.OPENED, InboundState.JOINED)

    @property
    def is_undecided(self):
        return self.state in UNDECIDED

    @property
    def masked_author(self):
        return mask_name(self.author_name)

    @property
    def masked_contact(self):
        return mask_contact(self.author_kind, self.author_contact) if self.author_contact else ""


class InboundFile(models.Model):
    """A file that arrived: kept here until it is decided about, then evidence of the complaint.

    What could not be kept is named with the reason, so that nothing is lost unnoticed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to=private_path, max_length=100, blank=True)
    name = SealedTextField(_("file name"))
    content_type = models.CharField(_("type"), max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size"), default=0)
    refusal = models.CharField(_("why not kept"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file that arrived")
        verbose_name_plural = _("files that arrived")

    def __str__(self):
        return self.name


class MediaLinkQuerySet(models.QuerySet):
    def to_fetch(self, now):
        return self.filter(done_at=None, due_at__lte=now).order_by("due_at", "pk")


class MediaLink(models.Model):
    """Where a file of something that arrived lies; it is fetched afterwards, or named with the reason why not."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="media")
    connector = models.ForeignKey("complaints.Connector", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    url = SealedTextField(_("link"))
    name = SealedTextField(_("file name"), blank=True, default="")
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(null=True)
    failure = models.CharField(_("code"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("done"), null=True)

    objects = MediaLinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("link to a file")
        verbose_name_plural = _("links to files")
        indexes = [models.Index(fields=["due_at", "id"], name="media_to_fetch", condition=Q(done_at=None))]
        constraints = [models.UniqueConstraint(fields=["inbound", "place"], name="a_link_has_its_place")]

    def __str__(self):
        return str(self.uuid)
