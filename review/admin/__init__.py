from review.admin import board, calls, causes, figures, improvements, inspection, reports, rules, steps

__all__ = ["board", "calls", "causes", "figures", "improvements", "inspection", "reports", "rules", "steps"]
