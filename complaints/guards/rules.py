"""The rules of a version stand once it is activated.

It may become a draft again as long as no complaint was received under it.
"""

from complaints.guards.standing import Guard

_POLICY, _RULE = "complaints_policy", "complaints_deadlinerule"
_POSTGRES_POLICY = """
CREATE OR REPLACE FUNCTION redress_policy_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.active_from IS NULL AND NOT EXISTS (
            SELECT 1 FROM complaints_complaint WHERE policy_id = OLD.id
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'an activated policy stands as it is' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER policy_stands BEFORE UPDATE OR DELETE ON complaints_policy
    FOR EACH ROW WHEN (OLD.active_from IS NOT NULL) EXECUTE FUNCTION redress_policy_stands();
"""
_POSTGRES_RULE = """
CREATE OR REPLACE FUNCTION redress_rule_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    policies bigint[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN policies := policies || OLD.policy_id; END IF;
    IF TG_OP <> 'DELETE' THEN policies := policies || NEW.policy_id; END IF;
    IF EXISTS (SELECT 1 FROM complaints_policy WHERE id = ANY(policies) AND active_from IS NOT NULL) THEN
        RAISE EXCEPTION 'the rules of an activated policy stand as they are'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE OR REPLACE TRIGGER rule_stands BEFORE INSERT OR UPDATE OR DELETE ON complaints_deadlinerule
    FOR EACH ROW EXECUTE FUNCTION redress_rule_stands();
"""
_STANDS = "BEGIN SELECT RAISE(ABORT, 'an activated policy stands as it is, and so do its rules'); END"
_IS_ACTIVE = f"EXISTS (SELECT 1 FROM {_POLICY} WHERE id IN ({{rows}}) AND active_from IS NOT NULL)"  # noqa: S608
_HELD = """OLD.active_from IS NOT NULL AND (
    NEW.active_from IS NOT NULL OR EXISTS (SELECT 1 FROM complaints_complaint WHERE policy_id = OLD.id)
)"""
_SQLITE_POLICY = {
    "policy_stands_unchanged": f"BEFORE UPDATE ON {_POLICY} WHEN {_HELD} {_STANDS}",
    "policy_stands_there": f"BEFORE DELETE ON {_POLICY} WHEN OLD.active_from IS NOT NULL {_STANDS}",
}
_SQLITE_RULE = {
    f"rule_stands_{act.lower()}": f"BEFORE {act} ON {_RULE} WHEN {_IS_ACTIVE.format(rows=rows)} {_STANDS}"
    for act, rows in (
        ("INSERT", "NEW.policy_id"),
        ("UPDATE", "OLD.policy_id, NEW.policy_id"),
        ("DELETE", "OLD.policy_id"),
    )
}

GUARDS = [Guard(_POLICY, _POSTGRES_POLICY, _SQLITE_POLICY), Guard(_RULE, _POSTGRES_RULE, _SQLITE_RULE)]
