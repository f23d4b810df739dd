"""Why somebody may not grant a proposal alone: kept as plain facts, told in each reader's language."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.roles import Role
from complaints.states import Measure
from escalation.states import Bound, Rung


class Shortfall(NamedTuple):
    """The first limit an offer exceeds. `holder` is a role, a rung, or the name of a person or department."""

    bound: str
    limited: str
    measures: tuple[str, ...]
    offered_cny: Decimal
    already_cny: Decimal
    held_cny: Decimal
    holder: str
    window_days: int

    @property
    def asked_cny(self):
        """What the limit would have to cover: the offer and what stands already."""
        return self.offered_cny + self.already_cny

    @property
    def left_cny(self):
        return max(self.held_cny - self.already_cny, Decimal(0))

    def fact(self):
        """As it is kept in JSON."""
        return self._asdict() | {
            "measures": list(self.measures),
            **{name: str(getattr(self, name)) for name in ("offered_cny", "already_cny", "held_cny")},
        }

    @classmethod
    def from_fact(cls, fact):
        sums = {name: Decimal(fact[name]) for name in ("offered_cny", "already_cny", "held_cny")}
        return cls(**fact | sums | {"measures": tuple(fact["measures"])})

    @classmethod
    def of(cls, excess, *, holder, window_days):
        return cls(*excess, holder=holder, window_days=window_days)

    def sentence(self):
        """Which sum exceeds which limit, whose, and what is left of it, in the reader's language."""
        return _(
            "%(measure)s of %(offered)s exceeds the limit of %(holder)s for %(bound)s: "
            "of %(held)s, %(already)s is taken and %(left)s left."
        ) % {
            "measure": " + ".join(str(Measure(measure).label) for measure in self.measures),
            "offered": yuan(self.offered_cny),
            "already": yuan(self.already_cny),
            "held": yuan(self.held_cny),
            "left": yuan(self.left_cny),
            "holder": holder_told(self.holder),
            "bound": bound_told(self.bound, self.window_days),
        }


def yuan(cny):
    """¥1,234.50, without fen where there are none."""
    return f"¥{cny:,.2f}".removesuffix(".00")


def holder_told(holder):
    """A role or rung by its label; a person or department is a name already."""
    for words in (Rung, Role):
        if holder in words.values:
            return str(words(holder).label)
    return holder


def bound_told(bound, window_days):
    """What a limit bounds, with the days of the window where it has one."""
    if bound == Bound.CUSTOMER:
        return _("one customer in %(days)s days") % {"days": window_days}
    return str(Bound(bound).label)
