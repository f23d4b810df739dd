"""The stamp that lets a second start skip all preparation."""

from config import preparation


def test_what_preparing_itself_writes_is_no_change(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "ROOT", tmp_path)
    monkeypatch.setattr(preparation, "VAR", tmp_path / "var")
    source = tmp_path / "complaints" / "static" / "desk.css"
    collected = tmp_path / "var" / "static" / "desk.css"
    for path in (source, collected):
        path.parent.mkdir(parents=True)
    source.write_text("a {}")
    before = preparation._fingerprint(demo=True)
    collected.write_text("a {}")
    assert preparation._fingerprint(demo=True) == before
    source.write_text("b {}")
    assert preparation._fingerprint(demo=True) != before
