import tomllib
from pathlib import Path

VOCABULARY = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def any_of(words):
    """An expression for one of `words`, which are plain letters; the longest that fits is taken."""
    return "|".join(sorted(words, key=len, reverse=True))
