from django.utils.translation import gettext_lazy

from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import Place, Step, register
from complaints.services.gate import is_possible
from complaints.states import State
from complaints.telling.facts import tell_as
from review.admin.forms import DecisionForm, RevisitForm
from review.models import Revisit, RevisitRound, Unreached
from review.services.overseers import is_at_limit, overseer_of
from review.services.own_work import is_own_work

tell_as("unreached", Unreached.choices)


def revisits(complaint, user):
    """Every attempt made, what is planned next, and who watches over a complaint that came back."""
    is_due = complaint.state == State.REVISIT
    rounds = RevisitRound.objects.filter(complaint=complaint, round=complaint.round, ended_at=None)
    present = rounds.prefetch_related("steps__caller").first() if is_due else None
    made = Revisit.objects.filter(complaint=complaint).select_related("by").order_by("-round", "-attempt")
    return {
        "revisits": list(made),
        "is_due": is_due,
        "round": present,
        "planned": [step for step in present.steps.all() if step.ended_at is None] if present else [],
        "is_own": is_due and is_own_work(complaint, user),
        "overseer": overseer_of(complaint),
        "is_at_limit": complaint.is_open and is_at_limit(complaint),
    }


register(
    Step(
        name="revisit",
        label=gettext_lazy("Record the revisit"),
        right="review.record_revisit",
        possible=lambda complaint, user: complaint.state == State.REVISIT and not is_own_work(complaint, user),
        form=RevisitForm,
        weight=80,
        is_main=True,
    )
)
register(
    Step(
        name="close-by-decision",
        label=gettext_lazy("Close by decision"),
        right="review.close_by_reason",
        possible=lambda complaint, user: is_possible(complaint, "close_by_decision") and is_at_limit(complaint),
        form=DecisionForm,
        weight=238,
        place=Place.MORE,
        tone="danger",
        explanation=gettext_lazy("Without the customer's consent; your written reason stays on the record."),
    )
)
register_panel(Panel("revisit", gettext_lazy("Revisit"), "admin/review/revisits.html", 80, revisits))
