"""Things that arrive from outside, as a door brings them."""

from itertools import count

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.models import Inbound
from complaints.services.inbound import Arrival, take_in
from complaints.states import Channel, Preset
from tests.builders import NOON

_serial = count(1)
DOOR = "connector:reviews"


def an_arrival(**changes):
    """A review of somebody unknown."""
    serial = next(_serial)
    facts = {
        "source": DOOR,
        "channel": Channel.PLATFORM,
        "external_id": f"review-{serial}",
        "subject": "保温壶漏水",
        "text": "用了两次壶底就渗水,柜子泡坏了一块。",
        "raw_text": "【评论】用了两次壶底就渗水,柜子泡坏了一块。",
        "name": "邹立人",
        "contacts": {ContactKind.ACCOUNT: f"buyer{serial}"},
        "link": "https://reviews.example.cn/1",
        "preset": Preset.ECOMMERCE,
    }
    return Arrival(**facts | changes)


def arrive(now=NOON, **changes):
    """The row of what arrived, as it stands afterwards."""
    return Inbound.objects.get(pk=take_in(an_arrival(**changes), by=User.objects.system(), now=now).pk)
