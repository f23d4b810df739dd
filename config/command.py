"""Runs a Django management command; a missing setting or a silent database is a sentence, not a traceback."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

if __name__ == "__main__":
    try:
        execute_from_command_line(["manage.py", *sys.argv[1:]])
    except ImproperlyConfigured as fault:
        sys.exit(f"{fault}")
    except OperationalError as fault:
        sys.exit(
            f"The database could not do this: {str(fault).strip()}\n"
            "Check that it runs and that DATABASE_URL names it; `python3 manage.py doctor` says more. "
            "数据库无法完成操作，请确认数据库已启动且 DATABASE_URL 正确。"
        )
