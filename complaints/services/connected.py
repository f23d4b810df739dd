"""What connectors bring: each message joins its thread's complaint, opens one, or waits for a person (INT-1, INT-7)."""

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.crypto.contact import ContactKind
from complaints.models import Connector, Inbound, InboundState, MediaLink
from complaints.services.inbound import Arrival, take_in
from complaints.services.people import contact_hashes


class Kind(models.TextChoices):
    MESSAGE = "message", _("Message")
    MENTION = "mention", _("Mention")
    REVIEW = "review", _("Review")
    TRANSFER = "transfer", _("Transfer of an authority")


def take_in_messages(connector, messages, *, by, now):
    """Take in all of the `messages`, or none; what became of each. Raises RuleBroken."""
    # One request at a time: two first messages of a thread are not two complaints.
    Connector.objects.select_for_update().get(pk=connector.pk)
    return [_taken(connector, message, by=by, now=now) for message in messages]


def author_contact(connector, author_id):
    """The author as a contact: the same id elsewhere is somebody else."""
    return f"{author_id}@{connector.uuid.hex[:8]}"


def _taken(connector, message, *, by, now):
    inbound = take_in(_arrival(connector, message), by=by, now=now)
    for place, link in enumerate(message["media"]):
        MediaLink.objects.get_or_create(
            inbound=inbound,
            place=place,
            defaults={"connector": connector, "url": link["url"], "name": link["name"], "due_at": now},
        )
    number = inbound.complaint.number if inbound.complaint_id else ""
    return {"external_id": inbound.external_id, "state": inbound.state, "complaint": number}


def _arrival(connector, message):
    author = message["author"]
    contacts = {
        ContactKind.ELSEWHERE: author_contact(connector, author["id"]),
        ContactKind.PHONE: author["phone"],
        ContactKind.EMAIL: author["email"],
    }
    return Arrival(
        source=connector.source,
        channel=connector.channel,
        external_id=message["external_id"],
        thread=message["thread"],
        subject=message["subject"],
        text=message["text"] or message["subject"] or _only_files(),
        raw_text=message["text"],
        link=message["link"],
        name=author["name"],
        contacts={kind: value for kind, value in contacts.items() if value},
        preset=connector.preset,
        category=connector.category,
        order_number=message["order_number"],
        happened_at=message["happened_at"],
        reference=message["reference"],
        answer_by=message["answer_by"],
        is_verified=_is_first_author(connector, message),
        proofs={"connector": connector.name, "kind": message["kind"]}
        | ({"rating": message["rating"]} if message["rating"] else {}),
    )


def _only_files():
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("[picture or file]")


def _is_first_author(connector, message):
    """Whether whoever began the thread writes again; somebody else in it is not the customer."""
    if not message["thread"]:
        return True
    begun = Inbound.objects.filter(source=connector.source, thread=message["thread"], state=InboundState.OPENED)
    first = begun.order_by("pk").values_list("author_lookup", flat=True).first()
    hashes = contact_hashes(ContactKind.ELSEWHERE, author_contact(connector, message["author"]["id"]))
    return first is None or first in hashes
