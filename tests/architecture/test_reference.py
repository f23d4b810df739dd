from io import StringIO

from django.core.management import call_command

from complaints.models import EventKind
from complaints.states import State
from config.reference import FILE, lifecycle


def test_the_reference_in_the_docs_is_what_the_code_prints():
    assert FILE.read_text(encoding="utf-8") == lifecycle(), "run: python3 manage.py print_reference --write"


def test_the_command_prints_the_same():
    out = StringIO()
    call_command("print_reference", stdout=out)
    assert out.getvalue() == lifecycle()


def test_every_state_and_event_is_on_the_page():
    page = lifecycle()
    assert [word for word in (*State, *EventKind) if f"`{word}`" not in page] == []


def test_the_diagram_can_be_drawn():
    diagram = lifecycle().partition("```mermaid\n")[2].partition("```")[0].splitlines()
    assert diagram[0] == "stateDiagram-v2"
    arrows = [line.strip().partition(":")[0].split(" --> ") for line in diagram if " --> " in line]
    assert {end for arrow in arrows for end in arrow} == {*State, "open", "[*]"}
