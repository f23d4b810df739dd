"""The record: every service writes its own event, every kind is written, translated and told in a sentence."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.services.record import faults_of
from complaints.telling.timeline import SENTENCES, entries
from tests.architecture.book_calls import BOOKS
from tests.architecture.bulk_calls import BULK
from tests.architecture.cause_calls import CAUSES, INNER_CAUSES
from tests.architecture.connector_calls import CONNECTORS
from tests.architecture.escalation_calls import ESCALATIONS, INNER_STEPS
from tests.architecture.figure_calls import FIGURES
from tests.architecture.guidance_calls import GUIDANCE, INNER_GUIDANCE
from tests.architecture.improvement_calls import IMPROVEMENTS, INNER_IMPROVEMENTS
from tests.architecture.inbound_calls import INBOUND
from tests.architecture.incident_calls import INCIDENTS
from tests.architecture.inspection_calls import INNER_OPINIONS, INSPECTIONS
from tests.architecture.library_calls import INNER_LIBRARY, LIBRARY
from tests.architecture.limit_calls import LIMITS
from tests.architecture.message_calls import MESSAGES
from tests.architecture.offer_calls import OFFERS
from tests.architecture.order_calls import ORDERS
from tests.architecture.outside_calls import OUTSIDE
from tests.architecture.policy_calls import POLICIES
from tests.architecture.review_calls import INNER_ROUNDS, REVIEWS
from tests.architecture.sameness_calls import SAMENESS
from tests.architecture.service_calls import INNER
from tests.architecture.service_calls import ROWS as UNTIMED
from tests.architecture.time_calls import TIMED
from tests.architecture.training_calls import INNER_TRAINING, TRAINING
from tests.architecture.waiting_calls import WAITING
from tests.architecture.warning_calls import WARNINGS
from tests.architecture.webhook_calls import WEBHOOKS
from tests.builders import a_complaint, a_user

pytestmark = pytest.mark.django_db
ROWS = UNTIMED | BULK | OFFERS | MESSAGES | TIMED | POLICIES | WAITING | ESCALATIONS | INCIDENTS | OUTSIDE
ROWS |= LIMITS | WEBHOOKS | INBOUND | SAMENESS | CONNECTORS | ORDERS | FIGURES | CAUSES | INSPECTIONS | REVIEWS
ROWS |= WARNINGS | LIBRARY | BOOKS | TRAINING
UNDER_A_LOCK = INNER | INNER_STEPS | INNER_CAUSES | INNER_OPINIONS | INNER_ROUNDS | INNER_IMPROVEMENTS
UNDER_A_LOCK |= INNER_LIBRARY | INNER_GUIDANCE | INNER_TRAINING
ROWS |= IMPROVEMENTS | GUIDANCE
APPS = ("complaints", "escalation", "review", "knowledge")


def services():
    """Every function of a services package that acts for somebody at a moment."""
    for app in APPS:
        package = import_module(f"{app}.services")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            room = found.name.removeprefix(f"{package.__name__}.")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                is_ours = function.__module__ == module.__name__ and not name.startswith("_")
                if is_ours and {"by", "now"} <= set(inspect.signature(function).parameters):
                    yield f"{app}.{room}.{name}"


def doer_of(role, agent):
    if role == Role.AGENT:
        return agent
    return User.objects.system() if role == Role.SYSTEM else a_user(role)


def test_every_service_is_called_here():
    assert set(services()) == {row.partition(" ")[0] for row in ROWS} | UNDER_A_LOCK


def test_every_kind_of_event_is_written_by_a_service():
    assert {kind for row in ROWS.values() for kind in row.kinds} == set(EventKind)


@pytest.mark.parametrize("name", ROWS)
def test_a_service_writes_exactly_its_events_and_each_is_told_in_a_sentence(name):
    row, agent = ROWS[name], a_user()
    complaint = a_complaint(at=row.at, agent=agent, **row.facts)
    row.ready(complaint)
    by, before = doer_of(row.role, agent), set(ComplaintEvent.objects.values_list("pk", flat=True))
    # Complaints that only stand there to be counted are copies, and have no record of their own.
    copies = {fault for one in Complaint.objects.all() for fault in faults_of(one)}
    row.call(complaint, by)
    written = ComplaintEvent.objects.exclude(pk__in=before).order_by("pk")
    assert [event.kind for event in written] == list(row.kinds)
    for event in written:
        assert event.by == by
        told = entries(event.complaint, since=event.seq - 1, most=None)[-1]
        assert "—" not in told.sentence, "a fact of the sentence is missing"
    assert {fault for one in Complaint.objects.all() for fault in faults_of(one)} == copies


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_has_its_sentence_in_both_languages(kind):
    told = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            told[language] = (str(EventKind(kind).label), str(SENTENCES[kind]))
    for english, chinese in zip(told["en"], told["zh-hans"], strict=True):
        assert chinese != english
        assert not any("\u4e00" <= symbol <= "\u9fff" for symbol in english)
