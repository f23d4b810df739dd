"""What runs before the environment exists, started with the bare interpreter."""

import os
import shutil
import subprocess
import sys

from config.places import ROOT

BARE = [sys.executable, "-I", "-S"]
FIRST = ("manage.py", "config/__init__.py", "config/places.py", "config/environment.py")


def a_copy_of_the_door(tmp_path, lock="nothing-here==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"):
    for name in FIRST:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(lock)
    return tmp_path


def run(folder, prologue="pass", command="version"):
    program = f"import sys, runpy; sys.path.insert(0, '.'); {prologue}; sys.argv = ['manage.py', {command!r}]; "
    return subprocess.run(
        [*BARE, "-c", program + "runpy.run_path('manage.py', run_name='__main__')"],
        cwd=folder,
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_steps_and_the_supervisor_need_the_standard_library_only():
    for module in ("config.environment", "config.supervisor"):
        done = subprocess.run(
            [*BARE, "-c", f"import sys; sys.path.insert(0, '.'); import {module}"], cwd=ROOT, check=False
        )
        assert done.returncode == 0


def test_an_older_python_is_refused_with_a_sentence(tmp_path):
    done = run(a_copy_of_the_door(tmp_path), "sys.version_info = (3, 9, 2, 'final', 0)")
    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_python_that_cannot_make_environments_says_what_to_install(tmp_path):
    done = run(a_copy_of_the_door(tmp_path), "import importlib.util; importlib.util.find_spec = lambda name: None")
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_packages_that_cannot_be_had_leave_no_stamp_and_say_so(tmp_path):
    folder = a_copy_of_the_door(tmp_path)
    done = run(folder)
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / ".venv" / "redress.json").exists()


def test_the_locks_name_no_host_and_hash_everything():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "/" not in text.replace("\\\n", "")
        assert all("--hash=sha256:" in entry for entry in text.replace("\\\n", " ").splitlines() if "==" in entry)
