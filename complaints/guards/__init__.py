"""What the database itself refuses, whoever asks: changing the record, paying what nobody approved, other rules."""

from complaints.guards import entries, money, rules

GUARDS = [*entries.GUARDS, *money.GUARDS, *rules.GUARDS]
