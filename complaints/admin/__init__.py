from complaints.admin import (
    calendars,
    categories,
    channels,
    complaint,
    forms,
    imports,
    ledger,
    notices,
    policies,
    sections,
    templates,
    word_rules,
)

__all__ = [
    "calendars",
    "categories",
    "channels",
    "complaint",
    "forms",
    "imports",
    "ledger",
    "notices",
    "policies",
    "sections",
    "templates",
    "word_rules",
]
