"""Links to the customer's form that say where they hang, and their QR codes (INT-3).

What such a link says is signed: whoever changes the place on a poster's link opens a plain form.
"""

from typing import NamedTuple
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.core import signing

_SALT = "complaints.services.form_links"


class FormContext(NamedTuple):
    """What the customer need not type; `order` may be the beginning every order number of the shop has."""

    preset: str
    place: str = ""
    product: str = ""
    category: str = ""
    order: str = ""


def link_to(context):
    """The address of the form that knows `context`; it stays good for as long as the poster hangs."""
    known = {name: value for name, value in context._asdict().items() if value}
    signed = signing.dumps(known, salt=_SALT, compress=True)
    return f"{settings.PUBLIC_URL}/complain/?{urlencode({'preset': context.preset, 'from': signed})}"


def context_of(signed):
    """What a link says, or None for one that was not made here."""
    try:
        return FormContext(**signing.loads(signed, salt=_SALT))
    except (signing.BadSignature, TypeError):
        return None


class Drawing(NamedTuple):
    """A QR code as the outline of its black squares, in a square of `size`, with the quiet edge scanners need."""

    size: int
    outline: str

    @property
    def svg(self):
        box = f"0 0 {self.size} {self.size}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path fill="#fff" d="M0 0h{self.size}'
            f'v{self.size}H0z"/><path d="{self.outline}"/></svg>'
        )


def qr_code(link):
    """The QR code of `link`, to be read also when a corner of the poster is torn off."""
    code = segno.make(link, error="m", micro=False)
    rows = list(code.matrix_iter(border=4))
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_black in enumerate(row) if is_black)
    return Drawing(len(rows), "".join(squares))
