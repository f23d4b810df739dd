"""Where the project and its data live. Standard library only: read before the environment exists."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("REDRESS_VAR") or ROOT / "var").resolve()
KEYS_FILE = Path(os.environ.get("REDRESS_KEYS_FILE") or VAR / "keys.json").resolve()
WORKER_ALIVE = VAR / "worker.alive"
