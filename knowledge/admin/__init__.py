from knowledge.admin import nominations, steps

__all__ = ["nominations", "steps"]
