"""Services of proposals, their approval and the customer's answer, as service_calls.py."""

from datetime import timedelta

from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.services import proposal
from complaints.states import Channel
from escalation.models import ApprovalStep
from escalation.services import chains, decision, submission, waiting
from tests.architecture.service_calls import LATER, D, I, P, Row, X
from tests.builders import NOON, a_user, choices


def submit(it, by, refund_cny="89.00"):
    submission.submit_proposal(it.pk, message="抱歉", choices=choices(refund_cny), by=by, now=NOON)


def submitted(it):
    submit(it, it.handler, "900.00")


def asked_and_there(it):
    a_user(Role.SUPERVISOR), a_user(Role.DIRECTOR)
    submitted(it)


def drafted():
    return chains.draft_chain(by=a_user(Role.ADMINISTRATOR), now=NOON)


def approved(it):
    submitted(it)
    decision.approve(it.proposals.get().pk, by=a_user(Role.DIRECTOR), now=NOON)


OFFERS = {
    "complaints.proposal.propose": Row(
        I,
        lambda it, by: proposal.propose(it.pk, message="抱歉", choices=choices(), by=by, now=NOON),
        (K.PROPOSED,),
    ),
    "complaints.proposal.offer": Row(
        I, lambda it, by: proposal.offer(it.pk, by=by, now=NOON), (K.OFFERED, K.PAUSED), ready=approved
    ),
    "complaints.proposal.accept": Row(
        P,
        lambda it, by: proposal.accept(it.pk, position=2, via=Channel.PHONE, by=by, now=NOON),
        (K.ACCEPTED, K.RESUMED),
    ),
    "complaints.proposal.refuse": Row(
        P,
        lambda it, by: proposal.refuse(it.pk, reason="太少", via=Channel.PHONE, by=by, now=NOON),
        (K.REFUSED, K.RESUMED),
    ),
    "complaints.proposal.take_back": Row(
        P,
        lambda it, by: proposal.take_back(it.pk, reason="写错", by=by, now=NOON),
        (K.PROPOSAL_WITHDRAWN, K.RESUMED),
    ),
    "complaints.proposal.give_up_execution": Row(
        X, lambda it, by: proposal.give_up_execution(it.pk, reason="缺货", by=by, now=NOON), (K.EXECUTION_IMPOSSIBLE,)
    ),
    "escalation.submission.submit_proposal": Row(
        I, lambda it, by: submit(it, by, "900.00"), (K.PROPOSED, K.APPROVAL_REQUESTED)
    ),
    "escalation.submission.submit_proposal within the limit": Row(
        I, submit, (K.PROPOSED, K.PROPOSAL_APPROVED, K.OFFERED, K.PAUSED)
    ),
    "escalation.decision.approve": Row(
        I,
        lambda it, by: decision.approve(it.proposals.get().pk, by=by, now=NOON),
        (K.APPROVAL_GIVEN, K.PROPOSAL_APPROVED),
        D,
        submitted,
    ),
    "escalation.decision.approve first of two": Row(
        I,
        lambda it, by: decision.approve(it.proposals.get().pk, by=by, now=NOON),
        (K.APPROVAL_GIVEN,),
        Role.SUPERVISOR,
        lambda it: submit(it, it.handler, "9000.00"),
    ),
    "escalation.chains.draft_chain": Row(I, lambda it, by: chains.draft_chain(by=by, now=NOON), (), Role.SUPERVISOR),
    "escalation.chains.activate_chain": Row(
        I,
        lambda it, by: chains.activate_chain(drafted().pk, reason="试行", by=by, now=NOON),
        (),
        Role.SUPERVISOR,
    ),
    "escalation.chains.discard_chain": Row(
        I, lambda it, by: chains.discard_chain(drafted().pk, by=by, now=NOON), (), Role.SUPERVISOR
    ),
    "escalation.waiting.tell_of_time": Row(
        I,
        lambda it, by: waiting.tell_of_time(ApprovalStep.objects.get().pk, by=by, now=NOON + timedelta(hours=3)),
        (K.APPROVAL_REMINDED,),
        Role.SYSTEM,
        asked_and_there,
    ),
    "escalation.waiting.tell_due_approvals": Row(
        I,
        lambda it, by: waiting.tell_due_approvals(by=by, now=LATER),
        (K.APPROVAL_RAISED,),
        Role.SYSTEM,
        asked_and_there,
    ),
    "escalation.decision.send_back": Row(
        I,
        lambda it, by: decision.send_back(it.proposals.get().pk, reason="偏高", by=by, now=NOON),
        (K.PROPOSAL_SENT_BACK,),
        D,
        submitted,
    ),
}
