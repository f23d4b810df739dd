"""Drawn stand-ins for photos and receipts, each different, so that evidence on the demo desk is real files."""

import hashlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

_PAPER, _INK = (250, 248, 243), (92, 98, 110)


def picture(text):
    """A receipt-like picture whose lines and stamp follow from `text`; named after its first words."""
    digest = hashlib.sha256(text.encode()).digest()
    image = Image.new("RGB", (480, 640), _PAPER)
    draw = ImageDraw.Draw(image)
    tint = (90 + digest[0] % 120, 90 + digest[1] % 120, 120 + digest[2] % 110)
    draw.rectangle((0, 0, 480, 96), fill=tint)
    for line, byte in enumerate(digest[3:19]):
        top = 130 + line * 26
        draw.line((40, top, 140 + byte, top), fill=_INK, width=7)
    draw.ellipse((310, 470, 440, 600), outline=(196, 60, 60), width=8)
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return SimpleUploadedFile(f"{text[:18]}.png", buffer.getvalue(), content_type="image/png")
