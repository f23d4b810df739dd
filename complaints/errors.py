"""The refusals of the desk; see `accounts.errors` for what each means."""

from accounts.errors import NotPermitted, Outdated, Refusal, RuleBroken, TooOften

__all__ = ["NotPermitted", "Outdated", "Refusal", "RuleBroken", "TooOften"]
