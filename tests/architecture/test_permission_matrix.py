"""Every route × every role × every relation × GET and POST, against the table in routes.toml (A01–A03, A27, A41)."""

import re

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from complaints.admin.steps import all_steps
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.states import State
from tests.architecture.cast import ACTORS, ANONYMOUS, CUSTOMER, PHONE, RELATIONS, ROLES, TOLD, Cast
from tests.architecture.routes import ROWS, SEES, STEPS, all_routes, answer, who
from tests.builders import a_complaint, a_user

pytestmark = pytest.mark.django_db

ROUTES = {route.name: route for route in all_routes()}
STEP_NAMES = [step.name for step in all_steps()]
READ, WRITE = "get", "post"
#: Who may what is no question of the database; that every page is answered is, and a supervisor opens most of them.
EACH_ACTOR = [
    pytest.param(actor, marks=[] if actor == Role.SUPERVISOR else pytest.mark.either_database) for actor in ACTORS
]
#: Whoever has the right meets a form, or the sentence why it is not possible now.
OPEN_FORM, REFUSED_FORM = {200, 409}, {200, 409, 422}
#: Looking at a file and taking a record away are themselves recorded, and with them the head of the record moves.
LOOKS = {EventKind.EVIDENCE_OPENED, EventKind.RECORD_EXPORTED, EventKind.PACKAGE_OPENED}
HEAD_OF_RECORD = {"events_count", "events_head", "events_seal"}


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """Made once for the file, in a transaction that is never committed; each test is a savepoint within."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


def test_every_route_has_a_row_and_every_row_a_route():
    assert sorted(ROUTES) == sorted(ROWS)


def test_every_step_has_a_row_and_every_row_a_step():
    assert sorted(STEP_NAMES) == sorted(STEPS)


def test_every_role_has_a_row_of_what_it_sees():
    assert set(SEES) == set(ROLES) - {Role.INTEGRATION}


@pytest.mark.parametrize("actor", EACH_ACTOR)
def test_every_answer_is_the_one_of_the_table_and_reading_changes_nothing(cast, actor):
    browser = cast.browser_of(actor)
    hidden = cast.hidden_from(actor, SEES.get(actor, ()))
    numbers = [] if actor == CUSTOMER else list(hidden.values_list("number", flat=True))
    secrets = [] if actor == CUSTOMER or SEES.get(actor) else [*TOLD.values(), PHONE, cast.offered.number]
    wrong, before = [], everything()
    for method in (READ, WRITE):
        for row, address, sends, expected in cells(cast, actor, method):
            status, body = asked(browser, method, address, sends)
            if status not in expected:
                wrong.append(f"{method} {row} {address}: {status}, not {expected}")
            wrong += [f"{method} {row} shows {word}" for word in (*numbers, *secrets) if word in body]
        if method == READ:
            assert everything() == before
    assert not wrong, "\n".join(wrong)


def test_a_hidden_file_is_not_served_by_way_of_a_complaint_one_sees(cast):
    browser = cast.browser_of(Role.AGENT)
    hidden = cast.files[cast.of_desk.pk]
    for name in ("evidence", "preview"):
        address = reverse(f"admin:complaints_complaint_{name}", args=[cast.of_agent.pk, hidden])
        assert browser.get(address).status_code == 404
        assert browser.head(address).status_code == 404


@pytest.mark.either_database
@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.FINANCE, Role.ADMINISTRATOR])
def test_no_side_door_tells_of_a_hidden_complaint(cast, role):
    browser = cast.browser_of(role)
    hidden = cast.hidden_from(role, SEES[role])
    queue, search = reverse("admin:complaints_complaint_changelist"), reverse("admin:complaints_complaint_search")
    for one in hidden:
        told = [browser.get(f"{queue}?q={one.number}"), browser.get(f"{queue}?customer={one.complainant.uuid}")]
        for text in (one.number, one.subject, PHONE):
            told += [browser.post(search, {"q": text}, follow=True), browser.post("/admin/search/", {"s": text})]
        told += [browser.post(reverse("admin:complaints_complaint_history_of"), {"phone": PHONE})]
        shown = [answer.request["PATH_INFO"] for answer in told if link_to(one) in answer.content.decode()]
        assert shown == []


@pytest.mark.either_database
@pytest.mark.parametrize("actor", [Role.SUPERVISOR, Role.ADMINISTRATOR, ANONYMOUS, CUSTOMER])
def test_nothing_is_posted_from_another_site(cast, actor):
    browser = cast.browser_of(actor)
    browser.handler.enforce_csrf_checks = True
    passed = [
        address
        for row, address, sends, _ in cells(cast, actor, WRITE)
        # Providers and other systems have no session to ride on: a signature or a key is asked of each request.
        if not ROWS[row.split()[0]].get("is_signed") and asked(browser, WRITE, address, sends)[0] != 403
    ]
    assert passed == []


@pytest.mark.either_database
@pytest.mark.parametrize("state", State)
def test_a_button_is_drawn_exactly_where_its_form_opens(cast, state):
    complaint = a_complaint(at=state, agent=cast.people[Role.AGENT])
    people = cast.people | {Role.HANDLER: a_user(Role.HANDLER, department="logistics")}
    for role, person in people.items():
        if "own" not in SEES.get(role, ()) or not Complaint.objects.visible_to(person).filter(pk=complaint.pk):
            continue
        browser = Client()
        browser.force_login(person)
        page = browser.get(link_to(complaint)).content.decode()
        drawn = set(re.findall(rf"/complaint/{complaint.pk}/step/([\w-]+)/", page))
        opened = {
            name
            for name in STEP_NAMES
            if role in who(STEPS[name]) and asked(browser, READ, link_to(complaint, name))[0] == 200
        }
        assert drawn == opened, role


def cells(cast, actor, method):
    """Row, address, what to send and the statuses that are right, for everything `actor` could ask by `method`."""
    for name, row in ROWS.items():
        for relation in relations(row, actor):
            complaint = cast.complaint(actor, relation)
            hidden = relation not in SEES.get(actor, ())
            for step in STEP_NAMES if row.get("of") == "step" else ("",):
                address = row.get("at") or ROUTES[name].address(**cast.parameters(ROUTES[name], complaint), name=step)
                right = expected_of_step(step, actor, method, hidden) if step else expected(row, actor, method, hidden)
                yield f"{name} {step} {relation}", address, row.get("sends", {}), right


def relations(row, actor):
    """All of them for an address of one complaint; for its many steps one in which it is seen and one hidden."""
    seen = SEES.get(actor, ())
    if row.get("of") == "step":
        return [*seen[:1], next(relation for relation in RELATIONS if relation not in seen)]
    return RELATIONS if "of" in row else RELATIONS[:1]


def expected(row, actor, method, hidden):
    status = answer(row[method], actor)
    is_shut_to_all = status in (403, 405) or actor in who("strangers")
    return {404} if "of" in row and hidden and not is_shut_to_all else {status}


def expected_of_step(step, actor, method, hidden):
    if actor in who("strangers"):
        return {302}
    if hidden:
        return {404}
    if actor not in who(STEPS[step]):
        return {403}
    return OPEN_FORM if method == READ else REFUSED_FORM


def asked(browser, method, address, sends=None):
    """Status and body; what a POST changed is undone, sign-out included."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        response = getattr(browser, method)(address, sends or {}, headers={"X-Dialog": "1"})
        if response.streaming:
            list(response.streaming_content)
            body = ""
        else:
            body = response.content.decode(errors="replace")
        transaction.set_rollback(method == WRITE)
    browser.cookies = cookies
    return response.status_code, body


def everything():
    """Every row of the house, but for the looks that are put on the record."""
    rows = {}
    for model in apps.get_models():
        found = model.objects.order_by("pk").values()
        if model is ComplaintEvent:
            found = found.exclude(kind__in=LOOKS)
        if model._meta.label_lower == "complaints.complaint":
            found = [{name: value for name, value in row.items() if name not in HEAD_OF_RECORD} for row in found]
        rows[model._meta.label] = list(found)
    return rows


def link_to(complaint, step=""):
    """The page of `complaint`, or the form of one of its steps."""
    if step:
        return reverse("admin:complaints_complaint_step", args=[complaint.pk, step])
    return reverse("admin:complaints_complaint_change", args=[complaint.pk])
