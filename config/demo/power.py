"""The steps of a story that need more power than the frontline has: referee, meeting, outside body, last letter."""

from datetime import timedelta

from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint
from complaints.services.departments import hand_to_department
from complaints.states import Level, Trigger
from escalation.models import Escalation, JointMeeting, OutsideBody, OutsideMatter
from escalation.services.letters import offered_so_far, places_to_turn_to, send_letter
from escalation.services.meetings import Decision, convene, record_minutes
from escalation.services.outside import close_matter, note, open_matter
from escalation.services.raising import escalate
from escalation.services.referee import decide_owner
from escalation.services.stepping import step_in

#: How soon a meeting is held, and how long its decisions may take.
_TO_MEETING, _TO_DECISION = timedelta(hours=4), timedelta(days=3)


class Power:
    """`teller`, `agent`, `pk` and `_tick` are the telling's; each step of `story["power"]` says what it `does`."""

    def _use_power(self, steps):
        for step in steps:
            facts = dict(step)
            getattr(self, f"_do_{facts.pop('does')}")(**facts)

    def _do_hand_over(self, department, reason):
        """By whoever has it: the agent first, then somebody of the department it went to."""
        complaint = Complaint.objects.select_related("department").get(pk=self.pk)
        by = self._doer(complaint.department.code) if complaint.handovers_count else self.agent
        to = self.teller.departments[department]
        hand_to_department(self.pk, department=to, reason=reason, by=by, now=self._tick())

    def _do_rule(self, department, ruling):
        to = self.teller.departments[department]
        decide_owner(self.pk, department=to, ruling=ruling, by=self.teller.users["supervisor"], now=self._tick())

    def _do_escalate(self, reason, trigger=Trigger.BY_HAND):
        by = self.teller.users["supervisor"]
        escalate(self.pk, trigger=trigger, reason=reason, to=Level.DIRECTOR, by=by, now=self._tick())
        escalation = Escalation.objects.running().get(complaint=self.pk, to_level=Level.DIRECTOR)
        step_in(escalation.pk, by=self.teller.users["director"], now=self._tick())

    def _do_meet(self, agenda, departments, place):
        now = self._tick()
        convene(
            self.pk,
            agenda=agenda,
            held_at=now + _TO_MEETING,
            departments=[self.teller.departments[code] for code in departments],
            people=[],
            place=place,
            by=self.teller.users["director"],
            now=now,
        )

    def _do_minute(self, minutes, solution, decisions):
        now = self._tick()
        record_minutes(
            JointMeeting.objects.get(complaint=self.pk).pk,
            minutes=minutes,
            solution=solution,
            decisions=[
                Decision(title, self._doer(department), self.teller.now + _TO_DECISION)
                for department, title in decisions.items()
            ],
            by=self.teller.users["director"],
            now=now,
        )

    def _do_open_matter(self, body, claim, reference="", official=""):
        now, lawyer = self._tick(), self.teller.users["legal"]
        open_matter(
            self.pk,
            body=OutsideBody.objects.get(code=body),
            reference=reference,
            received_on=now.astimezone(CHINA).date(),
            claim=claim,
            official=official,
            representative=lawyer,
            by=lawyer,
            now=now,
        )

    def _do_note(self, milestone, words=""):
        now = self._tick()
        today = now.astimezone(CHINA).date()
        note(self._matter().pk, milestone, on=today, words=words, by=self.teller.users["legal"], now=now)

    def _do_close_matter(self, result, words):
        close_matter(self._matter().pk, result=result, words=words, by=self.teller.users["legal"], now=self._tick())

    def _do_write(self, kind, findings, position):
        send_letter(
            self.pk,
            kind=kind,
            findings=findings,
            offered=offered_so_far(Complaint.objects.get(pk=self.pk)),
            position=position,
            bodies=list(places_to_turn_to()),
            matter=self._matter(),
            by=self.teller.users["legal"],
            now=self._tick(),
        )

    def _matter(self):
        return OutsideMatter.objects.get(complaint=self.pk)
