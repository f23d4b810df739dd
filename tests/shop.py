"""The service of a shop that knows one order, on the loopback address."""

from complaints.models import ChannelAccount
from tests.servers import a_web_server

SECRET = "shared-with-the-shop"


def a_shop(*, number="E-7", status=200, slowness=0, chunks=None, **facts):
    """A server that answers whatever it is asked with this order."""
    return a_web_server({"number": number, **facts}, status=status, slowness=slowness, chunks=chunks)


def an_account(server, **changes):
    """The shop's account in use."""
    facts = {"name": "商城", "kind": "signed_orders", "address": server.url, "secret": SECRET}
    return ChannelAccount.objects.create(**facts | {"allow_plain": True, "allow_private": True} | changes)
