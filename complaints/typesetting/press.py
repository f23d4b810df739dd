"""Documents of the house as PDF: our own layouts, texts of others read as data, set by a child within bounds (A13).

A layout is a Typst file beside this one. It reads its facts with `json("facts.json")`, so that nothing a customer wrote
is ever markup. The child sees a folder of its own, two fonts that are installed with us, and no network.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC
from pathlib import Path

from complaints.typesetting.signs import printable

_HERE = Path(__file__).resolve().parent
_SETTER = _HERE / "setter.py"
LONGEST_SECONDS = 120


class NotSet(Exception):
    """The document could not be set; the words are for the log."""


def typeset(layout, facts, *, at, seconds=LONGEST_SECONDS):
    """The PDF of `layout` ("document", "letter") filled with plain values; the same facts and `at` give the same bytes.

    Raises NotSet when the child breaks off or needs more than `seconds`.
    """
    with tempfile.TemporaryDirectory(prefix="redress-press-") as name:
        folder = Path(name)
        for source in ("house.typ", f"{layout}.typ"):
            (folder / source).write_bytes((_HERE / source).read_bytes())
        (folder / "facts.json").write_text(json.dumps(printable(facts), ensure_ascii=False), encoding="utf-8")
        moment = at.astimezone(UTC).replace(microsecond=0).isoformat()
        _run([sys.executable, "-I", str(_SETTER), f"{layout}.typ", moment, str(seconds)], folder, seconds)
        return (folder / "set.pdf").read_bytes()


def _run(command, folder, seconds):
    # An address nobody answers at: should a layout ever ask for a package, it does not come from outside.
    nowhere = "http://127.0.0.1:9"
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotSet(f"not set within {seconds} seconds") from None
    if done.returncode:
        raise NotSet(f"the setter ended with {done.returncode}: {done.stderr.strip()[-500:]}")
