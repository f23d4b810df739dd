"""The words of the library stand once a person confirmed them, its record and what was issued stay as they are (KNO-1,
KNO-2, KNO-6), and on SQLite the full text follows the documents of the search (KNO-4)."""

from complaints.guards.entries import append_only
from complaints.guards.standing import Guard
from knowledge import training_guards

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


_ISSUED_POSTGRES = """
CREATE OR REPLACE FUNCTION redress_issued_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is issued stands as it is' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER {table}_issued_stands BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL) EXECUTE FUNCTION redress_issued_stands();
"""


def issued_stands(table):
    """A guard over rows that may change until they are issued, and never afterwards."""
    refused = "WHEN OLD.issued_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'what is issued stands as it is'); END"
    return Guard(
        table=table,
        postgres=_ISSUED_POSTGRES.format(table=table),
        sqlite={
            f"{table}_no_{act.lower()}_once_issued": f"BEFORE {act} ON {table} {refused}"
            for act in ("UPDATE", "DELETE")
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
_DOCUMENTS, _FULL_TEXT = "knowledge_searchdocument", "knowledge_searchwords"
_ADD = f"INSERT INTO {_FULL_TEXT}(rowid, words) VALUES (NEW.id, NEW.words);"  # noqa: S608
_TAKE = f"INSERT INTO {_FULL_TEXT}({_FULL_TEXT}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"  # noqa: S608
SEARCH = Guard(
    table=_DOCUMENTS,
    # There an index over the column does it.
    postgres="SELECT 1",
    sqlite={
        "search_words_added": f"AFTER INSERT ON {_DOCUMENTS} BEGIN {_ADD} END",
        "search_words_taken": f"AFTER DELETE ON {_DOCUMENTS} BEGIN {_TAKE} END",
        "search_words_changed": f"AFTER UPDATE ON {_DOCUMENTS} BEGIN {_TAKE} {_ADD} END",
    },
)
BOOK = [issued_stands("knowledge_bookedition")]
TRAINING = training_guards.GUARDS
GUARDS = [*RECORD, *WORDS, *BOOK, *TRAINING, SEARCH]
