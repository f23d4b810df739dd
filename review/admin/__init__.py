from review.admin import board, calls, causes, figures, improvements, inspection, rules, steps

__all__ = ["board", "calls", "causes", "figures", "improvements", "inspection", "rules", "steps"]
