"""The services that send: what test_events.py walks beside service_calls.py."""

from accounts.models import User
from accounts.roles import Role
from complaints.channels.kinds import AccountKind
from complaints.models import ChannelAccount
from complaints.models import EventKind as K
from complaints.services import call_tasks, channel_accounts, delivery, staff_delivery
from complaints.services.wordings import Words
from complaints.states import PreferredChannel, State
from tests.architecture.service_calls import Row
from tests.builders import NOON
from tests.servers import a_web_server

R, T = State.RECEIVED, State.TRIAGED


def unreachable(it):
    it.deliveries.update(channel=PreferredChannel.EMAIL, tried=PreferredChannel.values)


def parked(it):
    unreachable(it)
    send_all(it, User.objects.system())


def send_all(_it, by):
    delivery.send_waiting(by=by, now=NOON)


def awaited(it):
    send_all(it, User.objects.system())
    it.deliveries.update(awaits_arrival=True)


def arrive(it, by, *, has_arrived=True):
    delivery.note_arrival(it.deliveries.get().uuid, has_arrived=has_arrived, code="7", by=by, now=NOON)


def give_call(it, by):
    call_tasks.give_call(it.deliveries.first().pk, Words("方案", "已备好"), by=by, now=NOON)


def try_account(_it, by):
    with a_web_server({"errcode": 0}) as group:
        robot = ChannelAccount.objects.create(
            name="群", kind=AccountKind.WECOM, address=group.url, allow_plain=True, allow_private=True
        )
        channel_accounts.send_test(robot.pk, to="", by=by, now=NOON)


MESSAGES = {
    "complaints.delivery.send_waiting": Row(R, send_all, (K.MESSAGE_SENT,), Role.SYSTEM),
    "complaints.delivery.send_waiting by the next channel": Row(
        R, send_all, (K.MESSAGE_REROUTED, K.MESSAGE_SENT), Role.SYSTEM, facts={"preferred_channel": "email"}
    ),
    "complaints.delivery.send_waiting without a way": Row(
        R, send_all, (K.MESSAGE_PARKED,), Role.SYSTEM, ready=unreachable
    ),
    "complaints.delivery.resend": Row(
        R,
        lambda it, by: delivery.resend(it.deliveries.get().pk, channel="sms", by=by, now=NOON),
        (K.MESSAGE_RESENT,),
        ready=parked,
    ),
    "complaints.delivery.note_arrival": Row(R, arrive, (K.MESSAGE_ARRIVED,), Role.SYSTEM, ready=awaited),
    "complaints.delivery.note_arrival of one that did not arrive": Row(
        R, lambda it, by: arrive(it, by, has_arrived=False), (K.MESSAGE_REROUTED,), Role.SYSTEM, ready=awaited
    ),
    "complaints.call_tasks.give_call": Row(T, give_call, (K.TASK_ASSIGNED,), Role.SYSTEM),
    "complaints.staff_delivery.send_notices": Row(
        T, lambda it, by: staff_delivery.send_notices(by=by, now=NOON), (), Role.SYSTEM
    ),
    "complaints.channel_accounts.send_test": Row(R, try_account, (), Role.ADMINISTRATOR),
}
