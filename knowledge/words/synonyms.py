"""Words that mean the same at a complaint desk, across both languages (KNO-4)."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def groups():
    with Path(__file__).with_name("synonyms.toml").open("rb") as file:
        return tuple(tuple(group) for group in tomllib.load(file)["groups"])
