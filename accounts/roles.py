"""The roles of the desk and the rights of each: the one place to read who may do what.

Rights are names of the form `app.verb_noun`; a transition names the right it needs, and
`accounts.backends.RoleBackend` answers from this file. Rows (which complaints) are decided
by `Complaint.objects.visible_to`, sums by `escalation.authority`. Source: domain.md, Roles.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.learning import LEARNING
from accounts.learning import on as _on
from accounts.library import LIBRARY


class Role(models.TextChoices):
    AGENT = "agent", _("Frontline agent")
    HANDLER = "handler", _("Department handler")
    SUPERVISOR = "supervisor", _("Supervisor")
    DIRECTOR = "director", _("Operations director")
    LEGAL = "legal", _("Legal reviewer")
    FINANCE = "finance", _("Finance")
    CURATOR = "curator", _("QA curator")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    INTEGRATION = "integration", _("Integration account")
    CUSTOMER = "customer", _("Customer")
    SYSTEM = "system", _("System")


#: Accounts that no person signs in with: the tracking page and the scheduled work act as these.
SERVICE_ROLES = frozenset({Role.CUSTOMER, Role.SYSTEM})

#: Those who neither give nor take duties: administration stays apart from complaints, machines have no duties.
OUTSIDE_DELEGATION = SERVICE_ROLES | {Role.ADMINISTRATOR, Role.INTEGRATION}


_READ = frozenset({"complaints.view_complaint"})

#: Never blocked (ESC-5): whoever works on a complaint may put it before somebody with more power.
_ESCALATE = frozenset({"escalation.escalate_complaint"})

_ANSWER = frozenset({"escalation.view_escalation", "escalation.answer_escalation"})

_LEAD = _ANSWER | {"escalation.answer_supervisor", "escalation.convene_meeting", "complaints.assign_task"}

_CONVERSE = frozenset(
    {
        "complaints.record_contact",
        "complaints.add_evidence",
        "complaints.unmask_contact",
        "complaints.resend_message",
        "complaints.chase_complaint",
        "complaints.write_message",
        "complaints.view_inbound",
    }
)

_HANDLE = _ESCALATE | frozenset(
    {
        "escalation.set_risk",
        "complaints.investigate_complaint",
        "complaints.report_investigation",
        "complaints.assign_task",
        "complaints.do_task",
        "complaints.hand_over_complaint",
        "complaints.pause_complaint",
        "complaints.extend_deadline",
    }
)

_NEGOTIATE = frozenset(
    {
        "complaints.keep_profile",
        "complaints.propose_solution",
        "complaints.offer_proposal",
        "complaints.record_answer",
        "complaints.give_up_execution",
        "complaints.send_to_revisit",
        "complaints.withdraw_complaint",
        "escalation.submit_proposal",
    }
)

_RECEIVE = _on(
    "complaints",
    complaint="add change claim triage split",
    duplicate="close",
    customers="join",
    tracking_code="renew",
    inbound="sort",
)

_SEE_CHAIN = frozenset({"escalation.view_approvalchain", "escalation.view_statutorybaseline"})

_DECIDE = _SEE_CHAIN | frozenset({"escalation.view_approvalrequest", "escalation.decide_proposal"})

_READ_RULES = frozenset({"complaints.view_policy", "complaints.view_workcalendar"})

_ASK_RULES = _on("review", revisitrules="view change")

_DRAFT_RULES = _ASK_RULES | _on("complaints", policy="change", workcalendar="add change") | {"escalation.draft_limits"}

_CHANNELS = ("channelaccount", "messagetemplate", "connector", "ivrkey", "mailbox")
_SEE_CHANNELS = _on("complaints", **dict.fromkeys((*_CHANNELS, "sendingrules"), "view"))
_KEEP_CHANNELS = _SEE_CHANNELS | _on("complaints", **dict.fromkeys(_CHANNELS, "add change"), sendingrules="change")
_KEEP_CHANNELS |= _on("complaints", wecomaccount="view add change")

_OVERSEE = _READ_RULES | frozenset(
    {
        "escalation.set_risk",
        "escalation.clear_risk",
        "complaints.activate_policy",
        "complaints.repin_complaint",
        "complaints.assign_complaint",
        "complaints.view_delivery",
        "complaints.view_inbound",
        "complaints.oversee_deadlines",
        "complaints.refuse_complaint",
        "complaints.reopen_complaint",
        "complaints.rule_owner",
        "complaints.import_complaints",
        "complaints.view_importbatch",
        "complaints.export_complaints",
        "complaints.view_export",
        "review.close_by_reason",
        "complaints.view_promises",
        "escalation.view_figures",
        "review.view_board",
    }
)
_OVERSEE |= _on("complaints", importmapping="view change delete")

_SEE_INCIDENTS = frozenset({"escalation.view_incident"})

_ANSWER_INCIDENTS = _SEE_INCIDENTS | frozenset({"escalation.respond_incident"})

_DECIDE_INCIDENTS = _ANSWER_INCIDENTS | frozenset({"escalation.confirm_incident", "escalation.view_incidentrule"})

_SEE_OUTSIDE = frozenset(
    {"escalation.view_outsidebody", "escalation.view_outsidematter", "escalation.view_evidencepackage"}
)

_GO_OUTSIDE = _SEE_OUTSIDE | frozenset(
    {"escalation.open_matter", "escalation.send_final_letter", "escalation.make_package", "escalation.open_package"}
)

_KEEP_BODIES = _on("escalation", outsidebody="view add change")

#: Whoever may ask customers sees whom to ask.
_CALL = _on("review", revisitstep="view", revisit="record")
_SEE_REVISITS = _on("review", revisit="view", revisitround="view")

_AGENT = _CALL | _READ | _RECEIVE | _CONVERSE | _HANDLE | _NEGOTIATE

_KEEP_WORDS = _on("complaints", wordrule="view add change", urgentwords="view change", likenessrules="view change")

_KEEP_HOUSE = _on(
    "accounts",
    user="view add change",
    department="view add change",
    team="view add change",
    shift="view add change delete",
    delegation="view add end",
    application="view add change",
) | _on("complaints", category="view add change", webhookcall="view replay")

_READ_TRIGGERS = _on("escalation", triggerrule="view", riskweight="view")

_KEEP_TRIGGERS = _READ_TRIGGERS | _on("escalation", triggerrule="add change", riskweight="change")

RIGHTS: dict[str, frozenset[str]] = {
    Role.AGENT: _AGENT
    | _SEE_INCIDENTS
    | {
        "escalation.join_incident",
        "complaints.import_complaints",
        "complaints.view_importbatch",
        "complaints.view_delivery",
        "escalation.view_approvalrequest",
    },
    Role.HANDLER: _READ | _CONVERSE | _HANDLE | _ANSWER_INCIDENTS,
    Role.SUPERVISOR: _AGENT
    | _READ_TRIGGERS
    | _DECIDE
    | _DECIDE_INCIDENTS
    | _OVERSEE
    | _GO_OUTSIDE
    | _DRAFT_RULES
    | _LEAD
    | _on("escalation", incidentrule="add change", approvalchain="activate change", limitversion="view")
    | _SEE_REVISITS
    | {"escalation.announce_fix", "escalation.join_incident"},
    Role.DIRECTOR: _READ
    | _SEE_REVISITS
    | _KEEP_TRIGGERS
    | _ESCALATE
    | _LEAD
    | _DECIDE
    | _DECIDE_INCIDENTS
    | _OVERSEE
    | _GO_OUTSIDE
    | {
        "complaints.record_contact",
        "escalation.answer_director",
        "escalation.answer_legal",
        "escalation.activate_approvalchain",
        "escalation.view_limitversion",
        "escalation.draft_limits",
        "escalation.activate_limits",
    },
    Role.LEGAL: _READ
    | _DECIDE
    | _ESCALATE
    | _ANSWER
    | _ANSWER_INCIDENTS
    | _GO_OUTSIDE
    | _KEEP_BODIES
    | {
        "complaints.record_contact",
        "complaints.add_evidence",
        "complaints.do_task",
        "escalation.answer_legal",
        "escalation.add_statutorybaseline",
        "escalation.change_statutorybaseline",
    },
    Role.FINANCE: _READ
    | _ESCALATE
    | _on("complaints", task="do", evidence="add", compensation="book", ledgerentry="view"),
    Role.CURATOR: _READ
    | _CALL
    | _SEE_REVISITS
    | _READ_TRIGGERS
    | _KEEP_WORDS
    | _SEE_INCIDENTS
    | {
        "complaints.view_promises",
        "escalation.view_figures",
        "review.view_board",
        "knowledge.view_nomination",
        "knowledge.decide_nomination",
        # Whoever asks customers calls them, and reads the number for it (REV-1).
        "complaints.unmask_contact",
    },
    Role.ADMINISTRATOR: _READ_RULES
    | _KEEP_BODIES
    | _KEEP_TRIGGERS
    | _DRAFT_RULES
    | _KEEP_CHANNELS
    | _KEEP_WORDS
    | _KEEP_HOUSE
    | {
        "complaints.view_heartbeat",
        "complaints.retry_work",
        "escalation.view_limitversion",
        "escalation.view_approvalchain",
        "escalation.change_approvalchain",
    },
    Role.AUDITOR: _READ
    | _SEE_REVISITS
    | _READ_TRIGGERS
    | _READ_RULES
    | _SEE_INCIDENTS
    | _SEE_OUTSIDE
    | _SEE_CHANNELS
    | _SEE_CHAIN
    | _on("accounts", user="view", delegation="view", shift="view")
    | _on("complaints", export="view", wordrule="view", likenessrules="view", category="view", heartbeat="view")
    | _on("complaints", ledgerentry="view", delivery="view", urgentwords="view")
    | _on("escalation", approvalrequest="view", limitversion="view", escalation="view", incidentrule="view")
    | {
        "complaints.verify_record",
        "complaints.view_inbound",
        "complaints.view_promises",
        "complaints.export_complaints",
        "escalation.view_figures",
        "review.view_board",
        "escalation.open_package",
        "knowledge.view_nomination",
    },
    Role.INTEGRATION: _READ | _on("complaints", complaint="add", contact="record", order="keep"),
    Role.CUSTOMER: _on("complaints", complaint="add withdraw chase reopen", evidence="add", answer="record")
    | _on("review", revisit="record"),
    Role.SYSTEM: frozenset(
        {
            "escalation.view_incident",
            "complaints.add_complaint",
            "complaints.send_to_revisit",
            "complaints.end_waiting",
            "escalation.escalate_complaint",
            "review.record_revisit",
        }
    ),
}

for _joined in (LEARNING, LIBRARY):
    for _role, _rights in _joined.items():
        RIGHTS[_role] |= _rights
