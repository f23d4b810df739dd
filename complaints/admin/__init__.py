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
]
