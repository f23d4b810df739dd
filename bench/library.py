"""The case library grown large, searched by rare words, common ones, a whole complaint and under filters (KNO-4)."""

import random
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from bench.timing import Timing, timed
from complaints.models import Category
from knowledge.models import SearchDocument, SearchKind
from knowledge.services.search.entries import Entry, put_all
from knowledge.services.search.finding import find

_TURNS = 100
with Path(__file__).with_suffix(".toml").open("rb") as file:
    _SAID = tomllib.load(file)
#: Names of places and makes are what is rare; any two of these make one.
_NAMES = "安柏辰川岱恩枫格翰嘉凯岚茂宁沛琪润森泰维溪雅泽朗禾洛庭屿棠峻澜珩"


class Looked(NamedTuple):
    rare: Timing
    common: Timing
    ordinary: Timing
    complaint: Timing
    filtered: Timing
    misspelt: Timing
    filled_per_second: float


def search_at(size, *, now):
    """Grow the library to `size` documents and look for things in it, each turn for another."""
    chance = random.Random(size)  # noqa: S311 — the same library in every run, no secret
    categories = list(Category.objects.exclude(parent=None))
    there = SearchDocument.objects.count()
    started = timed(
        lambda _turn: put_all(_entry(n, chance, categories, now) for n in range(there, size)), count=1, warm_up=0
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    texts = [_text(chance) for _turn in range(_TURNS + 3)]
    parents = list(Category.objects.filter(parent=None))
    return Looked(
        rare=_timed(lambda turn: find(_name(chance) + _one("goods", chance))),
        common=_timed(lambda turn: find(_one("demands", chance))),
        ordinary=_timed(
            lambda turn: find(f"{_one('goods', chance)}{_one('faults', chance)}怎么{_one('demands', chance)}")
        ),
        complaint=_timed(lambda turn: find(texts[turn])),
        filtered=_timed(
            lambda turn: find(
                _one("faults", chance), category=chance.choice(parents), quality=3, tags=[_one("demands", chance)]
            )
        ),
        misspelt=_timed(lambda turn: find(f"{_one('goods', chance)}要推款")),
        filled_per_second=1000 * (size - there) / started.median_ms,
    )


def _timed(work):
    return timed(work, count=_TURNS)


def _entry(number, chance, categories, now):
    category = chance.choice(categories)
    return Entry(
        kind=SearchKind.CASE,
        object_id=number,
        title=f"{_name(chance)}{_one('goods', chance)}{_one('faults', chance)}，客户要求{_one('demands', chance)}",
        text=_text(chance),
        updated_at=now - timedelta(minutes=chance.randint(1, 400_000)),
        category=category,
        nature=category.nature,
        tags=(_one("demands", chance),),
        product=_one("goods", chance),
        quality=chance.randint(0, 5),
    )


def _text(chance):
    """Some 250 characters, as a case is told: what happened, why, what was done."""
    told = {kind: _one(kind, chance) for kind in _SAID}
    place, tail, days, hours = _name(chance), chance.randint(1000, 99999), chance.randint(2, 30), chance.randint(1, 72)
    return (
        f"客户在{place}店购买{told['goods']}，{days}天后反映{told['faults']}，订单尾号{tail}。客户称多次联系客服没有结果，"
        f"{_name(chance)}站点也说不清楚，因此要求{told['demands']}，否则将向监管部门投诉。\n"
        f"经查，{told['causes']}，同日{place}还有几件{_one('goods', chance)}出现{_one('faults', chance)}。\n"
        f"处理：{'；'.join(chance.sample(_SAID['steps'], 4))}。客户{hours}小时后接受{_one('demands', chance)}方案。\n"
        f"Tags: {told['english']}, {_one('english', chance)} {_name(chance)}。经验：先致歉，再查证，承诺要留余地。"
    )


def _one(kind, chance):
    return chance.choice(_SAID[kind])


def _name(chance):
    return "".join(chance.choices(_NAMES, k=2))
