from review.admin.warnings import pages, rules

__all__ = ["pages", "rules"]
