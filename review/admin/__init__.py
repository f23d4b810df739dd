from review.admin import steps

__all__ = ["steps"]
