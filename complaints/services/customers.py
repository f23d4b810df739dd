"""Rows that are one customer: complainants joined by a contact they share or by a merged complaint (ESC-1, A29)."""

from django.db.models.functions import Coalesce

from complaints.models import Complainant


def rows_of(*complainant_ids):
    """Ids of every complainant row that is the same customer as one of these, in order."""
    rows = Complainant.objects.values_list("pk", flat=True)
    named = Complainant.objects.filter(pk__in=complainant_ids)
    firsts = named.annotate(first=Coalesce("same_as_id", "pk")).values("first")
    return list(rows.filter(pk__in=firsts).union(rows.filter(same_as__in=firsts)).order_by("pk"))


def rows_of_each(complainant_ids):
    """For each of these complainants the ids of all rows that are the same customer; two statements for all."""
    named = Complainant.objects.filter(pk__in=complainant_ids)
    first_of = dict(named.annotate(first=Coalesce("same_as_id", "pk")).values_list("pk", "first"))
    joined = Complainant.objects.filter(same_as__in=set(first_of.values())).values_list("pk", "same_as")
    rows = {first: {first} for first in first_of.values()}
    for pk, first in joined:
        rows[first].add(pk)
    return {pk: frozenset(rows[first]) for pk, first in first_of.items()}


def lock_rows(*complainant_ids):
    """`rows_of`, locked in the order of their ids until the transaction ends.

    Whoever waited looks again: the rows may have been joined to others meanwhile.
    """
    locked = None
    while locked != (found := rows_of(*complainant_ids)):
        rows = Complainant.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk")
        locked = list(rows.values_list("pk", flat=True))
    return locked


def join(*complainant_ids):
    """From now on these count as one customer, the oldest row standing for all."""
    first, *others = lock_rows(*complainant_ids)
    Complainant.objects.filter(pk__in=others).exclude(same_as=first).update(same_as=first)
