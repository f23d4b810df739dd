from django import template

from complaints.crypto.contact import mask_address, mask_text

register = template.Library()

register.filter("masked", lambda text: mask_text(text or ""))
register.filter("masked_address", lambda address: mask_address(address or ""))
