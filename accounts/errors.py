"""Refusals: what a service raises when it will not do what was asked.

Every refusal carries a sentence for the person at the desk; edges show it as it is.
"""


class Refusal(Exception):
    """A request that was understood and declined; nothing was written."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self):
        return str(self.sentence)


class NotPermitted(Refusal):
    """The person lacks the right, the row or the sum."""


class RuleBroken(Refusal):
    """The state or a missing fact forbids it."""


class TooOften(Refusal):
    """Tried too many times in a short while; waiting helps."""


class Outdated(Refusal):
    """Somebody else changed the complaint after this person had looked at it."""
