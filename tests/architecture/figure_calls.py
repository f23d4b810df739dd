"""Services of figures, as service_calls.py: they count the record and write nothing on it."""

from accounts.roles import Role
from review.services.figures import board, rounds, upkeep
from review.services.figures.board import Period
from tests.architecture.service_calls import R, Row
from tests.builders import NOON

DAY = NOON.date()

FIGURES = {
    "review.figures.board.board": Row(
        R,
        lambda it, by: board.board(
            period=Period(DAY, DAY), against=None, filters={}, group="category", by=by, now=NOON
        ),
        (),
        Role.SUPERVISOR,
    ),
    "review.figures.rounds.count_changed": Row(
        R, lambda it, by: rounds.count_changed(by=by, now=NOON), (), Role.SYSTEM
    ),
    "review.figures.upkeep.read": Row(R, lambda it, by: upkeep.read(it, [], by=by, now=NOON), (), Role.SYSTEM),
}
