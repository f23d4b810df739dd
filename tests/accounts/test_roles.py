"""Who may do what, written down a second time by hand from the requirement book: the table and the file must agree."""

import pytest

from accounts.roles import OUTSIDE_DELEGATION, RIGHTS, SERVICE_ROLES, Role

#: Rights that change a complaint, money or the record.
CHANGING = {right for rights in RIGHTS.values() for right in rights if ".view_" not in right}


def holders(right):
    return {role for role in Role if right in RIGHTS[role]}


def test_every_role_has_its_rights_written_down():
    assert set(RIGHTS) == set(Role)


def test_the_administrator_reads_and_touches_no_complaint():
    content = {right for right in RIGHTS[Role.ADMINISTRATOR] if not right.startswith("accounts.")}
    assert content == {
        "complaints.view_category",
        "complaints.add_category",
        "complaints.change_category",
        "complaints.view_policy",
        "complaints.change_policy",
        "complaints.view_workcalendar",
        "complaints.add_workcalendar",
        "complaints.change_workcalendar",
        "complaints.view_channelaccount",
        "complaints.add_channelaccount",
        "complaints.change_channelaccount",
        "complaints.view_messagetemplate",
        "complaints.add_messagetemplate",
        "complaints.change_messagetemplate",
        "complaints.view_sendingrules",
        "complaints.change_sendingrules",
        "complaints.view_wecomaccount",
        "complaints.add_wecomaccount",
        "complaints.change_wecomaccount",
        "complaints.view_connector",
        "complaints.add_connector",
        "complaints.change_connector",
        "complaints.view_mailbox",
        "complaints.add_mailbox",
        "complaints.change_mailbox",
        "complaints.view_ivrkey",
        "complaints.add_ivrkey",
        "complaints.change_ivrkey",
        "complaints.view_wordrule",
        "complaints.add_wordrule",
        "complaints.change_wordrule",
        "complaints.view_urgentwords",
        "complaints.change_urgentwords",
        "complaints.view_likenessrules",
        "complaints.change_likenessrules",
        "complaints.view_webhookcall",
        "complaints.replay_webhookcall",
        "escalation.view_triggerrule",
        "escalation.add_triggerrule",
        "escalation.change_triggerrule",
        "escalation.view_riskweight",
        "escalation.change_riskweight",
        "complaints.view_heartbeat",
        "complaints.retry_work",
        "escalation.view_limitversion",
        "escalation.draft_limits",
        "escalation.view_approvalchain",
        "escalation.change_approvalchain",
        "escalation.view_outsidebody",
        "escalation.add_outsidebody",
        "escalation.change_outsidebody",
        "review.view_revisitrules",
        "review.change_revisitrules",
    }


def test_the_auditor_changes_nothing():
    assert RIGHTS[Role.AUDITOR] & CHANGING == {
        "complaints.verify_record",
        "complaints.export_complaints",
        "escalation.open_package",
    }


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        ("complaints.book_compensation", {Role.FINANCE}),
        ("escalation.decide_proposal", {Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL}),
        ("escalation.activate_limits", {Role.DIRECTOR}),
        ("review.close_by_reason", {Role.SUPERVISOR, Role.DIRECTOR}),
        ("complaints.refuse_complaint", {Role.SUPERVISOR, Role.DIRECTOR}),
        ("complaints.reopen_complaint", {Role.SUPERVISOR, Role.DIRECTOR, Role.CUSTOMER}),
        ("complaints.assign_complaint", {Role.SUPERVISOR, Role.DIRECTOR}),
        ("complaints.triage_complaint", {Role.AGENT, Role.SUPERVISOR}),
        ("complaints.propose_solution", {Role.AGENT, Role.SUPERVISOR}),
        ("complaints.unmask_contact", {Role.AGENT, Role.HANDLER, Role.SUPERVISOR, Role.CURATOR}),
        ("review.record_revisit", {Role.AGENT, Role.SUPERVISOR, Role.CURATOR, Role.CUSTOMER, Role.SYSTEM}),
        ("complaints.verify_record", {Role.AUDITOR}),
        ("complaints.change_policy", {Role.SUPERVISOR, Role.ADMINISTRATOR}),
        ("complaints.change_workcalendar", {Role.SUPERVISOR, Role.ADMINISTRATOR}),
        ("complaints.activate_policy", {Role.SUPERVISOR, Role.DIRECTOR}),
        ("complaints.repin_complaint", {Role.SUPERVISOR, Role.DIRECTOR}),
        ("accounts.change_user", {Role.ADMINISTRATOR}),
        ("knowledge.decide_nomination", {Role.CURATOR}),
    ],
)
def test_a_weighty_right_is_held_by_exactly_these(right, roles):
    assert holders(right) == roles


def test_nobody_who_decides_about_money_also_pays_it():
    assert holders("escalation.decide_proposal").isdisjoint(holders("complaints.book_compensation"))


def test_machines_and_administrators_stay_outside_delegation():
    assert SERVICE_ROLES | {Role.ADMINISTRATOR, Role.INTEGRATION} == OUTSIDE_DELEGATION
