"""Accounts and templates in the back office: checked when saved, tried by a button, secrets never shown again."""

import socket

import pytest
from django.core import mail
from django.urls import reverse

from accounts.roles import Role
from complaints.models import ChannelAccount, Delivery, DeliveryState, MessageTemplate, SendingRules
from tests.builders import a_complaint, a_user
from tests.servers import a_web_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ACCOUNTS = "/admin/complaints/channelaccount/"
TEMPLATES = "/admin/complaints/messagetemplate/"
PUBLIC = "223.5.5.5"


@pytest.fixture
def admin(client):
    client.force_login(a_user(Role.ADMINISTRATOR, language="en"))
    return client


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """What every name stands for; no test asks the network."""
    real = socket.getaddrinfo

    def look_up(host, port, *rest, **options):
        address = host if host[0].isdigit() else {"inside.example": "10.0.0.9"}.get(host, PUBLIC)
        return real(address, port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def save(admin, page="add/", **changes):
    facts = {
        "name": "短信网关",
        "kind": "signed_sms",
        "new_address": "https://gateway.example/send?key=topsecret",
        "new_secret": "verysecret",
        "is_active": "on",
    }
    answer = admin.post(f"{ACCOUNTS}{page}", facts | changes, follow=True)
    return answer.content.decode()


def test_an_account_is_kept_and_its_secrets_are_never_shown_again(admin):
    save(admin)
    account = ChannelAccount.objects.get()
    assert (account.serves, account.secret) == ("sms", "verysecret")
    for page in ("", f"{account.pk}/change/"):
        shown = admin.get(f"{ACCOUNTS}{page}").content.decode()
        assert "https://gateway.example" in shown
        assert "topsecret" not in shown
        assert "verysecret" not in shown
    raw = ChannelAccount.objects.values_list("address", "secret")[0]
    assert "topsecret" not in raw[0] + raw[1]


def test_what_is_left_empty_is_kept(admin):
    save(admin)
    account = ChannelAccount.objects.get()
    save(admin, f"{account.pk}/change/", name="新名", new_address="", new_secret="")
    account = ChannelAccount.objects.get()
    assert (account.name, account.secret, account.address[-9:]) == ("新名", "verysecret", "topsecret")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new_address": "https://inside.example/send"}, "10.0.0.9 lies inside a private network"),
        ({"new_address": "https://127.0.0.1/send"}, "127.0.0.1 lies inside a private network"),
        ({"new_address": "https://169.254.169.254/latest/meta-data"}, "169.254.169.254 belongs to no service"),
        ({"new_address": "http://gateway.example/"}, "Without encryption"),
        ({"new_address": "gopher://gateway.example/"}, "must begin with https://"),
        ({"new_address": "https://me:word@gateway.example/"}, "do not belong into the address"),
        ({"new_address": "https://gateway.example:6379/"}, "Port 6379"),
        ({"new_secret": ""}, "needs: password or secret."),
        ({"kind": "smtp", "new_address": "smtp://mail.example:587"}, "needs: sender."),
        ({"kind": "smtp", "sender": "desk@example.cn"}, "must begin with smtps:// or smtp://"),
    ],
)
def test_an_account_that_cannot_be_used_is_refused_in_words_when_saved(admin, changes, sentence):
    assert sentence in save(admin, **changes)
    assert not ChannelAccount.objects.exists()


def test_a_channel_has_one_account_in_use(admin):
    save(admin)
    assert "“短信网关” serves this channel already" in save(admin, name="另一家")
    save(admin, name="另一家", is_active="")
    assert ChannelAccount.objects.count() == 2


def test_an_address_inside_is_kept_where_it_is_allowed(admin):
    save(admin, new_address="https://inside.example:7443/send", allow_private="on")
    assert ChannelAccount.objects.get().shown_address == "https://inside.example:7443"


def try_out(admin, account, to=""):
    page = reverse("admin:complaints_channelaccount_test", args=[account.pk])
    return admin.post(page, {"to": to}, follow=True).content.decode()


