"""Services of figures, as service_calls.py: they count the record and write nothing on it."""

from accounts.roles import Role
from review.services.figures import rounds, upkeep
from tests.architecture.service_calls import R, Row
from tests.builders import NOON

FIGURES = {
    "review.figures.rounds.count_changed": Row(
        R, lambda it, by: rounds.count_changed(by=by, now=NOON), (), Role.SYSTEM
    ),
    "review.figures.upkeep.read": Row(R, lambda it, by: upkeep.read(it, [], by=by, now=NOON), (), Role.SYSTEM),
}
