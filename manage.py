#!/usr/bin/env python3
"""The one door: standard library only until the project's own environment exists."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Redress needs Python 3.11 or newer; this is %d.%d. Start it with python3.11 manage.py …\n"
        "需要 Python 3.11 或更新版本；请改用 python3.11 manage.py …" % sys.version_info[:2]
    )

from config import environment

environment.run(sys.argv[1:])
