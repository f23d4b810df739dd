from complaints.admin import calendars, categories, complaint, forms, imports, ledger, policies, sections

__all__ = ["calendars", "categories", "complaint", "forms", "imports", "ledger", "policies", "sections"]
