"""Receiving complaints: by bare SQL, through the service, and through the public form."""

from itertools import count as counting
from time import sleep

from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from bench.floor import Floor
from bench.timing import timed
from complaints.crypto.contact import ContactKind
from complaints.models import Category
from complaints.portal import token
from complaints.services.intake import Receipt, receive
from complaints.states import Channel, Demand, Preset

#: Seconds; the form refuses what comes faster.
_AS_LONG_AS_A_PERSON = 4
_serials = counting(1)
_DESCRIPTION = "快递柜里取出来的时候外箱已经压扁,里面的玻璃罐碎了两个,蜂蜜流得到处都是,拍了照片。"


def floor(agent, *, count):
    bare = Floor(receive(a_receipt(-1), by=agent, now=timezone.now()).complaint)
    return timed(lambda _turn: bare.write(next(_serials)), count=count)


def through_service(agent, *, count):
    return timed(lambda turn: receive(a_receipt(turn), by=agent, now=timezone.now()), count=count)


def through_form(*, count):
    """Tokens are taken beforehand, since the form refuses those who fill it in faster than a person can."""
    client = Client(SERVER_NAME="127.0.0.1")
    tokens = [token.new() for _turn in range(count + 3)]
    sleep(_AS_LONG_AS_A_PERSON)
    category = Category.objects.get(code="general.after_sales").code

    def send(turn):
        cache.clear()
        answer = client.post(
            "/complain/",
            {
                "category": category,
                "demand": Demand.REFUND,
                "contact": f"139{turn + 10:08d}",
                "description": _DESCRIPTION,
                "consent": "on",
                "token": tokens[turn],
            },
        )
        if answer.status_code != 302:
            raise RuntimeError(f"the form answered {answer.status_code}")

    return timed(send, count=count)


def a_receipt(turn):
    return Receipt(
        preset=Preset.ECOMMERCE,
        channel=Channel.PHONE,
        subject="蜂蜜罐碎了两个",
        description=_DESCRIPTION,
        demand=Demand.REFUND,
        name="白露",
        contacts={ContactKind.PHONE: f"138{turn + 10:08d}"},
    )
