"""Where a request comes from: behind a proxy, and on the record."""

import ipaddress

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from complaints.origin import request_origin
from config.api import INTERFACE


def behind_proxy(get_response):
    """`REMOTE_ADDR` becomes the address our own proxy saw: the last one it wrote, never one a stranger sent along."""
    if not settings.BEHIND_PROXY:
        raise MiddlewareNotUsed

    def restore(request):
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if seen:
            request.META["REMOTE_ADDR"] = seen
        return get_response(request)

    return restore


def on_record(get_response):
    """Events written during a request name where it came from (AUD-1): staff by address, customers by network."""

    def remember(request):
        address = request.META.get("REMOTE_ADDR", "")
        # Who comes by a key is known too, only later; who comes to the interface without one writes nothing.
        is_known = request.path.startswith(INTERFACE) or request.user.is_authenticated
        token = request_origin.set(address if is_known else _network(address))
        try:
            return get_response(request)
        finally:
            request_origin.reset(token)

    return remember


def _network(address):
    """Enough to tell towns apart, too little to tell households."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))
