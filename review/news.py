"""What review reads of the record."""

from complaints.services.news import register
from review.services.causes import duties
from review.services.figures import upkeep

register(upkeep.read, kinds=upkeep.KINDS)
register(duties.read, kinds=duties.KINDS)
