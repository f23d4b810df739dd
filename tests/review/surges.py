"""A desk with a past and a surge: complaints received by the service, each at its time, with their news read."""

from datetime import timedelta

from accounts.models import User
from complaints.models import Category
from complaints.services.intake import receive
from complaints.services.sweeps.news import read_news
from review.services.warnings.following import look_for_surges
from tests.builders import NOON, a_receipt, a_user, presets

QUALITY, LATE = "ecommerce.goods.quality", "ecommerce.logistics.delay"
KETTLE, JUICER = "电热水壶 K2", "榨汁杯 M1"
LEAKS = "壶底漏水，批号 KT2611B，烧水时滴到底座上，插座跳闸。"
WEEKS = 6


def a_past(*, now=NOON, weeks=WEEKS, every_days=2, until_days=7):
    """One complaint about something every so many days, of changing products, for `weeks` before the last week."""
    presets()
    agent = a_user()
    texts = ("包装破了一角", "颜色与图片不符", "少发了一个配件", "客服回复太慢了")
    for number, days in enumerate(range(weeks * 7 + until_days, until_days - 1, -every_days)):
        a_received(
            now - timedelta(days=days),
            by=agent,
            product=(KETTLE, JUICER)[number % 2],
            text=texts[number % len(texts)],
        )
    return agent


def a_surge(count=9, *, by, now=NOON, days=2, text=LEAKS, **facts):
    """`count` complaints of one product spread over the last `days` days."""
    step = timedelta(days=days) / count
    facts.setdefault("product", KETTLE)
    return [a_received(now - step * (at + 1), by=by, text=f"{text}{at}", **facts) for at in range(count)]


def a_received(at, *, by, text, product, category=QUALITY, **facts):
    return receive(
        a_receipt(
            subject=text[:20],
            description=text,
            product=product,
            category=Category.objects.get(code=category),
            **facts,
        ),
        by=by,
        now=at,
    ).complaint


def look(now=NOON):
    """What the hour would do: news read, then the look."""
    system = User.objects.system()
    # A round of reading ends after some seconds, however much is left.
    while read_news(by=system, now=now):
        pass
    return look_for_surges(by=system, now=now)
