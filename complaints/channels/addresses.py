"""Which addresses the product may speak to: a public one, by a known port, unless an account says otherwise (A14)."""

import ipaddress
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from complaints.channels.names import addresses_of
from complaints.channels.outcome import Reason, Undelivered

_WEB_PORTS = frozenset({80, 443, *range(8000, 10_000)})
_MAIL_PORTS = frozenset({25, 465, 587, 2525})
_MAILBOX_PORTS = frozenset({143, 993})
_STANDARD = {"https": 443, "http": 80, "smtps": 465, "smtp": 587, "imaps": 993, "imap": 143}
_ENCRYPTED = frozenset({"https", "smtps", "imaps"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowed(Undelivered):
    """An address nobody may be sent to; `sentence` tells whoever typed it."""

    def __init__(self, sentence):
        super().__init__(Reason.NOT_ALLOWED)
        self.sentence = sentence


def split(url, *, schemes, allow_plain=False, allow_private=False):
    """Scheme, host and port of `url`, checked without asking the network. Raises NotAllowed."""
    if any(ord(symbol) <= 32 or ord(symbol) == 127 for symbol in url) or "\\" in url:
        raise NotAllowed(_("The address holds blanks or other symbols no address has."))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _STANDARD.get(parts.scheme, 0)
    except ValueError:
        raise NotAllowed(_("This is not an address.")) from None
    if parts.scheme not in schemes or not host:
        raise NotAllowed(_("The address must begin with %(schemes)s.") % {"schemes": _listed(schemes)})
    if parts.scheme == "http" and not allow_plain:
        raise NotAllowed(_("Without encryption anybody on the way reads along. Use https, or allow it here."))
    if parts.username is not None or parts.password is not None:
        raise NotAllowed(_("Name and password do not belong into the address; there are fields for them."))
    known = _ports(parts.scheme)
    if port not in known and not allow_private:
        raise NotAllowed(_("Port %(port)s is not one such a service uses.") % {"port": port})
    return parts.scheme, host, port


def resolve(host, port, *, allow_private=False):
    """The one address of `host` to connect to. Raises NotAllowed, Undelivered.

    Every address the name stands for must be allowed: a name with two faces has something to hide.
    """
    addresses = addresses_of(host, port)
    for address in addresses:
        check_address(address, allow_private=allow_private)
    return addresses[0]


def check_address(text, *, allow_private=False):
    """Raises NotAllowed for an address inside, unless private ones are allowed; some are never."""
    address = _unwrapped(ipaddress.ip_address(text.partition("%")[0]))
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        raise NotAllowed(_("%(address)s belongs to no service.") % {"address": address})
    if not (address.is_global or allow_private):
        raise NotAllowed(
            _("%(address)s lies inside a private network. Allow private addresses here if the service is yours.")
            % {"address": address}
        )


def is_encrypted(scheme):
    return scheme in _ENCRYPTED


def _ports(scheme):
    if scheme.startswith("imap"):
        return _MAILBOX_PORTS
    return _MAIL_PORTS if scheme.startswith("smtp") else _WEB_PORTS


def _unwrapped(address):
    """The IPv4 address inside an IPv6 one that only carries it."""
    if address.version == 4:
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def _listed(schemes):
    return _(" or ").join(f"{scheme}://" for scheme in schemes)
