"""The administrator opens a connector, sees its secret once, and gives it a new one."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Category, Connector
from tests.builders import a_user
from tests.connectors import a_connector, a_message, bring
from tests.desk import desk_of

pytestmark = pytest.mark.django_db

ADD = reverse("admin:complaints_connector_add")
LIST = reverse("admin:complaints_connector_changelist")
FACTS = {"name": "抖音", "channel": "social", "preset": "ecommerce", "most_a_minute": "60", "is_active": "on"}


@pytest.fixture
def keeper():
    return desk_of(a_user(Role.ADMINISTRATOR), language="en")


def secret_on(page):
    return page.content.decode().split("data-secret>")[1].split("<")[0]


def test_the_secret_is_shown_once_and_opens_the_door(keeper):
    page = keeper.post(ADD, FACTS | {"new_address": "https://connector.example/replies"})
    connector = Connector.objects.get()
    assert "no-store" in page.headers["Cache-Control"]
    assert str(connector.uuid) in page.content.decode()
    assert bring(connector, secret_on(page), a_message()).status_code == 200
    assert (
        secret_on(page)
        not in keeper.get(reverse("admin:complaints_connector_change", args=[connector.pk])).content.decode()
    )


def test_an_empty_address_keeps_the_one_there_is_and_shows_its_host_only(keeper):
    keeper.post(ADD, FACTS | {"new_address": "https://connector.example/replies?key=geheim"})
    change = reverse("admin:complaints_connector_change", args=[Connector.objects.get().pk])
    assert keeper.post(change, FACTS | {"name": "抖音号", "new_address": ""}).status_code == 302
    connector = Connector.objects.get()
    assert (connector.name, connector.address) == ("抖音号", "https://connector.example/replies?key=geheim")
    pages = keeper.get(change).content.decode() + keeper.get(LIST).content.decode()
    assert "https://connector.example" in pages
    assert "geheim" not in pages


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new_address": "http://connector.example/"}, "Without encryption"),
        ({"new_address": "https://127.0.0.1/"}, "private network"),
        ({"new_address": "https://169.254.169.254/"}, "belongs to no service"),
        ({"new_address": "ftp://connector.example/"}, "must begin with"),
        ({"channel": "phone"}, "phone"),
    ],
)
def test_an_address_nobody_may_be_sent_to_is_refused_in_words(keeper, changes, sentence):
    page = keeper.post(ADD, FACTS | changes)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Connector.objects.exists()


def test_a_category_of_another_business_is_refused(keeper):
    category = Category.objects.get(code="ecommerce.logistics.damage").pk
    page = keeper.post(ADD, FACTS | {"preset": "internet", "category": category})
    assert "This category belongs to another line of business." in page.content.decode()


def test_nobody_else_opens_changes_or_renews_one():
    connector, secret = a_connector()
    renew = reverse("admin:complaints_connector_renew", args=[connector.pk])
    for role in (Role.SUPERVISOR, Role.AUDITOR, Role.AGENT):
        browser = desk_of(a_user(role))
        assert browser.post(ADD, FACTS).status_code == 403
        assert browser.post(renew).status_code == 403
    assert Connector.objects.get().secret == secret
