from knowledge.models.nomination import Nomination

__all__ = ["Nomination"]
