from review.admin.causes import duties, pages, rows, steps

__all__ = ["duties", "pages", "rows", "steps"]
