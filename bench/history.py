"""Complaints that were decided and paid for, made by the database from a few examples: a million in some minutes.

Names in the statements come from the models; what comes from elsewhere travels as parameters.
"""
# ruff: noqa: S608

import random

from django.core.management.color import no_style
from django.db import connection, transaction

from bench.filling import fill
from complaints.models import Complainant, Complaint, LedgerEntry, Option, OptionItem, Proposal

_EXAMPLES = 2_000
#: Letters the words of a copy are cut from, so that two copies seldom tell alike.
_LETTERS, _LONGEST_WORDS = 20_000, 120
_PRODUCTS = 997
#: Of the copies so many in a hundred are closed.
CLOSED = 94
#: So many minutes are the complaints spread over.
_MINUTES = 400_000


def grow(complaints, *, agents, now):
    """Bring the desk to so many complaints, each of a customer of its own, in words of its own, about a product."""
    fill(min(complaints, _EXAMPLES), agents=agents, now=now)
    missing = complaints - Complaint.objects.count()
    if missing > 0:
        _copy(missing, now=now)


def decide():
    """One accepted proposal of two options for every closed complaint that has none."""
    first = _last(Proposal) + 1, _last(Option) + 1
    common = {"message": "'抱歉'", "improvement": "''", "answered_via": "'phone'", "reason": "''", "round": "1"}
    common |= {"content_hash": "'bench'", "approved_hash": "'bench'", "status": "'accepted'"}
    common |= dict.fromkeys(("proposed_at", "approved_at", "offered_at", "answered_at"), "c.closed_at")
    common |= dict.fromkeys(("proposed_by_id", "approved_by_id"), "c.handler_id")
    common |= dict.fromkeys(("compensation_cny", "approved_under_cny"), "5 + c.id % 500")
    numbered = "row_number() OVER (ORDER BY c.id) - 1"
    keys = {"id": f"{first[0]} + {numbered}", "complaint_id": "c.id", "chosen_id": f"{first[1]} + 2 * ({numbered})"}
    bare = f"NOT EXISTS (SELECT 1 FROM {_table(Proposal)} p WHERE p.complaint_id = c.id)"
    with transaction.atomic():
        _insert(Proposal, keys | common, f"{_table(Complaint)} c WHERE c.closed_at IS NOT NULL AND {bare}")
        _insert(
            Option,
            {
                "id": f"{first[1]} + 2 * (p.id - {first[0]}) + n.place - 1",
                "proposal_id": "p.id",
                "position": "n.place",
                "title": "'方案'",
                "description": "''",
            },
            f"{_table(Proposal)} p, (SELECT 1 AS place UNION ALL SELECT 2) n WHERE p.id >= {first[0]}",
        )
        measure = "CASE o.position WHEN 1 THEN 'refund' ELSE 'coupon' END"
        worth = f"CASE o.position WHEN 1 THEN 5 + (o.id - {first[1]}) % 500 ELSE 5 END"
        _insert(
            OptionItem,
            {"option_id": "o.id", "measure": measure, "value_cny": worth},
            f"{_table(Option)} o WHERE o.id >= {first[1]}",
        )
        mine = f"SELECT p.id FROM {_table(Proposal)} p WHERE p.complaint_id = {_table(Complaint)}.id"
        _execute(
            f"UPDATE {_table(Complaint)} SET accepted_proposal_id = ({mine} AND p.status = 'accepted') "
            f"WHERE accepted_proposal_id IS NULL AND EXISTS ({mine} AND p.id >= {first[0]})"
        )
        _execute("\n".join(connection.ops.sequence_reset_sql(no_style(), [Proposal, Option])))


