"""A test stands once it is used, an attempt once it is judged, and nobody holds a certificate without one (KNO-5)."""

from complaints.guards.standing import Guard

_TEST, _ATTEMPT, _CERTIFICATE = "knowledge_trainingtest", "knowledge_attempt", "accounts_certificate"
_POSTGRES_TRIGGER = """
CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {table}
    FOR EACH ROW WHEN ({broken}) EXECUTE FUNCTION redress_training_stands();
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION redress_training_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was tested and certified stands' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
# A trigger of PostgreSQL looks at other tables only from inside its function.
_POSTGRES_EARNED = """
CREATE OR REPLACE FUNCTION redress_certificate_is_earned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS ({earned}) THEN
        RAISE EXCEPTION 'a certificate needs a passed test' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {table}_is_earned BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION redress_certificate_is_earned();
"""
_EARNED = f"""
    SELECT 1 FROM {_ATTEMPT} a JOIN {_TEST} t ON t.id = a.test_id
    WHERE a.id = NEW.proof AND a.is_passed AND a.person_id = NEW.user_id AND t.qualification_id = NEW.qualification_id
"""  # noqa: S608
_REFUSED = "BEGIN SELECT RAISE(ABORT, 'what was tested and certified stands'); END"
_TEST_WORDS = (
    *("title", "questions", "task", "model_answer", "points", "qualification_id", "version"),
    *("pass_mark", "drawn", "minutes", "attempts_a_day", "valid_months", "writing_share", "written_by_id"),
)
_ATTEMPT_FACTS = ("test_id", "person_id", "seed", "questions", "pass_mark", "begun_at", "ends_at")
_HANDED_IN = ("answers", "written", "finished_at", "choice_score")
_CERTIFICATE_FACTS = ("number", "code", "user_id", "qualification_id", "proof", "given_at", "valid_until")


def _differ(columns, vendor):
    unlike = "IS DISTINCT FROM" if vendor == "postgres" else "IS NOT"
    return " OR ".join(f"NEW.{name} {unlike} OLD.{name}" for name in columns)


def _stand(table, refused):
    """A guard over `table`; `refused` has the end of its name → (act, what is refused by vendor)."""
    triggers = {f"{table}_{end}": told for end, told in refused.items()}
    return Guard(
        table=table,
        postgres=_POSTGRES_FUNCTION
        + "".join(
            _POSTGRES_TRIGGER.format(name=name, act=act, table=table, broken=broken("postgres"))
            for name, (act, broken) in triggers.items()
        ),
        sqlite={
            name: f"BEFORE {act} ON {table} WHEN {broken('sqlite')} {_REFUSED}"
            for name, (act, broken) in triggers.items()
        },
    )


GUARDS = [
    _stand(
        _TEST,
        {
            "stands": ("UPDATE", lambda vendor: f"OLD.state <> 'draft' AND ({_differ(_TEST_WORDS, vendor)})"),
            "stays": ("DELETE", lambda _vendor: "OLD.activated_at IS NOT NULL"),
        },
    ),
    _stand(
        _ATTEMPT,
        {
            "begins_open": ("INSERT", lambda _vendor: "NEW.finished_at IS NOT NULL OR NEW.score IS NOT NULL"),
            "stands": (
                "UPDATE",
                lambda vendor: (
                    f"OLD.score IS NOT NULL OR ({_differ(_ATTEMPT_FACTS, vendor)})"
                    f" OR OLD.finished_at IS NOT NULL AND ({_differ(_HANDED_IN, vendor)})"
                ),
            ),
            "stays": ("DELETE", lambda _vendor: "OLD.id IS NOT NULL"),
        },
    ),
    _stand(
        _CERTIFICATE,
        {
            "stands": (
                "UPDATE",
                lambda vendor: f"OLD.ended_at IS NOT NULL OR ({_differ(_CERTIFICATE_FACTS, vendor)})",
            ),
            "stays": ("DELETE", lambda _vendor: "OLD.id IS NOT NULL"),
        },
    ),
    Guard(
        table=_CERTIFICATE,
        postgres=_POSTGRES_EARNED.format(table=_CERTIFICATE, earned=_EARNED),
        sqlite={f"{_CERTIFICATE}_is_earned": f"BEFORE INSERT ON {_CERTIFICATE} WHEN NOT EXISTS ({_EARNED}) {_REFUSED}"},
    ),
]
