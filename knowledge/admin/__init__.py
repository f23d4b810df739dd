from knowledge.admin import book, guidance, library, nominations, steps, training

__all__ = ["book", "guidance", "library", "nominations", "steps", "training"]
