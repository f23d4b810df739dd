"""Versions of the approval chain: drafted by one, activated by another, never short of what the rules demand."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.states import State
from escalation.models import ApprovalChain, ApprovalStep
from escalation.services.chains import activate_chain, draft_chain
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_user, choices
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def draft():
    return draft_chain(by=a_user(Role.SUPERVISOR), now=NOON)


def activated(draft):
    return activate_chain(draft.pk, reason="法务先看", by=a_user(Role.DIRECTOR), now=NOON)


def test_nobody_activates_their_own_draft(draft):
    with pytest.raises(NotPermitted, match="somebody else activates"):
        activate_chain(draft.pk, reason="急用", by=draft.drafted_by, now=NOON)
    assert ApprovalChain.in_force(NOON).version == 1
    assert activated(draft).version == 2 == ApprovalChain.in_force(NOON).version


def test_a_new_version_asks_for_new_proposals_and_leaves_the_old_ones_alone(draft):
    complaint = a_complaint(at=State.INVESTIGATING)
    submit_proposal(complaint.pk, message="抱歉", choices=choices("9000"), by=complaint.handler, now=NOON)
    draft.rules.filter(cause="amount", asked_role=Role.LEGAL).update(rung="director", place=2)
    activated(draft)
    later = a_complaint(at=State.INVESTIGATING)
    submit_proposal(later.pk, message="抱歉", choices=choices("9000"), by=later.handler, now=NOON)
    asked = ApprovalStep.objects.order_by("pk").values_list("request__chain__version", "asked_role")
    assert list(asked) == [
        (1, Role.SUPERVISOR),
        (1, Role.DIRECTOR),
        (2, Role.SUPERVISOR),
        (2, Role.LEGAL),
        (2, Role.DIRECTOR),
    ]


@pytest.mark.parametrize("without", [{"cause": "wording"}, {"cause": "priority"}, {"asked_role": "director"}])
def test_a_chain_that_lets_something_pass_is_not_activated(draft, without):
    draft.rules.filter(**without).delete()
    with pytest.raises(RuleBroken):
        activated(draft)


def test_a_draft_is_edited_on_its_page_and_what_is_in_force_is_not():
    desk, director = desk_of(a_user(Role.SUPERVISOR), language="en"), desk_of(a_user(Role.DIRECTOR), language="en")
    desk.post(reverse("admin:escalation_approvalchain_draft"))
    draft = ApprovalChain.objects.get(version=2)
    page = desk.get(reverse("admin:escalation_approvalchain_change", args=[draft.pk])).content.decode()
    assert 'name="rules-0-minutes"' in page
    in_force = ApprovalChain.objects.get(version=1)
    page = desk.get(reverse("admin:escalation_approvalchain_change", args=[in_force.pk])).content.decode()
    assert 'name="rules-0-minutes"' not in page
    desk.post(reverse("admin:escalation_approvalchain_activate", args=[draft.pk]), {"reason": "自己批"})
    assert ApprovalChain.objects.get(version=2).is_draft
    director.post(reverse("admin:escalation_approvalchain_activate", args=[draft.pk]), {"reason": "同意"})
    assert ApprovalChain.objects.get(version=2).active_from is not None
