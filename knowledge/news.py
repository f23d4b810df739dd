"""What knowledge looks at below it: replies made of words of the library (KNO-3)."""

from complaints.services.words import watch
from knowledge.services.library import sources

watch(sources.look)
