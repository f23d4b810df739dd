from django.urls import path
from django.utils.translation import gettext_lazy as _

from complaints.portal import answers, arrivals, home, intake, tracking, wecom
from complaints.portal.steps import CustomerStep, may_reopen, may_write, register
from complaints.services.chase import may_chase
from complaints.services.gate import is_possible
from complaints.services.pauses import is_asked

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("privacy/", home.privacy, name="privacy"),
    path("privacy/<slug:edition>/", home.privacy, name="privacy_edition"),
    path("complain/", intake.complain, name="complain"),
    path("complain/received/", intake.received, name="received"),
    path("track/", tracking.track, name="track"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/follow/", tracking.follow, name="follow"),
    path("track/progress/", tracking.show, name="progress"),
    path("track/accept/<int:position>/", answers.accept, name="accept"),
    path("track/refuse/", answers.refuse, name="refuse"),
    path("track/another/", answers.another, name="another"),
    path("track/withdraw/", answers.withdraw, name="withdraw"),
    path("track/reopen/", answers.reopen, name="reopen"),
    path("track/write/", answers.write, name="write"),
    path("track/chase/", answers.chase, name="chase"),
    path("track/answer/", answers.reply, name="reply"),
    path("track/evidence/", answers.add_evidence, name="add_evidence"),
    path("messages/<uuid:uuid>/arrived/", arrivals.arrived, name="arrived"),
    path("messages/<uuid:uuid>/reports/<slug:proof>/", arrivals.reported, name="reported"),
    path("messages/<uuid:uuid>/wecom/", wecom.called_back, name="wecom"),
    path("track/file/<uuid:uuid>/", tracking.open_file, name="open_file"),
]

register(
    CustomerStep(
        name="reply",
        label=_("Answer"),
        page="portal:reply",
        possible=lambda complaint, _now: is_asked(complaint),
        weight=5,
        is_main=True,
    )
)
register(
    CustomerStep(
        name="write",
        label=_("Write to us"),
        page="portal:write",
        possible=may_write,
        weight=12,
    )
)
register(
    CustomerStep(
        name="add_evidence",
        label=_("Send photos or videos"),
        page="portal:add_evidence",
        possible=lambda complaint, _now: complaint.is_open,
        weight=20,
    )
)
register(
    CustomerStep(
        name="chase",
        label=_("Press us for an answer"),
        page="portal:chase",
        possible=may_chase,
        weight=15,
    )
)
register(
    CustomerStep(
        name="withdraw",
        label=_("Withdraw my complaint"),
        page="portal:withdraw",
        possible=lambda complaint, _now: is_possible(complaint, "withdraw"),
        weight=90,
    )
)
register(
    CustomerStep(
        name="reopen",
        label=_("Open it again"),
        page="portal:reopen",
        possible=may_reopen,
        weight=10,
    )
)
