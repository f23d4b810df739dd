"""Tells the stories through the real services, each step at the time it happened."""

from datetime import timedelta

from accounts.models import Department, User
from complaints.models import Category, Complaint, Deadline, Delivery
from complaints.services import closing, contacts, customer_words, investigation, merging, tasks, triage
from complaints.services.delivery import send_waiting
from complaints.services.sweeps.deadlines import tell_steps
from complaints.services.sweeps.news import read_news_of
from complaints.states import Level
from config.demo.arrival import arrive
from config.demo.people import agent_for
from config.demo.power import Power
from config.demo.rounds import Rounds
from escalation.models import Escalation
from escalation.services.stepping import resolve, step_in
from review.models import RevisitStep
from review.services.asking import take_step

#: Ends after which nobody works on the complaint any more; their steps follow each other within a working day.
_OVER = frozenset({"closed", "unreached", "withdrawn", "duplicate", "not_accepted", "reopened"})
#: How agents note that they told a customer how things stand.
_WORDS = (
    "主动去电：{standing}，客户说知道了，让有结果再打给他。",
    "例行进度电话，{standing}。客户问还要多久，按计划时间答复。",
    "回拨客户，告知{standing}，一并说明了下一步由谁来办。",
    "电话里报了进展：{standing}。客户语气缓和，没有新的要求。",
    "客户没等来消息先问了一句，当场说明{standing}。",
)
#: One story in so many is left without a word for too long.
_FORGETFUL = 4
_DECIDED = "已与客户通话并致歉，处理方向认可，由一线按方案继续跟进，每天报一次进展。"
_DELIVERY_TIME = timedelta(seconds=8)
_LONGEST_WAIT = timedelta(hours=9)
_GRADED_WITHIN = 9
#: A first call within the hour keeps the promise of the form, except at the desks where somebody forgets.
_FIRST_CALL, _CALL_PROMISED = timedelta(hours=1), timedelta(minutes=13)


class Teller:
    """Tells one story after another; `users` by user name, `now` the moment the desk is opened."""

    def __init__(self, users, *, now):
        self.users, self.now = users, now
        self.departments = {department.code: department for department in Department.objects.all()}
        self.categories = {category.code: category for category in Category.objects.all()}
        self.system = User.objects.system()
        self.told = {}

    def tell(self, story):
        """Bring the story's complaint as far as it goes; returns the complaint."""
        return _Telling(self, story).tell()


