"""A passed test becomes a certificate, and nothing else does (KNO-5)."""

from calendar import monthrange
from datetime import date

from accounts.services.giving import give
from complaints.deadlines.workdays import CHINA
from review.services.causes.record import next_number


def certify(attempt, *, by, now):
    """The certificate of a passed attempt, in the caller's transaction."""
    test = attempt.test
    return give(
        user=attempt.person,
        qualification=test.qualification,
        proof=attempt.pk,
        number=next_number("ZS", now),
        valid_until=months_after(now.astimezone(CHINA).date(), test.valid_months),
        by=by,
        now=now,
    )


def months_after(day, months):
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