def book(entries, *, each, by):
    """Bring the ledger to so many entries, `each` of them on one closed complaint, spread over its time."""
    missing = entries - LedgerEntry.objects.count()
    places = " UNION ALL ".join(f"SELECT {place} AS place" for place in range(each))
    bare = f"NOT EXISTS (SELECT 1 FROM {_table(LedgerEntry)} l WHERE l.complaint_id = c.id)"
    columns = {"complaint_id": "c.id", "purpose": "'bench ' || n.place", "measure": "'coupon'", "reference": "''"}
    columns |= {"value_cny": "1 + (c.id + n.place) % 9", "booked_by_id": str(by.pk), "booked_at": "c.closed_at"}
    source = f"{_table(Complaint)} c, ({places}) n WHERE c.closed_at IS NOT NULL AND {bare} ORDER BY c.id"
    _insert(LedgerEntry, columns, f"{source} LIMIT {max(0, missing)}")


def _copy(missing, *, now):
    """So many copies of the examples, closed but for a few."""
    person = _last(Complainant) + 1
    uuid = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    turns = f"SELECT CAST(0 AS bigint) UNION ALL SELECT turn + 1 FROM n WHERE turn < {missing - 1}"
    numbers = f"(WITH RECURSIVE n(turn) AS ({turns}) SELECT turn FROM n) n"
    people = _columns(Complainant) | {"id": f"{person} + n.turn", "uuid": uuid}
    example = f"(SELECT * FROM {_table(Complainant)} ORDER BY id LIMIT 1) c"
    minutes = f"((n.turn * 7919) % {_MINUTES})"
    received = f"datetime(%s, '-' || {minutes} || ' minutes')"
    if connection.vendor == "postgresql":
        received = f"%s - {minutes} * interval '1 minute'"
    closed = f"CASE WHEN n.turn % 100 < {CLOSED} THEN {received} END"
    offset = f"1 + CAST((n.turn * 6151) % {_LETTERS} AS integer)"
    changed = {
        "number": f"'H' || ({person} + n.turn)",
        "tracking_hash": f"'history:' || ({person} + n.turn)",
        "complainant_id": f"{person} + n.turn",
        "received_at": received,
        "closed_at": closed,
        "state": f"CASE WHEN n.turn % 100 < {CLOSED} THEN 'closed' ELSE 'investigating' END",
        "resolution": f"CASE WHEN n.turn % 100 < {CLOSED} THEN 'resolved' ELSE '' END",
        "subject": f"substr(w.letters, {offset}, 20)",
        "description": f"substr(w.letters, {offset} + 20, {_LONGEST_WORDS} - 20)",
        "product": f"'P' || (n.turn * 31) % {_PRODUCTS}",
        "next_due_at": "CAST(NULL AS timestamp with time zone)" if connection.vendor == "postgresql" else "NULL",
        "next_due_kind": "''",
    }
    chosen = _columns(Complaint) | changed
    nth = "row_number() OVER (ORDER BY id) - 1 AS nth"
    examples = f"(SELECT *, {nth} FROM {_table(Complaint)} ORDER BY id LIMIT {_EXAMPLES}) c"
    there = min(_EXAMPLES, Complaint.objects.count())
    moment = connection.ops.adapt_datetimefield_value(now)
    with transaction.atomic():
        _insert(Complainant, people, f"{example}, {numbers}")
        words = [moment] * sum(text.count("%s") for text in chosen.values()) + [_letters()]
        source = f"{numbers} JOIN {examples} ON c.nth = n.turn % {there}, (SELECT %s AS letters) w"
        _insert(Complaint, chosen, source, words)
        _execute("\n".join(connection.ops.sequence_reset_sql(no_style(), [Complainant])))


def _letters():
    chance = random.Random(_LETTERS)  # noqa: S311 — the same words in every run, no secret
    return "".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _place in range(_LETTERS + _LONGEST_WORDS))


def _columns(model):
    fields = (field for field in model._meta.local_fields if field.column != "id" and not field.generated)
    return {field.column: f"c.{field.column}" for field in fields}


def _insert(model, columns, source, values=()):
    into, chosen = ", ".join(columns), ", ".join(columns.values())
    statement = f"INSERT INTO {_table(model)} ({into}) SELECT {chosen} FROM {source}"
    _execute(statement.replace("% ", "%% ") if values else statement, values)


def _execute(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _table(model):
    return model._meta.db_table


def _last(model):
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
