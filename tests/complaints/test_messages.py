"""When a message leaves: in order, not at night, not too many, and not what no longer applies (COM-1, I16, I17)."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import User
from accounts.roles import Role
from complaints.channels import mail as mail_channel
from complaints.channels.kinds import AccountKind
from complaints.channels.outcome import Reason, Undelivered
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ChannelAccount, Delivery, DeliveryState, EventKind, SendingRules, Stage
from complaints.services import closing, merging, messages
from complaints.services.delivery import resend, send_waiting
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.servers import a_web_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MAIL = {"contacts": {ContactKind.EMAIL: "gu@example.cn"}, "preferred_channel": "email"}
#: NOON is twelve o'clock in China.
NIGHT = NOON + timedelta(hours=10)
MORNING = NOON + timedelta(hours=20)
MINUTE = timedelta(minutes=1)


def sweep(now=NOON):
    return send_waiting(by=User.objects.system(), now=now)


def tell(complaint, step="assigned", now=NOON):
    facts = {"handler": "李", "employee_number": "1", "code": "ABCD", "days": 30}
    messages.tell(complaint, step, now=now, **facts)


def subjects():
    return [letter.subject for letter in mail.outbox]


def test_messages_of_one_complaint_leave_in_the_order_they_were_written(monkeypatch):
    complaint = a_complaint(**MAIL)
    sweep()
    for step in ("assigned", "closed"):
        tell(complaint, step)
    real, tries = mail_channel.send, []

    def once_refused(account, letter, *, now):
        tries.append(letter.subject)
        if len(tries) == 1:
            raise Undelivered(Reason.REJECTED, "550")
        return real(account, letter, now=now)

    monkeypatch.setattr(mail_channel, "send", once_refused)
    assert sweep() == 0
    assert len(tries) == 1
    assert sweep(NOON + 2 * MINUTE) == 2
    assert [one.step for one in complaint.deliveries.order_by("sent_at", "pk")] == ["received", "assigned", "closed"]


def test_one_customers_trouble_does_not_hold_up_anothers_message(monkeypatch):
    a_complaint(**MAIL)
    other = a_complaint()
    monkeypatch.setattr(mail_channel, "send", lambda *_letter, **_now: (_ for _ in ()).throw(Undelivered("rejected")))
    sweep()
    assert other.deliveries.get().state == DeliveryState.SENT


def test_at_night_the_customer_is_left_in_peace_until_the_morning():
    complaint = a_complaint(**MAIL, now=NIGHT)
    assert sweep(NIGHT) == 1, "a receipt leaves at once"
    tell(complaint, now=NIGHT)
    assert sweep(NIGHT) == 0
    waiting = complaint.deliveries.get(step="assigned")
    assert (waiting.due_at, waiting.attempts) == (MORNING, 0)
    assert sweep(MORNING - MINUTE) == 0
    assert sweep(MORNING) == 1


def test_what_is_urgent_leaves_at_night_and_takes_along_what_waits_before_it():
    complaint = a_complaint(**MAIL, now=NIGHT)
    tell(complaint, now=NIGHT)
    sweep(NIGHT)
    tell(complaint, "code_renewed", now=NIGHT + MINUTE)
    assert sweep(NIGHT + MINUTE) == 2
    assert [one.step for one in complaint.deliveries.order_by("sent_at", "pk")][-2:] == ["assigned", "code_renewed"]


def test_of_an_urgent_complaint_everything_leaves_at_night():
    complaint = a_complaint(**MAIL, urgency="safety", now=NIGHT)
    tell(complaint, now=NIGHT)
    assert sweep(NIGHT) == 2


@pytest.mark.parametrize(
    ("hours", "ends"), [(8.99, None), (9, 20), (15, 20), (19.99, 20), (20, None), (-4.01, -4), (0, None)]
)
def test_the_quiet_hours_are_those_of_china(hours, ends):
    end = SendingRules().quiet_ends(NOON + timedelta(hours=hours))
    assert end == (None if ends is None else NOON + timedelta(hours=ends))


def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all():
    rules = SendingRules(quiet_from="12:00", quiet_until="14:00")
    rules.full_clean(validate_unique=False, validate_constraints=False)
    assert rules.quiet_ends(NOON) == NOON + timedelta(hours=2)
    assert rules.quiet_ends(NOON + timedelta(hours=2)) is None
    rules.quiet_until = rules.quiet_from
    assert rules.quiet_ends(NOON) is None


def test_nobody_is_told_more_a_day_than_is_good():
    SendingRules.objects.update_or_create(pk=1, defaults={"most_a_day": 2})
    complaint = a_complaint(**MAIL)
    for _more in range(3):
        tell(complaint)
    assert sweep() == 2
    held = complaint.deliveries.filter(state=DeliveryState.WAITING)
    assert [one.attempts for one in held] == [0, 0]
    tomorrow = NOON + timedelta(hours=20)
    assert held.order_by("pk").first().due_at == tomorrow
    assert sweep(tomorrow) == 2


@pytest.mark.parametrize("way_out", ["withdraw", "duplicate"])
def test_what_no_longer_applies_never_leaves(way_out):
    complaint = a_complaint(at=State.TRIAGED, **MAIL)
    if way_out == "withdraw":
        closing.withdraw(complaint.pk, reason="不追究", by=complaint.handler, now=NOON)
    else:
        other = a_complaint(agent=complaint.handler)
        merging.close_duplicate(complaint.pk, of_id=other.pk, reason="同一件事", by=complaint.handler, now=NOON)
    sweep()
    states = {one.step: one.state for one in complaint.deliveries.all()}
    assert states.pop("assigned") == DeliveryState.CANCELLED
    assert set(states.values()) == {DeliveryState.SENT}
    assert "received" in states


def test_what_is_just_being_sent_is_not_cancelled_under_the_senders_hands():
    complaint = a_complaint(at=State.TRIAGED, **MAIL)
    complaint.deliveries.filter(step="assigned").update(leased_until=NOON + MINUTE)
    closing.withdraw(complaint.pk, reason="不追究", by=complaint.handler, now=NOON)
    assert complaint.deliveries.get(step="assigned").state == DeliveryState.WAITING


def test_a_failing_channel_gives_way_to_the_next_with_an_address(monkeypatch):
    by_both = {ContactKind.EMAIL: "gu@example.cn", ContactKind.PHONE: "17000000001"}
    complaint = a_complaint(preferred_channel="email", contacts=by_both)
    monkeypatch.setattr(
        mail_channel, "send", lambda *_letter, **_now: (_ for _ in ()).throw(Undelivered(Reason.ADDRESS_REFUSED, 550))
    )
    assert sweep() == 1
    sent = complaint.deliveries.get()
    assert (sent.channel, sent.tried, sent.state) == ("sms", ["email"], DeliveryState.SENT)


def test_a_landline_is_sent_no_sms(settings):
    settings.OUTBOX_FOLDER = None
    with a_web_server({"code": 0}) as server:
        ChannelAccount.objects.create(
            name="短信", kind=AccountKind.SIGNED_SMS, address=server.url, allow_plain=True, allow_private=True
        )
        complaint = a_complaint(contacts={ContactKind.PHONE: "02155556666"})
        sweep()
    assert server.requests == []
    assert complaint.deliveries.get().reason == Reason.NO_ADDRESS


def test_an_account_of_the_back_office_carries_the_message_and_keeps_the_providers_id():
    with a_web_server({"code": 0, "id": "gw-1"}) as server:
        ChannelAccount.objects.create(
            name="短信", kind=AccountKind.SIGNED_SMS, address=server.url, allow_plain=True, allow_private=True
        )
        complaint = a_complaint()
        assert sweep() == 1
    assert complaint.deliveries.get().provider_id == "gw-1"
    assert len(server.requests) == 1


def test_who_prefers_a_call_is_called_where_it_matters_and_reads_the_rest():
    complaint = a_complaint(at=State.PROPOSED)
    sweep()
    (task,) = complaint.tasks.filter(stage=Stage.CONTACT)
    assert task.title.startswith("Call the customer: ")
    assert (task.owner, task.department, task.due_at) == (
        complaint.handler,
        complaint.handler.department,
        NOON + timedelta(hours=2),
    )
    assert complaint.deadlines.running().filter(task=task).exists()
    channels = dict(complaint.deliveries.values_list("step", "channel"))
    assert (channels["offered"], channels["assigned"], channels["received"]) == ("phone", "sms", "sms")


def test_about_a_closed_complaint_nobody_is_called_but_told_in_writing():
    complaint = a_complaint(at=State.PROPOSED)
    Delivery.objects.exclude(step="offered").delete()
    closing.refuse_complaint(complaint.pk, reason="非本司商品", by=a_user(Role.SUPERVISOR), now=NOON)
    sweep()
    told = complaint.deliveries.get(step="offered")
    assert (told.channel, told.tried, told.state) == ("sms", ["phone"], DeliveryState.SENT)
    assert not complaint.tasks.filter(stage=Stage.CONTACT).exists()


def parked(settings):
    settings.OUTBOX_FOLDER = None
    complaint = a_complaint(at=State.TRIAGED)
    sweep()
    return complaint, complaint.deliveries.get(step="received")


def test_a_parked_message_is_sent_again_at_once_even_at_night_by_the_channel_chosen(settings, tmp_path):
    complaint, message = parked(settings)
    settings.OUTBOX_FOLDER = tmp_path
    resend(message.pk, channel="wechat", by=complaint.handler, now=NIGHT)
    assert sweep(NIGHT) == 1
    message.refresh_from_db()
    assert (message.state, message.channel, message.reason) == (DeliveryState.SENT, "wechat", "")
    assert complaint.events.filter(kind=EventKind.MESSAGE_RESENT).count() == 1


def test_only_a_parked_message_is_sent_again_and_only_by_who_may(settings):
    complaint, message = parked(settings)
    with pytest.raises(NotPermitted):
        resend(message.pk, channel="sms", by=a_user(Role.CURATOR), now=NOON)
    resend(message.pk, channel="sms", by=complaint.handler, now=NOON)
    with pytest.raises(RuleBroken):
        resend(message.pk, channel="sms", by=complaint.handler, now=NOON)