class _Telling(Rounds, Power):
    """One story being told: `clock` walks from receipt towards now."""

    def __init__(self, teller, story):
        self.teller, self.story = teller, story
        self.end = story["end"]
        self.agent = teller.users[agent_for(story)]
        self.received_at = self.clock = teller.now - timedelta(hours=story["age_hours"])
        self.is_over = self.end in _OVER
        self.steps_left = _steps_of(story)

    def tell(self):
        category = self.teller.categories[self.story["category"]]
        self.pk = arrive(self.story, category=category, agent=self.agent, at=self.clock).pk
        self.teller.told[self.story["key"]] = self.pk
        if self.end != "received":
            self._work()
        self._use_power(self.story.get("power", []))
        if not self.is_over and self.end != "received":
            self._keep_informed()
        self._post()
        self._remind(self.teller.now)
        return Complaint.objects.get(pk=self.pk)

    def _tick(self):
        """The next step happens a part of the remaining time later, never in the future."""
        self._post()
        left = self.teller.now - self.clock
        self.clock += min(left / (self.steps_left + 0.3), _LONGEST_WAIT if self.is_over else left)
        self.steps_left = max(self.steps_left - 1, 1)
        self._remind(self.clock)
        return self.clock

    def _post(self, at=None):
        """What waits in the outbox leaves a few seconds after it was written."""
        moment = min((at or self.clock) + _DELIVERY_TIME, self.teller.now)
        if Delivery.objects.sendable(moment).exists():
            send_waiting(by=self.teller.system, now=moment)

    def _remind(self, until):
        """What the sweep would have told since, each step at its own moment."""
        while owing := Deadline.objects.with_a_step_due(until).filter(complaint=self.pk).first():
            tell_steps(owing.pk, by=self.teller.system, now=owing.next_step_at)
            self._post(owing.next_step_at)
        self._answer_escalations(until)
        read_news_of(self.pk, by=self.teller.system, now=until)
        self._ask_customer(until)

    def _ask_customer(self, until):
        """What the plan of a revisit round owes, each step at its own moment."""
        while (step := RevisitStep.objects.due(until).filter(round__complaint=self.pk).first()) is not None:
            due_at = step.next_step_at
            take_step(step.pk, by=self.teller.system, now=due_at)
            self._post(due_at)

    def _answer_escalations(self, now):
        """The supervisor steps in at the next step after an escalation, and has decided by the one after."""
        supervisor = self.teller.users["supervisor"]
        for escalation in Escalation.objects.running().filter(complaint=self.pk, to_level=Level.SUPERVISOR, at__lt=now):
            if now >= self.teller.now or not Complaint.objects.open().filter(pk=self.pk).exists():
                return
            if escalation.stepped_in_at is None:
                step_in(escalation.pk, by=supervisor, now=now)
            else:
                resolve(escalation.pk, answer=_DECIDED, by=supervisor, now=now)

    def _work(self):
        self._triage()
        self._use_power(self.story.get("at_once", []))
        self._talk()
        if self.end == "triaged":
            return
        if self.end in {"withdrawn", "duplicate", "not_accepted"} and not self.story.get("round"):
            return self._leave()
        investigation.start_investigation(self.pk, by=self.agent, now=self._tick())
        self._investigate()
        for position, round_ in enumerate(self.story.get("round", []), 1):
            if not self._go_round(round_, is_last=position == len(self.story["round"])):
                break
        if self.end in {"withdrawn", "duplicate", "not_accepted"}:
            return self._leave()
        if self.end == "reopened":
            closing.reopen(self.pk, reason=self.story["end_reason"], by=User.objects.customer(), now=self._tick())

    def _keep_informed(self):
        """Most customers were told lately how things stand; at some desks somebody forgot (SLA-14)."""
        complaint = Complaint.objects.get(pk=self.pk)
        is_forgotten = len(self.story["key"]) % _FORGETFUL == 0
        if is_forgotten or not complaint.is_overdue(self.teller.now):
            return
        task = complaint.tasks.open().first()
        standing = f"“{task}”还在办" if task else f"目前是“{complaint.get_state_display()}”"
        word = _WORDS[len(self.story["description"]) % len(_WORDS)]
        since_last = self.teller.now - self.clock
        self.clock += since_last * 0.8
        self._remind(self.clock)
        contacts.record_contact(
            self.pk,
            direction="out",
            channel="phone",
            summary=word.format(standing=standing),
            tells_direction=True,
            by=self.agent,
            now=self.clock,
        )

    def _triage(self):
        """Within minutes; the length of the subject stands in for chance."""
        self._post()
        story = self.story
        minutes = 4 if story.get("severity") == "S1" else 3 + len(story["subject"]) % _GRADED_WITHIN
        self.clock = min(self.received_at + timedelta(minutes=minutes), self.teller.now)
        triage.triage(
            self.pk,
            category=self.teller.categories[story["category"]],
            severity=story.get("severity", "S3"),
            severity_reason=story.get("severity_reason") or "一般诉求,不影响安全与资金。",
            impact=story.get("impact", "individual"),
            handler=self.agent,
            by=self.agent,
            now=self.clock,
        )

    def _talk(self):
        for contact in sorted(self.story.get("contacts", []), key=lambda one: one["after_hours"]):
            self._post()
            after = timedelta(hours=contact["after_hours"])
            if after < _FIRST_CALL and len(self.story["key"]) % _FORGETFUL:
                after = min(after, _CALL_PROMISED)
            at = max(self.clock, self.received_at + after)
            self.clock = min(at, self.teller.now)
            if contact.get("written"):
                by, via = User.objects.customer(), contact["channel"]
                customer_words.hear(self.pk, words=contact["summary"], via=via, by=by, now=self.clock)
                continue
            contacts.record_contact(
                self.pk,
                direction=contact["direction"],
                channel=contact["channel"],
                reached=contact.get("reached", True),
                summary=contact["summary"],
                tells_direction=contact.get("reached", True),
                by=self.agent,
                now=self.clock,
            )

    def _investigate(self):
        for task in self.story.get("tasks", []):
            at = self._tick()
            due_at = max(at + timedelta(hours=30), self.teller.now + timedelta(hours=6))
            if task.get("result"):
                due_at = at + timedelta(hours=30)
            assigned = tasks.assign_task(
                self.pk,
                title=task["title"],
                department=self.teller.departments[task["department"]],
                due_at=due_at,
                by=self.agent,
                now=at,
            )
            if task.get("result"):
                tasks.do_task(assigned.pk, result=task["result"], by=self._doer(task["department"]), now=self._tick())

    def _leave(self):
        reason = self.story.get("end_reason", "")
        if self.end == "withdrawn":
            closing.withdraw(self.pk, reason=reason, by=User.objects.customer(), now=self._tick())
        elif self.end == "not_accepted":
            closing.refuse_complaint(self.pk, reason=reason, by=self.teller.users["supervisor"], now=self._tick())
        else:
            other = self.teller.told[self.story["of"]]
            merging.close_duplicate(self.pk, of_id=other, reason=reason, by=self.agent, now=self._tick())


def _steps_of(story):
    """About how many steps the story has after receipt, so that they spread over its age."""
    steps = 2 + sum(2 if task.get("result") else 1 for task in story.get("tasks", [])) + len(story.get("power", []))
    steps += len(story.get("at_once", []))
    for round_ in story.get("round", []):
        steps += len(set(round_) & {"report", "answer", "revisit"}) + len(round_.get("execution", []))
        steps += 1 + 2 * ("approval" in round_) if "proposal" in round_ else 0
    return steps
