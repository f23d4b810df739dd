"""What the places of a message stand for, with an example of a made-up complaint for the preview."""

from django.utils.translation import gettext_lazy as _

#: Name → meaning and example.
VARIABLES = {
    "number": (_("number of the complaint"), "202611-001"),
    "link": (_("address of the tracking page"), "https://redress.example/track/"),
    "code": (_("tracking code"), "ABCD-EFGH-JKMN-P"),
    "caller": (_("who will call"), _("Li Xiaoyan")),
    "promise": (_("the time told"), "11-23 18:00"),
    "handler": (_("name of the handler"), _("Li Xiaoyan")),
    "employee_number": (_("employee number"), "1024"),
    "option": (_("the option chosen"), _("Full refund")),
    "task": (_("what is being done"), _("Refund to the original card")),
    "days": (_("days to reopen"), "30"),
    "text": (_("what was written"), _("We have found the parcel and call you at 15:30 today.")),
    "sender": (_("who wrote it"), _("Li Xiaoyan")),
    "reason": (_("reason"), _("It was not bought from us.")),
    "other": (_("number of the other complaint"), "202610-118"),
    "coupon": (_("what the coupon is worth (¥)"), "5"),
    "findings": (_("what was found"), _("The parcel was crushed on the way.")),
    "offered": (_("what was offered"), _("Round 1: full refund (refused)")),
    "position": (_("our answer"), _("We refund what you paid; further damages we cannot take on.")),
    "places": (_("where else to turn"), "12315"),
    "customer": (_("name of the customer, masked"), _("Ms Gu**")),
    "survey": (_("address of the survey of this round"), "https://redress.example/survey/7:Xk3…/"),
    "question": (_("what the customer is asked"), _("Please send a photo of the parcel.")),
}
