from complaints.admin import calendars, categories, complaint, forms, imports, ledger, notices, policies, sections

__all__ = ["calendars", "categories", "complaint", "forms", "imports", "ledger", "notices", "policies", "sections"]
