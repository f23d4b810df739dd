"""The built-in words of every message to a customer (COM-2); rows of `MessageTemplate` may replace them.

Places are named: `number` and `link` are known everywhere, the others are what the step's service gives.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVERYWHERE = ("number", "link")
_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class MessageStep:
    """`is_urgent` leaves at night too; `is_called` is said by telephone to people who prefer that (COM-1)."""

    label: Promise
    subject: Promise
    text: Promise
    is_urgent: bool = False
    is_called: bool = False

    @property
    def variables(self):
        """The names a template of this step may use."""
        return (*EVERYWHERE, *(name for name in self.needed if name not in EVERYWHERE))

    @property
    def needed(self):
        """What the built-in words use, in their order; the service gives at least these."""
        return tuple(dict.fromkeys(_PLACE.findall(f"{self.subject} {self.text}")))


STEPS = {
    "received": MessageStep(
        _("Receipt, with the time of the call"),
        _("We have received your complaint %(number)s"),
        _(
            "Thank you for telling us. Your complaint %(number)s has been received. %(caller)s will contact you "
            "by %(promise)s. After that we look into it and tell you what we found. "
            "Follow it at %(link)s with the code %(code)s; please keep the code to yourself."
        ),
        is_urgent=True,
    ),
    "received_unpromised": MessageStep(
        _("Receipt, without a time"),
        _("We have received your complaint %(number)s"),
        _(
            "Thank you for telling us. Your complaint %(number)s has been received and is being assigned. "
            "Follow it at %(link)s with the code %(code)s; please keep the code to yourself."
        ),
        is_urgent=True,
    ),
    "code_renewed": MessageStep(
        _("New tracking code"),
        _("Your new tracking code for complaint %(number)s"),
        _("Follow complaint %(number)s at %(link)s with the new code %(code)s. The old code no longer works."),
        is_urgent=True,
    ),
    "assigned": MessageStep(
        _("A handler is named"),
        _("Your complaint %(number)s has a handler"),
        _("%(handler)s (staff no. %(employee_number)s) is looking after your complaint %(number)s."),
    ),
    "stepped_in": MessageStep(
        _("Somebody with more power looks after it"),
        _("Your complaint %(number)s is now looked after by %(handler)s"),
        _(
            "%(handler)s (staff no. %(employee_number)s), who answers for our team, is now looking after your "
            "complaint %(number)s in person."
        ),
    ),
    "offered": MessageStep(
        _("The proposal is ready"),
        _("Our proposal for your complaint %(number)s"),
        _("Our proposal for complaint %(number)s is ready. Please read it and choose at %(link)s."),
        is_called=True,
    ),
    "asked": MessageStep(
        _("The customer is asked for something"),
        _("We need something from you for complaint %(number)s"),
        _(
            "To go on with complaint %(number)s we need this from you: %(question)s Please answer by %(promise)s at "
            "%(link)s. You can send files there too."
        ),
        is_called=True,
    ),
    "answer_reminded": MessageStep(
        _("Reminder: we wait for an answer"),
        _("Complaint %(number)s is waiting for your answer"),
        _(
            "We have not heard from you about complaint %(number)s yet. We asked you: %(question)s Without an answer "
            "by %(promise)s we close it; you can open it again at %(link)s."
        ),
    ),
    "choice_reminded": MessageStep(
        _("Reminder: we wait for the choice"),
        _("Our proposal for complaint %(number)s is waiting for your choice"),
        _(
            "Our proposal for complaint %(number)s is still waiting for you. Please choose by %(promise)s at "
            "%(link)s. Without a choice by then we close the complaint; you can open it again there."
        ),
    ),
    "closed_unanswered": MessageStep(
        _("Closed without an answer"),
        _("Complaint %(number)s is closed, because we did not hear from you"),
        _(
            "We did not hear from you, so complaint %(number)s is closed. If it is not solved, open it again within "
            "%(days)s days at %(link)s; we go on where we stopped."
        ),
    ),
    "extended": MessageStep(
        _("A time told to the customer moves"),
        _("Complaint %(number)s takes longer"),
        _(
            "We are sorry: what we promised you for complaint %(number)s takes longer than we said. The new time is "
            "%(promise)s. Reason: %(reason)s"
        ),
        is_called=True,
    ),
    "executing": MessageStep(
        _("The solution is being carried out"),
        _("We are carrying out what we agreed for %(number)s"),
        _("You chose “%(option)s” for complaint %(number)s. We are carrying it out; due by %(promise)s."),
    ),
    "delayed": MessageStep(
        _("The solution takes longer"),
        _("Complaint %(number)s takes longer"),
        _(
            "We are sorry: “%(task)s” for complaint %(number)s takes longer than we told you. "
            "The new time is %(promise)s."
        ),
        is_called=True,
    ),
    "executed": MessageStep(
        _("Everything is done"),
        _("Complaint %(number)s: everything is done"),
        _(
            "Everything agreed for complaint %(number)s is done. "
            "We will ask you by %(promise)s whether it is solved; you can also tell us now at %(link)s."
        ),
    ),
    "closed": MessageStep(
        _("Closed"),
        _("Complaint %(number)s is closed"),
        _("Complaint %(number)s is closed. If it is not solved, you can reopen it for %(days)s days at %(link)s."),
    ),
    "not_accepted": MessageStep(
        _("Not accepted"),
        _("About your complaint %(number)s"),
        _(
            "We cannot take up complaint %(number)s. Reason: %(reason)s You may turn to the consumer association "
            "or the 12315 platform."
        ),
    ),
    "merged": MessageStep(
        _("Handled together with another"),
        _("Complaint %(number)s is handled together with %(other)s"),
        _("You told us twice, so we handle %(number)s together with %(other)s and keep everything you sent."),
    ),
    "merged_apart": MessageStep(
        _("Handled together with another customer's"),
        _("About your complaint %(number)s"),
        _(
            "What you told us under %(number)s is known to us from another customer too. We handle it as one matter "
            "and have kept everything you sent."
        ),
    ),
    "separated": MessageStep(
        _("Handled by itself again"),
        _("Complaint %(number)s is handled by itself again"),
        _("We had put complaint %(number)s together with another one. We handle it by itself again, nothing is lost."),
    ),
    "reopened": MessageStep(
        _("Open again"),
        _("Complaint %(number)s is open again"),
        _("Complaint %(number)s is open again and %(handler)s will contact you."),
    ),
    "impossible": MessageStep(
        _("The solution cannot be carried out"),
        _("Complaint %(number)s: we need another solution"),
        _(
            "We are sorry: what you chose for complaint %(number)s cannot be carried out after all. We are preparing "
            "another proposal and send it to you."
        ),
        is_called=True,
    ),
    "revisit_missed": MessageStep(
        _("Revisit, not reached"),
        _("Is your complaint %(number)s solved?"),
        _("We tried to reach you to ask whether complaint %(number)s is solved. Please tell us at %(survey)s."),
    ),
    "survey": MessageStep(
        _("Revisit, survey link"),
        _("Is your complaint %(number)s solved?"),
        _(
            "Everything agreed for complaint %(number)s is done. Is it solved? Please tell us until %(promise)s at "
            "%(survey)s; it takes a minute. Whoever looked after your complaint does not ask you, a colleague does."
        ),
    ),
    "revisit_script": MessageStep(
        _("Revisit, script of the call"),
        _("Script of the revisit call"),
        _(
            "Good day, do I speak to %(customer)s? My name is %(caller)s. It is about your complaint %(number)s and "
            "takes a minute; is it convenient now?\n"
            "We arranged “%(option)s” with you. Has all of it been done?\n"
            "How satisfied are you with what came out of it: very satisfied, satisfied, neutral, dissatisfied or very "
            "dissatisfied?\n"
            "And with the way we treated you on the way there?\n"
            "(If dissatisfied) What did our solution miss? I write it down as you say it, and we look into it again.\n"
            "Would you turn to us again if something went wrong?\n"
            "Is there anything we should do better? Thank you for your time."
        ),
    ),
    "written": MessageStep(
        _("Message written by hand"),
        _("About your complaint %(number)s"),
        _("%(text)s (From %(sender)s about your complaint %(number)s, which you can follow at %(link)s)"),
        is_urgent=True,
    ),
    "incident": MessageStep(
        _("Statement about a group incident"),
        _("About your complaint %(number)s"),
        _("%(text)s (About your complaint %(number)s, which you can follow at %(link)s)"),
    ),
    "final_answer": MessageStep(
        _("Final answer"),
        _("Our final answer to your complaint %(number)s"),
        _(
            "This is our final answer to your complaint %(number)s.\n\nWhat we found:\n%(findings)s\n\n"
            "What we offered:\n%(offered)s\n\nOur answer:\n%(position)s\n\n"
            "If you do not agree, you may turn to:\n%(places)s\n\n%(sender)s, %(link)s"
        ),
    ),
    "deadlock": MessageStep(
        _("Notice that mediation failed"),
        _("Mediation of your complaint %(number)s has failed"),
        _(
            "Mediation of your complaint %(number)s has ended without an agreement.\n\nWhat we found:\n%(findings)s\n\n"
            "What we offered:\n%(offered)s\n\nWhat we stand by:\n%(position)s\n\n"
            "You may now turn to:\n%(places)s\n\n%(sender)s, %(link)s"
        ),
    ),
    "made_good": MessageStep(
        _("Apology for a broken promise, with a coupon"),
        _("Complaint %(number)s: we did not keep our word"),
        _(
            "We told you that you would hear from us by %(promise)s about complaint %(number)s, and did not keep that. "
            "We apologise. A coupon worth ¥%(coupon)s has been booked for you; whoever looks after your complaint "
            "has been alerted."
        ),
    ),
    "apology": MessageStep(
        _("Apology for a broken promise"),
        _("Complaint %(number)s: we did not keep our word"),
        _(
            "We told you that you would hear from us by %(promise)s about complaint %(number)s, and did not keep that. "
            "We apologise. Whoever looks after your complaint has been alerted."
        ),
    ),
    "progress_received": MessageStep(
        _("How it stands: waiting for a handler"),
        _("How your complaint %(number)s stands"),
        _("Your complaint %(number)s is still waiting to be taken up by a colleague. Next news by %(promise)s."),
    ),
    "progress_triaged": MessageStep(
        _("How it stands: before the investigation"),
        _("How your complaint %(number)s stands"),
        _("Your complaint %(number)s has a handler; the investigation has not begun yet. Next news by %(promise)s."),
    ),
    "progress_investigating": MessageStep(
        _("How it stands: being investigated"),
        _("How your complaint %(number)s stands"),
        _("We are still finding out what happened in complaint %(number)s. Next news by %(promise)s."),
    ),
    "progress_preparing": MessageStep(
        _("How it stands: a solution is being prepared"),
        _("How your complaint %(number)s stands"),
        _("We know what happened in complaint %(number)s and are preparing a solution. Next news by %(promise)s."),
    ),
    "progress_executing": MessageStep(
        _("How it stands: being carried out"),
        _("How your complaint %(number)s stands"),
        _("We are still carrying out what you chose for complaint %(number)s. Next news by %(promise)s."),
    ),
}
