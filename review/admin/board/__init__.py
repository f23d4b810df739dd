"""The live board of the desk: one page, a wall, a file, and the way from each number to its complaints (MON-1)."""

from complaints.admin.narrowing import register
from review.admin.board.narrowing import FIGURE, read

register(FIGURE, read)
