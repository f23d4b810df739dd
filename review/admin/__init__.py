from review.admin import calls, causes, figures, inspection, rules, steps

__all__ = ["calls", "causes", "figures", "inspection", "rules", "steps"]
