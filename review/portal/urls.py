from django.urls import path
from django.utils.translation import gettext_lazy as _

from complaints.portal.steps import CustomerStep, register
from complaints.states import State
from review.portal.survey import linked, survey

app_name = "survey"
urlpatterns = [
    path("track/survey/", survey, name="answer"),
    path("survey/<str:token>/", linked, name="linked"),
]

register(
    CustomerStep(
        name="survey",
        label=_("Tell us whether it is solved"),
        page="survey:answer",
        possible=lambda complaint, _now: complaint.state == State.REVISIT,
        weight=5,
        is_main=True,
    )
)
