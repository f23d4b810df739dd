from review.admin import board, calls, causes, figures, improvements, inspection, reports, rules, steps, warnings

__all__ = ["board", "calls", "causes", "figures", "improvements", "inspection", "reports", "rules", "steps", "warnings"]
