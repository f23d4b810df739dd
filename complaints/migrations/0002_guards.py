"""What the database itself refuses: changing the record or the ledger, executing what nobody approved."""

from django.db import migrations

APPEND_ONLY = ["complaints_complaintevent", "complaints_ledgerentry"]

POSTGRES_REFUSE = """
CREATE FUNCTION redress_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

POSTGRES_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION redress_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION redress_refuse_change();
"""

SQLITE_APPEND_ONLY = [
    """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
""",
    """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
""",
]

POSTGRES_ACCEPTED = """
CREATE FUNCTION redress_check_execution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM complaints_proposal
        WHERE id = NEW.accepted_proposal_id AND complaint_id = NEW.id AND status = 'accepted'
    ) THEN
        RAISE EXCEPTION 'complaint % has no accepted and approved proposal', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_executes_what_was_accepted
    BEFORE INSERT OR UPDATE OF state, accepted_proposal_id ON complaints_complaint
    FOR EACH ROW WHEN (NEW.state IN ('executing', 'revisit'))
    EXECUTE FUNCTION redress_check_execution();
"""

SQLITE_ACCEPTED = """
CREATE TRIGGER complaint_{name}
BEFORE {act} ON complaints_complaint
WHEN NEW.state IN ('executing', 'revisit') AND NOT EXISTS (
    SELECT 1 FROM complaints_proposal
    WHERE id = NEW.accepted_proposal_id AND complaint_id = NEW.id AND status = 'accepted'
)
BEGIN SELECT RAISE(ABORT, 'complaint has no accepted and approved proposal'); END;
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        statements = [POSTGRES_REFUSE, *(POSTGRES_APPEND_ONLY.format(table=table) for table in APPEND_ONLY)]
        statements.append(POSTGRES_ACCEPTED)
    else:
        statements = [sql.format(table=table) for table in APPEND_ONLY for sql in SQLITE_APPEND_ONLY]
        acts = {
            "executes_what_was_accepted": "UPDATE OF state, accepted_proposal_id",
            "arrives_unexecuted": "INSERT",
        }
        statements += [SQLITE_ACCEPTED.format(name=name, act=act) for name, act in acts.items()]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [migrations.RunPython(guard)]
