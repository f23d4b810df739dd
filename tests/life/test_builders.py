import pytest

from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import a_complaint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("refund_cny", ["89.00", "1800.00"])
def test_every_state_can_be_reached_by_the_services_alone(state, refund_cny):
    complaint = a_complaint(at=state, refund_cny=refund_cny)
    assert complaint.state == state
    assert faults_of(complaint) == []
    # Options lie with the customer: nothing of ours is due (SLA-16).
    assert (complaint.next_due_at is None) == (state in {State.PROPOSED, State.CLOSED})
