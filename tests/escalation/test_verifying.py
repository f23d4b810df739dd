"""What a recipient does with a package: verify it, with any change found and another key shown (ESC-7)."""

import io
import json
import random
import zipfile
from decimal import Decimal

import pytest

from complaints.states import State
from config import verification
from escalation.exports import archive, signing
from escalation.exports.verifying import verify
from tests.escalation.test_package import a_file, a_story, content_of, made, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def tampered(data, chance):
    """A package changed in one of the ways somebody might, never back to what it was."""
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        files = [(name, whole.read(name)) for name in whole.namelist()]
    way = chance.randrange(9)
    if way in (0, 1, 2, 3):
        place = chance.randrange(len(data))
        return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
    if way == 4:
        return data[: chance.randrange(len(data))]
    if way == 5:
        return data + b"\0" * (1 + chance.randrange(9))
    place = chance.randrange(len(files) - 2)
    if way == 6:
        files.pop(place)
    elif way == 7:
        files.insert(place, ("attachments/999-new.png", b"new"))
    else:
        files.insert(0, files.pop(1 + chance.randrange(len(files) - 3)))
    out = io.BytesIO()
    writer = archive.Writer(out)
    for name, content in files:
        writer.add(name, lambda content=content: io.BytesIO(content))
    writer.end()
    return out.getvalue()


def test_any_of_three_hundred_changes_is_found(tmp_path):
    complaint = a_story(State.EXECUTING)
    a_file(complaint)
    data, chance = path_of(made(complaint)).read_bytes(), random.Random(2026)  # noqa: S311 — the same changes each time
    for number in range(300):
        copy = tmp_path / "copy.zip"
        copy.write_bytes(tampered(data, chance))
        assert verify(copy).faults, number


def test_a_package_signed_anew_with_another_key_shows_another_fingerprint(tmp_path, capsys):
    package = made(a_story(State.EXECUTING))
    content = content_of(package)
    record = json.loads(content["record.json"])
    record["complaint"]["demand_cny"] = str(Decimal("1.00"))
    content["record.json"] = signing.written(record)
    manifest = json.loads(content["manifest.json"])
    forged, out = b"\x07" * 32, io.BytesIO()
    writer = archive.Writer(out)
    for name in list(content)[:-2]:
        writer.add(name, lambda name=name: io.BytesIO(content[name]))
    manifest["files"] = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in writer.members]
    written = signing.written(manifest)
    writer.add("manifest.json", lambda: io.BytesIO(written))
    writer.add("signature.json", lambda: io.BytesIO(signing.signature_of(written, forged)))
    writer.end()
    copy = tmp_path / "copy.zip"
    copy.write_bytes(out.getvalue())
    assert verify(copy).faults == []
    assert verify(copy).fingerprint != package.fingerprint
    assert verification.main([str(copy), "--fingerprint", package.fingerprint]) == 1
    assert verification.main([str(copy)]) == 0
    assert "! Not sealed by the keys of this installation" in capsys.readouterr().out


def test_the_command_speaks_plainly(tmp_path, capsys):
    package = made(a_story(State.EXECUTING))
    assert verification.main([str(path_of(package)), "--fingerprint", package.fingerprint.lower()]) == 0
    told = capsys.readouterr().out
    assert package.fingerprint in told
    assert "✓ Sealed by the keys of this installation" in told
    broken = tmp_path / "broken.zip"
    broken.write_bytes(path_of(package).read_bytes()[:-3])
    assert verification.main([str(broken)]) == 1
    assert "do not rely on it" in capsys.readouterr().out
    assert verification.main([str(tmp_path / "none.zip")]) == 2
    broken.write_bytes(b"")
    assert verification.main([str(broken)]) == 1


def test_the_archive_takes_no_name_twice_and_reads_nothing_foreign(tmp_path):
    out = io.BytesIO()
    writer = archive.Writer(out)
    writer.add("a", lambda: io.BytesIO(b"1"))
    with pytest.raises(ValueError, match="does not fit"):
        writer.add("a", lambda: io.BytesIO(b"2"))
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("../../etc/passwd", "x" * 1000)
    assert verify(foreign).faults[0].what == "damaged"
