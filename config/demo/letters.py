"""Letters of the demo desk that need somebody, so that nobody wonders what the page is for."""

import tomllib
from datetime import timedelta
from pathlib import Path

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, InboundReason
from complaints.services.inbound import Arrival, take_in
from complaints.states import Channel, Preset, State
from config.demo.pictures import picture

_LETTERS = Path(__file__).parent / "letters.toml"


def bring_letters(*, now):
    """The same letters brought again change nothing."""
    offered = _offered()
    for number, letter in enumerate(tomllib.loads(_LETTERS.read_text(encoding="utf-8"))["letters"]):
        is_claimed = letter.get("of_open_complaint", False)
        if is_claimed and offered is None:
            continue
        arrival = _arrival(letter, number, complaint=offered if is_claimed else None)
        take_in(arrival, by=User.objects.system(), now=now - timedelta(hours=letter["hours_ago"]))


def _arrival(letter, number, *, complaint):
    """One that claims to belong to a complaint carries a token that was given to somebody else."""
    reasons = {"spam": InboundReason.SPAM, "automatic": InboundReason.AUTOMATIC}
    return Arrival(
        source="mail:demo",
        channel=Channel.EMAIL,
        external_id=f"demo letter {number}",
        subject=letter["subject"],
        text=letter["text"].strip(),
        raw_text=letter["text"].strip(),
        name=letter["name"],
        contacts={ContactKind.EMAIL: letter["email"]},
        complaint=complaint,
        proofs={"address": "other" if complaint else "none", "dmarc": "unknown"},
        aside=next((reason for name, reason in reasons.items() if letter.get(name)), None),
        preset=Preset(letter.get("preset", Preset.ECOMMERCE)),
        files=(picture(letter["picture"]),) if "picture" in letter else (),
    )


def _offered():
    """A complaint whose customer has an offer to answer: there a forged answer would be worth something."""
    asked = Complaint.objects.filter(state=State.PROPOSED, policy__preset=Preset.ECOMMERCE, handler__isnull=False)
    return asked.order_by("pk").values_list("pk", flat=True).first()
