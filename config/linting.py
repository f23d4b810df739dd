"""`manage.py lint`: format, lint, layers, missing migrations, house rules, types. `--fix` mends what can be mended."""

import os
import subprocess
import sys
from pathlib import Path

from config.places import ROOT, VAR

BIN = Path(sys.executable).parent
PYTHON = str(BIN / "python")
FIXES = {
    "Format": [str(BIN / "ruff"), "format", "."],
    "Lint": [str(BIN / "ruff"), "check", "--fix", "."],
}
CHECKS = {
    "Format": [str(BIN / "ruff"), "format", "--check", "."],
    "Lint": [str(BIN / "ruff"), "check", "."],
    "Layers": [str(BIN / "lint-imports"), "--cache-dir", str(VAR / "cache" / "imports")],
    "Migrations": [PYTHON, "-m", "config.command", "makemigrations", "--check", "--dry-run"],
    "House": [PYTHON, "-m", "pytest", "-q", "tests/architecture/test_house.py"],
    "Types": [str(BIN / "mypy")],
}


def main(arguments):
    if unknown := set(arguments) - {"--fix"}:
        return f"manage.py lint knows only --fix, not {' '.join(sorted(unknown))}."
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": str(ROOT)}
    environment |= {"DATABASE_URL": "", "REDIS_URL": ""}
    if "--fix" in arguments:
        for command in FIXES.values():
            subprocess.run(command, cwd=ROOT, env=environment, check=False)
    failed = []
    for name, command in CHECKS.items():
        print(f"--- {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    print(f"\nLint: {'FAILED in ' + ', '.join(failed) if failed else 'all clean'}.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