def test_a_test_message_leaves_and_the_providers_no_is_shown_in_words(admin):
    with a_web_server({"errcode": 0}) as group:
        robot = ChannelAccount.objects.create(
            name="群", kind="wecom", address=group.url, allow_plain=True, allow_private=True
        )
        assert "has left" in try_out(admin, robot)
    assert "群" in group.requests[0]["body"].decode()
    with a_web_server({"errcode": 93000}) as group:
        robot.address = group.url
        robot.save()
        assert "The provider rejected the message. 93000" in try_out(admin, robot)


def test_a_test_message_needs_a_place_to_go(admin):
    save(admin)
    assert "Say where the test message goes." in try_out(admin, ChannelAccount.objects.get())


def template(admin, page="add/", **changes):
    facts = {"step": "closed", "language": "zh-hans", "severity": "", "channel": "", "subject": "已办结"}
    return admin.post(f"{TEMPLATES}{page}", facts | changes, follow=True).content.decode()


def test_a_template_is_kept_and_the_built_in_words_come_back_by_a_button(admin):
    template(admin, body="投诉 {number} 已办结。")
    kept = MessageTemplate.objects.get()
    assert "已办结" in admin.get(TEMPLATES).content.decode()
    admin.post(reverse("admin:complaints_messagetemplate_restore", args=[kept.pk]))
    assert not MessageTemplate.objects.exists()


def test_a_template_with_an_unknown_place_is_refused_in_words_and_nothing_typed_is_lost(admin):
    page = template(admin, body="投诉 {numer} 已办结。")
    assert "“{numer}” is not known in this message" in page
    assert "投诉 {numer} 已办结。" in page
    assert not MessageTemplate.objects.exists()


def test_one_case_has_one_template(admin):
    template(admin, body="一")
    assert "There is a template for this case already" in template(admin, body="二")


def test_the_editor_knows_the_places_and_the_built_in_words_of_every_message(admin):
    page = admin.get(f"{TEMPLATES}add/").content.decode()
    assert '"name": "employee_number"' in page
    assert "{days}" in page


def test_an_auditor_reads_templates_and_accounts_and_changes_none(client):
    client.force_login(a_user(Role.AUDITOR, language="en"))
    kept = MessageTemplate.objects.create(step="closed", subject="已办结", body="投诉 {number} 已办结。")
    robot = ChannelAccount.objects.create(name="群", kind="wecom", address="https://robot.example/send?key=topsecret")
    shown = client.get(f"{TEMPLATES}{kept.pk}/change/").content.decode()
    assert "投诉 {number} 已办结。" in shown
    page = client.get(f"{ACCOUNTS}{robot.pk}/change/").content.decode()
    assert "https://robot.example" in page
    assert "topsecret" not in page
    assert client.post(reverse("admin:complaints_channelaccount_test", args=[robot.pk])).status_code == 403
    assert client.post(reverse("admin:complaints_messagetemplate_restore", args=[kept.pk])).status_code == 403


def test_the_sending_rules_are_one_row(admin):
    page = admin.get("/admin/complaints/sendingrules/", follow=True)
    assert "Quiet from" in page.content.decode()
    admin.post(page.request["PATH_INFO"], {"quiet_from": "22:00", "quiet_until": "07:30", "most_a_day": "5"})
    rules = SendingRules.current()
    assert (str(rules), rules.most_a_day) == ("22:00–07:30", 5)


def test_the_list_of_messages_shows_those_of_visible_complaints_and_none_of_their_text(client):
    agent = a_user(language="en")
    own, hidden = a_complaint(agent=agent), a_complaint(agent=a_user(team="internet-desk"))
    Delivery.objects.update(state=DeliveryState.PARKED, reason="no_account")
    client.force_login(agent)
    page = client.get("/admin/complaints/delivery/").content.decode()
    assert own.number in page
    assert hidden.number not in page
    assert "This installation has no account for the channel" in page
    assert "Thank you" not in page
    assert mail.outbox == []
