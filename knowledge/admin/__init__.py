from knowledge.admin import book, guidance, library, nominations, steps

__all__ = ["book", "guidance", "library", "nominations", "steps"]
