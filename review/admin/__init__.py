from review.admin import causes, inspection, steps

__all__ = ["causes", "inspection", "steps"]
