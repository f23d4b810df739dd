from complaints.admin import categories, complaint, forms, imports, ledger, policies, sections

__all__ = ["categories", "complaint", "forms", "imports", "ledger", "policies", "sections"]
