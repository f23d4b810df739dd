"""What is handed to a channel, and how it says that it could not be delivered."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a message did not leave, as the desk reads it."""

    NO_ACCOUNT = "no_account", _("This installation has no account for the channel")
    NO_ADDRESS = "no_address", _("The customer left no address for the channel")
    NO_TEMPLATE = "no_template", _("The template lacks the provider's code")
    NOT_ALLOWED = "not_allowed", _("The address of the channel account is not allowed")
    ADDRESS_REFUSED = "address_refused", _("The customer's address was refused")
    REJECTED = "rejected", _("The provider rejected the message")
    UNREACHABLE = "unreachable", _("The provider did not answer")
    CERTIFICATE = "certificate", _("The server's certificate is not trusted, or belongs to another name")
    UNAVAILABLE = "unavailable", _("The provider is out of order")
    TOO_MANY = "too_many", _("The provider takes no more for now")
    UNREADABLE = "unreadable", _("The message itself is damaged")
    NOBODY_CALLS = "nobody_calls", _("Nobody calls about a closed complaint")


#: Trying again changes nothing: the next channel is tried at once.
FINAL = frozenset(
    {
        Reason.NO_ACCOUNT,
        Reason.NO_ADDRESS,
        Reason.NO_TEMPLATE,
        Reason.NOT_ALLOWED,
        Reason.ADDRESS_REFUSED,
        Reason.NOBODY_CALLS,
    }
)
#: It is the provider, not the message: whatever else waits for the same account can wait until the next sweep.
OUT_OF_ORDER = frozenset({Reason.UNREACHABLE, Reason.UNAVAILABLE, Reason.TOO_MANY})


class Undelivered(Exception):
    """`code` is the provider's own, such as 550; nothing in it names the customer."""

    def __init__(self, reason, code=""):
        super().__init__(f"{reason} {code}".strip())
        self.reason, self.code = reason, str(code)[:60]

    @property
    def is_final(self):
        return self.reason in FINAL


class Letter(NamedTuple):
    """One message as a channel takes it; `uid` is the same for every try, so a provider can drop the second."""

    uid: str
    address: str
    subject: str
    body: str
    #: What the provider's own registered text is called, and what fills its places.
    template: str = ""
    facts: dict[str, str] = {}
    #: What makes an answer by mail come back to its complaint: the mail's own name, where answers go, what it answers.
    mail_id: str = ""
    reply_to: str = ""
    references: tuple[str, ...] = ()


class Account(NamedTuple):
    """How a provider is reached; the model of the same shape serves as well."""

    kind: str
    address: str
    login: str = ""
    secret: str = ""
    sender: str = ""
    allow_plain: bool = False
    allow_private: bool = False


#: Anything with the attributes of `Account`.
AnyAccount = Any
