from review.admin.inspection import inspections, panel, rounds, sheets

__all__ = ["inspections", "panel", "rounds", "sheets"]
