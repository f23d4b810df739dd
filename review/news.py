"""What review reads of the record: an execution proven plans a round (EXE-4), whatever counts is counted."""

from complaints.services.news import register
from review.services import rounds
from review.services.causes import duties
from review.services.figures import upkeep
from review.services.improvements import recurring

register(rounds.read, kinds=rounds.KINDS)
register(upkeep.read, kinds=upkeep.KINDS)
register(duties.read, kinds=duties.KINDS)
# After the duties: a complaint joins an analysis first.
register(recurring.read, kinds=recurring.KINDS)
