from knowledge.admin.book import editions

__all__ = ["editions"]
