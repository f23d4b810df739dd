"""What is carried out was accepted, what is booked was approved, and who pays did not agree to it (I05, I06)."""

from complaints.guards.standing import Guard

_COMPLAINT, _LEDGER = "complaints_complaint", "complaints_ledgerentry"
_ACCEPTED = """
    SELECT 1 FROM complaints_proposal
    WHERE id = NEW.accepted_proposal_id AND complaint_id = NEW.id AND status = 'accepted'
"""
_COVERED = """
    SELECT 1 FROM complaints_task t
    JOIN complaints_optionitem i ON i.id = t.item_id
    JOIN complaints_proposal p ON p.chosen_id = i.option_id
    WHERE t.id = NEW.task_id AND t.complaint_id = NEW.complaint_id AND p.complaint_id = NEW.complaint_id
        AND p.status = 'accepted' AND p.approved_hash = p.content_hash
        AND i.measure = NEW.measure AND NEW.value_cny <= i.value_cny
        AND round(NEW.value_cny + COALESCE((
            SELECT sum(l.value_cny) FROM complaints_optionitem j
            JOIN complaints_task o ON o.item_id = j.id
            JOIN complaints_ledgerentry l ON l.task_id = o.id
            WHERE j.option_id = i.option_id
        ), 0), 2) <= p.approved_under_cny
"""
_AGREED = """
    SELECT 1 FROM complaints_task task
    JOIN complaints_optionitem item ON item.id = task.item_id
    JOIN complaints_option choice ON choice.id = item.option_id
    JOIN complaints_proposal proposal ON proposal.id = choice.proposal_id
    WHERE task.id = NEW.task_id AND (
        (
            NEW.measure IN ('refund', 'advance_payment', 'fee_waiver')
            AND NEW.booked_by_id IN (proposal.proposed_by_id, proposal.in_name_of_id, proposal.approved_by_id)
        )
        OR EXISTS (
            SELECT 1 FROM complaints_approval yes
            WHERE yes.proposal_id = proposal.id AND NEW.booked_by_id IN (yes.by_id, yes.in_name_of_id)
        )
    )
"""
_POSTGRES = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {broken} THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE {acts} ON {table}
    FOR EACH ROW WHEN ({asked_of}) EXECUTE FUNCTION {function}();
"""


def _guard(function, table, asked_of, broken, sentence, triggers):
    """Refused is a row `asked_of` for which `broken` holds; `triggers` has name → act."""
    acts = " OR ".join(sorted(triggers.values()))
    told = {"function": function, "table": table, "asked_of": asked_of, "broken": broken, "sentence": sentence}
    return Guard(
        table=table,
        postgres=_POSTGRES.format(name=next(iter(triggers)), acts=acts, **told),
        sqlite={
            name: f"BEFORE {act} ON {table} WHEN {asked_of} AND {broken} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for name, act in triggers.items()
        },
    )


GUARDS = [
    _guard(
        function="redress_check_execution",
        table=_COMPLAINT,
        asked_of="NEW.state IN ('executing', 'revisit')",
        broken=f"NOT EXISTS ({_ACCEPTED})",
        sentence="complaint has no accepted and approved proposal",
        triggers={
            "complaint_executes_what_was_accepted": "UPDATE OF state, accepted_proposal_id",
            "complaint_arrives_unexecuted": "INSERT",
        },
    ),
    _guard(
        function="redress_check_booking",
        table=_LEDGER,
        asked_of="NEW.task_id IS NOT NULL",
        broken=f"NOT EXISTS ({_COVERED})",
        sentence="booked without an accepted approval of this content that covers it",
        triggers={"ledger_books_what_was_approved": "INSERT"},
    ),
    _guard(
        function="redress_check_payer",
        table=_LEDGER,
        asked_of="NEW.task_id IS NOT NULL",
        broken=f"EXISTS ({_AGREED})",
        sentence="nobody pays out what they proposed or approved",
        triggers={"ledger_has_other_eyes": "INSERT"},
    ),
]
