from knowledge.admin import guidance, library, nominations, steps

__all__ = ["guidance", "library", "nominations", "steps"]
