"""A ZIP written in exactly one way, so that a reader can say of every byte whether it is as it was written.

Files are stored as they are, in order, without times, owners or extra fields. `read` takes nothing else. Standard
library only: whoever verifies a package needs no more than this file and the one beside it.
"""

import hashlib
import struct
import zlib
from typing import NamedTuple

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _STORED = 20, 0x0800, 0
#: The first of January 1980, the earliest day a ZIP knows.
_NO_TIME, _FIRST_DAY = 0, 0x21
#: Without the 64-bit extension: what is larger is refused before it is written.
MOST_BYTES = 4 * 1024**3 - 1
MOST_FILES = 2_000
_CHUNK = 1024 * 1024


class Damaged(Exception):
    """The file is not a package as it was written; the words say where."""


class Member(NamedTuple):
    name: str
    size: int
    crc: int
    sha256: str
    begins: int


class Writer:
    """Writes members one after another to the open binary `file`; `end` completes the archive."""

    def __init__(self, file):
        self._file, self.members, self._names = file, [], set()

    def add(self, name, open_content):
        """Store what `open_content()` opens, read twice: once for its digest and once to copy it."""
        with open_content() as content:
            size, crc, digest = measured(content)
        begins = self._file.tell()
        if name in self._names or len(self.members) >= MOST_FILES or begins + size > MOST_BYTES:
            raise ValueError(f"{name} does not fit")
        self._names.add(name)
        self._file.write(_local(name, size, crc))
        copied = 0
        with open_content() as content:
            while chunk := content.read(_CHUNK):
                self._file.write(chunk)
                copied += len(chunk)
        if copied != size:
            raise ValueError(f"{name} changed while it was read")
        self.members.append(Member(name, size, crc, digest, begins))
        return self.members[-1]

    def end(self):
        begins = self._file.tell()
        self._file.write(_directory(self.members, begins))


def read(file):
    """(members, content) of the archive in the open binary `file`: content maps small members to their bytes.

    Raises Damaged unless every byte stands as `Writer` would have written it.
    """
    members, content = [], {}
    while (mark := file.read(4)) == _LOCAL:
        member, kept = _member(file, file.tell() - 4)
        if member.name in content or len(members) >= MOST_FILES:
            raise Damaged(f"{member.name}: twice")
        members.append(member)
        content[member.name] = kept
    begins = file.tell() - len(mark)
    if mark + file.read(len(_directory(members, begins)) + 1) != _directory(members, begins):
        raise Damaged("the directory at the end")
    return members, content


#: Larger members are measured only: nobody reads a video to check its digest.
_KEPT = 64 * 1024 * 1024


def _member(file, begins):
    header = file.read(26)
    if len(header) < 26:
        raise Damaged(f"byte {begins}")
    size, name_length = struct.unpack("<I", header[14:18])[0], struct.unpack("<H", header[22:24])[0]
    raw = file.read(name_length)
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Damaged(f"a name at byte {begins}") from None
    kept, digest, crc, left = [], hashlib.sha256(), 0, size
    while left and (chunk := file.read(min(_CHUNK, left))):
        digest.update(chunk)
        crc = zlib.crc32(chunk, crc)
        left -= len(chunk)
        if size <= _KEPT and not name.startswith("attachments/"):
            kept.append(chunk)
    if left:
        raise Damaged(f"{name}: cut off")
    if _LOCAL + header + raw != _local(name, size, crc):
        raise Damaged(name)
    return Member(name, size, crc, digest.hexdigest(), begins), b"".join(kept)


def measured(content):
    size, crc, digest = 0, 0, hashlib.sha256()
    while chunk := content.read(_CHUNK):
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        digest.update(chunk)
    return size, crc, digest.hexdigest()


def _local(name, size, crc):
    raw = name.encode("utf-8")
    fixed = (_VERSION, _UTF8, _STORED, _NO_TIME, _FIRST_DAY, crc, size, size, len(raw), 0)
    return _LOCAL + struct.pack("<5H3I2H", *fixed) + raw


def _directory(members, begins):
    entries = b"".join(_entry(member) for member in members)
    count = len(members)
    return entries + _END + struct.pack("<4H2IH", 0, 0, count, count, len(entries), begins, 0)


def _entry(member):
    raw = member.name.encode("utf-8")
    fixed = (_VERSION, _VERSION, _UTF8, _STORED, _NO_TIME, _FIRST_DAY, member.crc, member.size, member.size, len(raw))
    return (
        _CENTRAL
        + struct.pack("<6H3I", *fixed[:6], *fixed[6:9])
        + struct.pack("<5H2I", fixed[9], 0, 0, 0, 0, 0, member.begins)
        + raw
    )
