from review.models.revisit import Revisit

__all__ = ["Revisit"]
