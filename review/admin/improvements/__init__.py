from review.admin.improvements import pages, rows

__all__ = ["pages", "rows"]
