"""What is booked is what was approved and accepted: the database refuses everything else, whoever asks (I05).

SQLite makes a table anew to change it, and stumbles over a trigger that names the old one. There the guard stands
aside while migrations run, and is back when they are done.
"""

from django.db import connections

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
_NAME = "ledger_books_what_was_approved"
_SENTENCE = "booked without an accepted approval of this content that covers it"

POSTGRES = f"""
CREATE FUNCTION redress_check_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS ({_COVERED}) THEN
        RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {_NAME} BEFORE INSERT ON complaints_ledgerentry
    FOR EACH ROW WHEN (NEW.task_id IS NOT NULL) EXECUTE FUNCTION redress_check_booking();
"""

_SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS {_NAME} BEFORE INSERT ON complaints_ledgerentry
WHEN NEW.task_id IS NOT NULL AND NOT EXISTS ({_COVERED})
BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END;
"""


def step_aside(using, **_signal):
    """Before migrations."""
    _run(using, f"DROP TRIGGER IF EXISTS {_NAME}")


def stand(using, **_signal):
    """After migrations."""
    _run(using, _SQLITE)


def _run(using, statement):
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute(statement)
