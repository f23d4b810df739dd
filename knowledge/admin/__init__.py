from knowledge.admin import library, nominations, steps

__all__ = ["library", "nominations", "steps"]
