"""Reads what our press sets: pages, bookmarks and the words on a page; nothing else than its own PDF."""

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"(.*?)stream\r?\n(.*)\r?\nendstream", re.DOTALL)
# Brackets that are balanced stand in a string as they are.
_INNER = rb"\\.|[^\\()]"
for _depth in range(4):
    _INNER = rb"\\.|[^\\()]|\((?:" + _INNER + rb")*\)"
_STRING = rb"\(((?:" + _INNER + rb")*)\)|<([0-9A-F]+)>"
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|(EMC)|(/ActualText ?)?(?:" + _STRING + rb")", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Pdf:
    def __init__(self, content):
        assert content.startswith(b"%PDF-1.7")
        self.objects = {int(number): body for number, body in _OBJECT.findall(content)}
        first = next(body for body in self.objects.values() if b"/Type/Pages" in body)
        self.pages = [self.objects[int(number)] for number in re.findall(rb"(\d+) 0 R", first.split(b"/Kids")[1])]

    @property
    def bookmarks(self):
        found = re.findall(rb"/Title<FEFF([0-9A-F]+)>/Dest", b"\n".join(self.objects.values()))
        found += [
            text.encode("utf-16-be").hex().encode()
            for text in re.findall(r"/Title\(([^)]*)\)/Dest", b"\n".join(self.objects.values()).decode("latin-1"))
        ]
        return [bytes.fromhex(title.decode()).decode("utf-16-be") for title in found]

    @property
    def text(self):
        return "\n".join(map(self.text_of, self.pages))

    def text_of(self, page):
        fonts = {name: self._signs_of(int(number)) for name, number in self._fonts(page)}
        signs, words, is_said = {}, [], False
        for font, end, said, shown, coded in _SHOWN.findall(self._stream(int(re.search(rb"/Contents (\d+)", page)[1]))):
            codes = _ESCAPE.sub(_unescaped, shown) or bytes.fromhex(coded.decode())
            if font:
                signs = fonts[font]
            elif end:
                is_said = False
            elif said:
                # What the shapes up to the next end stand for.
                is_wide = codes.startswith(b"\xfe\xff")
                words.append(codes[2:].decode("utf-16-be") if is_wide else codes.decode("latin-1"))
                is_said = True
            elif not is_said:
                words += [signs.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2)]
        # Where a word may break, and where a shape stands for no sign.
        return "".join(words).replace("\u200b", "").replace("\uffff", "")

    def _fonts(self, page):
        resources = self.objects[int(re.search(rb"/Resources (\d+)", page)[1])]
        return re.findall(rb"/(f\d+) (\d+) 0 R", resources)

    def _signs_of(self, font):
        """Code → sign of a font, by the table it brings along for those who copy."""
        table = self._stream(int(re.search(rb"/ToUnicode (\d+)", self.objects[font])[1]))
        pairs = re.findall(rb"\n<([0-9A-F]{4})> <([0-9A-F]+)>", table)
        return {int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be") for code, sign in pairs}

    def _stream(self, number):
        return zlib.decompressobj().decompress(_STREAM.match(self.objects[number])[2])


def _unescaped(match):
    sign = match[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else _PLAIN.get(sign, sign)
