import json
import stat

import pytest

from config import keys


def test_new_keys_are_for_the_owner_only_and_read_back(tmp_path):
    path = tmp_path / "var" / "keys.json"
    assert keys.make_if_missing(path)
    read = keys.read(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [len(ring["k1"]) for ring in (read.field, read.lookup, read.record)] == [32, 32, 32]
    assert len({read.field["k1"], read.lookup["k1"], read.record["k1"]}) == 3


def test_keys_that_exist_are_never_made_anew(tmp_path):
    path = tmp_path / "keys.json"
    keys.make_if_missing(path)
    before = path.read_bytes()
    assert not keys.make_if_missing(path)
    assert path.read_bytes() == before
    assert [other.name for other in tmp_path.iterdir()] == ["keys.json"]


def test_the_first_key_of_a_ring_stays_first(tmp_path):
    path = tmp_path / "keys.json"
    keys.make_if_missing(path)
    written = json.loads(path.read_text())
    written["field"] = {"k2": written["lookup"]["k1"], "k1": written["field"]["k1"]}
    path.write_text(json.dumps(written))
    assert list(keys.read(path).field) == ["k2", "k1"]


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{}",
        "[]",
        '{"secret_key": "", "field": {}, "lookup": {}, "record": {}}',
        '{"secret_key": "s", "field": {"k1": "c2hvcnQ="}, "lookup": {"k1": "x"}, "record": {"k1": "x"}}',
    ],
)
def test_damaged_keys_are_refused_with_a_sentence(tmp_path, damage):
    path = tmp_path / "keys.json"
    path.write_text(damage)
    with pytest.raises(keys.KeysMissing, match="backup"):
        keys.read(path)


def test_missing_keys_say_how_to_make_them(tmp_path):
    with pytest.raises(keys.KeysMissing, match="make_keys"):
        keys.read(tmp_path / "keys.json")
