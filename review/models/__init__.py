from review.models.figures import DayFigures, FiguresState, Tally
from review.models.revisit import Revisit

__all__ = ["DayFigures", "FiguresState", "Revisit", "Tally"]
