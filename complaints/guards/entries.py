"""What was recorded and what was booked stays as it is (I02)."""

from complaints.guards.standing import Guard

_POSTGRES = """
CREATE OR REPLACE FUNCTION redress_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION redress_refuse_change();
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION redress_refuse_change();
"""
_REFUSED = "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"


def append_only(table):
    """A guard that lets rows in, and nothing else happen to them."""
    refused = _REFUSED.format(table=table)
    return Guard(
        table=table,
        postgres=_POSTGRES.format(table=table),
        sqlite={f"{table}_no_{act.lower()}": f"BEFORE {act} ON {table} {refused}" for act in ("UPDATE", "DELETE")},
    )


GUARDS = [append_only("complaints_complaintevent"), append_only("complaints_ledgerentry")]
