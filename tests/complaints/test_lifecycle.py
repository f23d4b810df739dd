import pytest
from django.utils import translation

from complaints.models import Complaint, EventKind
from complaints.services import gate
from complaints.states import Resolution, State
from tests.builders import NOON, a_complaint

TRANSITIONS = sorted(name for name in dir(Complaint) if hasattr(getattr(Complaint, name, None), "_django_fsm"))


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_not_possible_is_explained_in_both_languages(name, language):
    with translation.override(language):
        for state in State:
            complaint = Complaint(state=state)
            if gate.is_possible(complaint, name):
                continue
            sentence = gate.why_not(complaint, name)
            assert len(sentence) > 5
            assert "%(" not in sentence
            assert any("一" <= symbol <= "鿿" for symbol in sentence) == (language == "zh-hans"), sentence


@pytest.mark.parametrize("name", TRANSITIONS)
def test_every_transition_names_its_right_and_what_its_button_says(name):
    for one in getattr(Complaint, name)._django_fsm.transitions.values():
        assert one.permission.count(".") == 1
        assert str(one.custom["label"])


def test_a_state_cannot_be_set_by_hand():
    complaint = Complaint()
    with pytest.raises(AttributeError):
        complaint.state = State.CLOSED


def test_reopening_forgets_how_it_was_closed_and_counts():
    complaint = Complaint(
        state=State.CLOSED,
        resolution=Resolution.UNREACHED,
        closed_at=NOON,
        handler_id=1,
        severity="S3",
        priority="low",
        category_id=1,
    )
    complaint.reopen()
    assert (complaint.resolution, complaint.closed_at, complaint.reopened_count, complaint.round) == ("", None, 1, 2)


def test_a_dissatisfied_answer_is_counted_and_begins_a_round():
    complaint = Complaint(state=State.REVISIT, accepted_proposal_id=7)
    complaint.return_dissatisfied(satisfaction=1)
    assert (complaint.state, complaint.dissatisfied_count, complaint.round) == (State.INVESTIGATING, 1, 2)
    assert (complaint.accepted_proposal_id, complaint.satisfaction) == (None, 1)


@pytest.mark.django_db
def test_every_kind_of_event_has_a_name_in_both_languages():
    for kind in EventKind:
        with translation.override("zh-hans"):
            chinese = str(kind.label)
        with translation.override("en"):
            english = str(kind.label)
        assert english.isascii(), kind
        assert chinese != english, kind


@pytest.mark.django_db
def test_a_form_knows_what_is_missing_before_anybody_tries():
    complaint = a_complaint()
    assert not gate.is_possible(complaint, "triage")
    complaint.handler = complaint.received_by
    assert not gate.is_possible(complaint, "triage")
    complaint.severity, complaint.priority = "S3", "low"
    assert gate.is_possible(complaint, "triage")
