"""The words of the library stand once a person confirmed them, and its record stays as it is (KNO-1, KNO-2)."""

from complaints.guards.entries import append_only
from complaints.guards.standing import Guard

_POSTGRES = """
CREATE OR REPLACE FUNCTION redress_words_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'confirmed words stand as they are' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER {table}_words_stand BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION redress_words_stand();
CREATE OR REPLACE TRIGGER {table}_stays BEFORE DELETE ON {table}
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION redress_words_stand();
CREATE OR REPLACE TRIGGER {table}_begins_unconfirmed BEFORE INSERT ON {table}
    FOR EACH ROW WHEN (NEW.confirmed_at IS NOT NULL) EXECUTE FUNCTION redress_words_stand();
"""
_REFUSED = "BEGIN SELECT RAISE(ABORT, 'confirmed words stand as they are'); END"
# Other words ask for another confirmation, and only a draft may get other words.
_CHANGED = "({differ}) AND (OLD.state <> 'draft' OR OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS NOT NULL)"


def words_stand(table, columns):
    """A guard over a table of versions: a confirmation belongs to the exact words in `columns`."""
    differ = {
        vendor: _CHANGED.format(differ=" OR ".join(f"NEW.{name} {unlike} OLD.{name}" for name in columns))
        for vendor, unlike in (("postgres", "IS DISTINCT FROM"), ("sqlite", "IS NOT"))
    }
    return Guard(
        table=table,
        postgres=_POSTGRES.format(table=table, changed=differ["postgres"]),
        sqlite={
            f"{table}_words_stand": f"BEFORE UPDATE ON {table} WHEN {differ['sqlite']} {_REFUSED}",
            f"{table}_stays": f"BEFORE DELETE ON {table} WHEN OLD.published_at IS NOT NULL {_REFUSED}",
            f"{table}_begins_unconfirmed": f"BEFORE INSERT ON {table} WHEN NEW.confirmed_at IS NOT NULL {_REFUSED}",
        },
    )


RECORD = [append_only("knowledge_libraryevent"), append_only("knowledge_libraryuse")]
_FIXED = ("title", "entry_id", "number")
WORDS = [
    words_stand(
        "knowledge_caseversion",
        (*_FIXED, "situation", "facts", "cause", "handling", "script", "result", "lesson"),
    ),
    words_stand(
        "knowledge_playbookversion",
        (*_FIXED, "purpose", "facts", "evidence", "steps", "openers", "scripts", "cautions"),
    ),
]
GUARDS = [*RECORD, *WORDS]
