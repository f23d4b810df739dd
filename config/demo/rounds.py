"""The rounds of a story: report, proposal, answer, execution, revisit."""

from decimal import Decimal

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, Stage
from complaints.services import investigation, proposal, tasks
from complaints.services.proposal import Choice, Item
from complaints.states import Measure
from config.demo.pictures import picture
from escalation.models import ApprovalStep
from escalation.services.decision import approve
from escalation.services.submission import submit_proposal
from review.services.revisit import record

_DEPARTMENT_USER = {
    "logistics": "handler",
    "technology": "handler2",
    "goods_inspection": "handler3",
    "after_sales": "handler4",
    "billing": "handler5",
    "security": "handler6",
    "operations": "handler7",
    "product": "handler8",
    "marketing": "handler9",
    "qa": "handler10",
    "finance": "finance",
    # The other of the two reviews the wording.
    "legal": "legal2",
}

#: What whoever calls meets, until the rule closes.
_IN_VAIN = ("no_answer", "busy", "no_answer")


class Rounds:
    """The part of a telling that goes round; `teller`, `story`, `agent`, `pk` and `_tick` are the telling's."""

    missed_reason = ""

    def _doer(self, department):
        """What the desk itself carries out is the agent's: nobody does what they approved."""
        return self.teller.users.get(_DEPARTMENT_USER.get(department), self.agent)

    def _go_round(self, round_, *, is_last):
        """Whether the story goes on after this round."""
        if "report" in round_:
            self._report(round_)
        if "proposal" not in round_:
            return False
        self._propose(round_)
        answer = round_.get("answer")
        if not answer:
            return False
        if "refuse" in answer or "wish" in answer:
            proposal.refuse(
                self.pk,
                reason=answer.get("refuse", ""),
                wish=answer.get("wish", ""),
                wish_cny=answer.get("wish_cny"),
                via=answer.get("via", "phone"),
                by=self._answerer(answer),
                now=self._tick(),
            )
            return True
        proposal.accept(
            self.pk,
            position=answer["accept"],
            via=answer.get("via", "phone"),
            by=self._answerer(answer),
            now=self._tick(),
        )
        self._execute(round_)
        return self._revisit(round_, is_last=is_last)

    def _report(self, round_):
        report = dict(round_["report"])
        report["department"] = self.teller.departments[report["department"]]
        complaint = Complaint.objects.get(pk=self.pk)
        if complaint.dissatisfied_count and "missed_reason" not in report:
            report["missed_reason"] = self.missed_reason
        investigation.file_report(self.pk, by=self.agent, now=self._tick(), **report)

    def _propose(self, round_):
        proposed = submit_proposal(
            self.pk,
            message=round_["proposal"]["message"].strip(),
            improvement=round_["proposal"].get("improvement", ""),
            choices=tuple(_choice(option) for option in round_["proposal"]["options"]),
            by=self.agent,
            now=self._tick(),
        )
        if proposed.status != "submitted":
            return
        is_to_wait = self.end == "awaiting_approval"
        while (step := ApprovalStep.objects.open().filter(request__proposal=proposed).first()) is not None:
            if is_to_wait and step.asked_role not in round_.get("approved_by", ()):
                return
            words = {Role.LEGAL: "措辞没有问题。"}.get(step.asked_role, round_.get("approval", "同意"))
            approve(proposed.pk, by=self._decider(step), now=self._tick(), comment=words)
        proposal.offer(self.pk, by=self.agent, now=self._tick())

    def _decider(self, step):
        """Supervisors do not decide what they proposed themselves."""
        others = {"supervisor": "supervisor2"} if step.proposed_by == self.teller.users["supervisor"] else {}
        return self.teller.users[others.get(step.asked_role, step.asked_role)]

    def _answerer(self, answer):
        return User.objects.customer() if answer.get("via") == "tracking" else self.agent

    def _caller(self):
        """Nobody is asked about their own work: quality assurance calls."""
        return self.teller.users["qa"]

    def _execute(self, round_):
        done = round_.get("execution", [])
        open_tasks = list(Complaint.objects.get(pk=self.pk).tasks.open().filter(stage=Stage.EXECUTION).order_by("pk"))
        for task, step in zip(open_tasks, done, strict=False):
            tasks.do_task(
                task.pk,
                result=step["result"],
                reference=step.get("reference", ""),
                files=[picture(step.get("evidence", step["result"]))],
                by=self._doer(task.department.code),
                now=self._tick(),
            )

    def _revisit(self, round_, *, is_last):
        asked = round_.get("revisit")
        if self.end == "unreached" and is_last:
            for outcome in _IN_VAIN:
                facts = {"channel": "phone", "reached": False, "outcome": outcome}
                record(self.pk, **facts, by=self._caller(), now=self._tick())
            return False
        if not asked:
            return False
        by = User.objects.customer() if asked.get("channel") == "app" else self._caller()
        for _attempt in range(asked.get("attempts", 1) - 1):
            record(self.pk, channel="phone", reached=False, by=self._caller(), now=self._tick())
        self.missed_reason = asked.get("reason", "")
        record(
            self.pk,
            channel=asked.get("channel", "phone"),
            reached=True,
            rating=asked["rating"],
            process_rating=asked.get("process_rating"),
            would_complain_again=asked.get("again"),
            advice=asked.get("advice", ""),
            reason=asked.get("reason", ""),
            by=by,
            now=self._tick(),
        )
        return True


def _choice(option):
    items = tuple(
        Item(Measure(item["kind"]), Decimal(str(item.get("cny", 0))), item.get("quantity")) for item in option["items"]
    )
    return Choice(option["title"], items, option.get("description", ""))
