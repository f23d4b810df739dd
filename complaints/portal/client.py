"""Who is asking, as far as a lock-out needs to know (A04, A38)."""

import ipaddress

from complaints.crypto.keys import lookup_hash


def client_of(request):
    """A keyed hash of the network address asked from; an IPv6 customer owns a whole /64."""
    return lookup_hash("client address", _network(request.META.get("REMOTE_ADDR", "")))


def _network(address):
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))
