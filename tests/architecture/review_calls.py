"""Services of asking customers, each on a complaint that waits for it, and the entries it writes."""

from accounts.models import User
from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.services import revisit
from complaints.services.sweeps.news import read_news_of
from complaints.states import Channel, State
from review.models import RevisitStep
from review.services import asking, callers, revisit_figures
from review.services import revisit as rounds
from tests.architecture.service_calls import LATER, Row
from tests.builders import NOON, a_caller, a_user
from tests.review.rounds import HOUR, passes

V = State.REVISIT

#: As `INNER` of service_calls.py: called under another service's lock.
INNER_ROUNDS = {"review.overseers.name_overseer", "review.rounds.read"}


def ask(it, by, **facts):
    asker = a_user(by.role) if it.handler == by else by
    rounds.record(it.pk, channel=Channel.PHONE, by=asker, now=NOON, **facts)


def watched(it):
    a_user(Role.SUPERVISOR)


def planned(it):
    read_news_of(it.pk, by=User.objects.system(), now=NOON + HOUR)


def with_a_call(it):
    planned(it)
    a_caller()
    passes(NOON + 48 * HOUR)


REVIEWS = {
    "complaints.revisit.note_asked": Row(
        V,
        lambda it, by: revisit.note_asked(it.pk, survey="https://x.example/survey/1:s/", until=LATER, by=by, now=NOON),
        (K.SURVEY_SENT,),
        Role.SYSTEM,
    ),
    "review.revisit.record": Row(V, lambda it, by: ask(it, by, reached=True, rating=5), (K.CLOSED,), Role.CURATOR),
    "review.revisit.record dissatisfied": Row(
        V,
        lambda it, by: ask(it, by, reached=True, rating=1, reason="还是碎的"),
        (K.RETURNED_DISSATISFIED, K.OVERSEER_NAMED),
        Role.CURATOR,
        watched,
    ),
    "review.revisit.record nobody answers": Row(
        V, lambda it, by: ask(it, by, reached=False), (K.REVISIT_ATTEMPTED,), Role.CURATOR
    ),
    "review.asking.ask_customers": Row(
        V, lambda it, by: asking.ask_customers(by=by, now=NOON + 5 * HOUR), (K.SURVEY_SENT,), Role.SYSTEM, planned
    ),
    "review.asking.take_step": Row(
        V,
        lambda it, by: asking.take_step(RevisitStep.objects.due(LATER).get().pk, by=by, now=LATER),
        (K.SURVEY_SENT,),
        Role.SYSTEM,
        planned,
    ),
    "review.callers.take_call": Row(
        V,
        lambda it, by: callers.take_call(RevisitStep.objects.calls().get().pk, by=by, now=NOON + 49 * HOUR),
        (K.REVISIT_GIVEN,),
        Role.CURATOR,
        with_a_call,
    ),
    "review.revisit_figures.revisit_figures": Row(
        V, lambda it, by: revisit_figures.revisit_figures(since=NOON, by=by, now=LATER), (), Role.SUPERVISOR
    ),
}
