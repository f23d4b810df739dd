"""Services of improvements, as service_calls.py: an improvement has a record of its own beside the complaint's."""

from datetime import timedelta

from accounts.models import Application
from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.services import webhooks
from review.models import ImprovementAction, RootCause
from review.services.causes import members
from review.services.improvements import checking, handing, planning, recurring
from tests.api import an_application
from tests.architecture.service_calls import C, I, R, Row, S
from tests.builders import NOON, a_user
from tests.review.causes import concluded, told
from tests.review.improvements import CHECK_ON, CHECKED, DONE, counted, done, goal, planned

#: As `INNER` of service_calls.py: called under another service's lock; their news goes out with the sweep.
INNER_IMPROVEMENTS = {
    "review.improvements.planning.plan_for",
    "review.improvements.checking.measured",
}


def found(it):
    concluded(it)


def plan_of_it(it):
    planned(concluded(it))
    told(now=NOON)


def under_way(it):
    plan_of_it(it)
    action = ImprovementAction.objects.get()
    planning.begin(action.pk, by=action.owner, now=NOON)


def finished(it):
    plan_of_it(it)
    done(ImprovementAction.objects.get())


def unclear(it):
    finished(it)
    checking.check(_pk(), by=a_user(Role.SUPERVISOR), now=CHECKED)


def proven(it):
    finished(it)
    counted(before=60, after=6)
    checking.check(_pk(), by=a_user(Role.SUPERVISOR), now=CHECKED)


def failed(it):
    finished(it)
    counted(before=40, after=38)
    checking.check(_pk(), by=a_user(Role.SUPERVISOR), now=CHECKED)


def listened_to(it):
    plan_of_it(it)
    application, _secret = an_application()
    webhooks.open_webhook(address="https://example.cn/hook", kinds=[], by=application.account, now=NOON)


def _pk():
    return ImprovementAction.objects.get().pk


def _answer(it, by):
    application, _secret = an_application(account=by)
    ImprovementAction.objects.update(tracker=application)
    number = ImprovementAction.objects.get().number
    handing.take_answer(number, answer="done", reference="OPS-1", note="", by=by, now=NOON)


IMPROVEMENTS = {
    "review.improvements.planning.plan": Row(
        I,
        lambda it, by: planning.plan(_analysis().pk, facts=goal(_analysis(), owner=by), by=by, now=NOON),
        (),
        S,
        found,
    ),
    "review.improvements.planning.begin": Row(
        I, lambda it, by: planning.begin(_pk(), by=by, now=NOON), (), S, plan_of_it
    ),
    "review.improvements.planning.finish": Row(
        I,
        lambda it, by: planning.finish(_pk(), result="已装", check_on=CHECK_ON, by=by, now=DONE),
        (),
        S,
        under_way,
    ),
    "review.improvements.planning.give_up": Row(
        I, lambda it, by: planning.give_up(_pk(), reason="已停售", by=by, now=NOON), (), S, plan_of_it
    ),
    "review.improvements.checking.measure": Row(
        I, lambda it, by: checking.measure(_pk(), by=by, now=CHECKED), (), S, finished
    ),
    "review.improvements.checking.check_improvements": Row(
        I, lambda it, by: checking.check_improvements(by=by, now=CHECKED), (), Role.SYSTEM, finished
    ),
    "review.improvements.checking.check": Row(
        I, lambda it, by: checking.check(_pk(), by=by, now=CHECKED), (), Role.SYSTEM, finished
    ),
    "review.improvements.checking.check_again": Row(
        I,
        lambda it, by: checking.check_again(_pk(), check_on=CHECK_ON + timedelta(days=60), by=by, now=CHECKED),
        (),
        S,
        unclear,
    ),
    "review.improvements.checking.decide": Row(
        I,
        lambda it, by: checking.decide(_pk(), is_effective=True, reason="已停售", by=by, now=CHECKED),
        (),
        S,
        unclear,
    ),
    "review.improvements.recurring.read": Row(
        R, lambda it, by: recurring.read(it, [], by=by, now=NOON), (), Role.SYSTEM
    ),
    "review.improvements.handing.hand_over": Row(
        I,
        lambda it, by: handing.hand_over(_pk(), tracker=Application.objects.get(), by=by, now=NOON),
        (),
        S,
        listened_to,
    ),
    "review.improvements.handing.take_answer": Row(I, _answer, (), Role.INTEGRATION, plan_of_it),
    "review.causes.members.tell_members planned": Row(
        C,
        lambda it, by: members.tell_members(by=by, now=NOON),
        (K.IMPROVEMENT_PLANNED,),
        Role.SYSTEM,
        lambda it: planned(concluded(it)),
    ),
    "review.causes.members.tell_members effective": Row(
        C, lambda it, by: members.tell_members(by=by, now=CHECKED), (K.IMPROVEMENT_EFFECTIVE,), Role.SYSTEM, proven
    ),
    "review.causes.members.tell_members reopened": Row(
        C, lambda it, by: members.tell_members(by=by, now=CHECKED), (K.IMPROVEMENT_REOPENED,), Role.SYSTEM, failed
    ),
}


def _analysis():
    return RootCause.objects.get()
