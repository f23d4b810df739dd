from knowledge.admin.library import cases

__all__ = ["cases"]
