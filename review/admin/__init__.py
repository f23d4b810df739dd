from review.admin import causes, steps

__all__ = ["causes", "steps"]
