"""What the demo desk learnt from its complaints: analyses, and improvements with what came of them."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from accounts.models import Department
from complaints.models import Complaint
from review.models import CauseCode, CauseRule, RootCause
from review.services.causes import analysis, duties, members
from review.services.improvements import checking, planning

_CAUSES = Path(__file__).parent / "causes.toml"
_DAY = timedelta(days=1)


@transaction.atomic
def learn(users, system, told, *, now):
    """Tell every analysis of stories that were told; `told` maps their keys to their complaints.

    Nothing happens a second time.
    """
    if RootCause.objects.exists():
        return
    for facts in tomllib.loads(_CAUSES.read_text(encoding="utf-8"))["analysis"]:
        if all(key in told for key, _days in facts["complaints"]):
            _Learning(users, system, told, facts, now=now).tell()
    duties.remind_of_causes(by=system, now=now)


class _Learning:
    def __init__(self, users, system, told, facts, *, now):
        self.users, self.system, self.told, self.facts, self.now = users, system, told, facts, now
        self.boss = users["supervisor"]

    def tell(self):
        facts = self.facts
        (first, _days), *others = facts["complaints"]
        at = self._at(facts["days_ago"])
        found = members.open_analysis(self.told[first], problem=facts["problem"], by=self.boss, now=at)
        at = self._at(facts.get("concluded_days_ago", 0.5))
        for number, (answer, evidence) in enumerate(facts["whys"], 1):
            said = {"number": number, "answer": answer, "evidence": evidence}
            analysis.answer_why(found.pk, **said, by=self.boss, now=at - _DAY / 8)
        for branch, text, is_main in facts["bones"]:
            drawn = {"branch": branch, "text": text, "is_main": is_main}
            analysis.put_on_bone(found.pk, **drawn, by=self.boss, now=at - _DAY / 10)
        if "code" in facts:
            self._conclude(found, at)
        for action in facts.get("action", ()):
            self._improve(found, action, at)
        for key, days in others:
            members.join(self.told[key], analysis=found, by=self.users["qa"], now=self._at(days))
        members.tell_members(by=self.system, now=self.now)

    def _conclude(self, found, at):
        facts = self.facts
        analysis.conclude(
            found.pk,
            code=CauseCode.objects.get(code=facts["code"]),
            department=Department.objects.get(code=facts["department"]),
            cause=facts["cause"],
            stopped_because=facts.get("stopped_because", ""),
            by=self.boss,
            now=at,
        )

    def _improve(self, found, told, at):
        owner = self.users[told["owner"]]
        begun, done = (self._at(told.get(name, -20)) for name in ("begun_days_ago", "done_days_ago"))
        checked = self._at(told.get("checked_days_ago", -62))
        facts = {name: told[name] for name in ("kind", "title", "plan")} | {
            "owner": owner,
            "category": Complaint.objects.get(pk=self.told[self.facts["complaints"][0][0]]).category,
            "target": Decimal(told["target"]),
            "due_on": planning.day_of(done),
            "check_on": planning.day_of(checked),
        }
        action = planning.plan(found.pk, facts=facts, by=self.boss, now=at)
        planning.begin(action.pk, by=owner, now=begun)
        if "result" not in told:
            return
        facts = {"result": told["result"], "check_on": planning.day_of(checked)}
        planning.finish(action.pk, **facts, by=owner, now=done)
        checking.check(action.pk, by=self.system, now=checked, counting=_as_told(told))

    def _at(self, days_ago):
        return self.now - days_ago * _DAY


def _as_told(told):
    """What was counted then, each week on its first day, before and after."""

    def counting(action, _since, _until):
        starts = ((action.before_until, -len(told["before"]), told["before"]), (action.after_from, 0, told["after"]))
        return {
            start + (place + index) * 7 * _DAY: tuple(week)
            for start, place, weeks in starts
            for index, week in enumerate(weeks)
        }

    return counting


def count_duties_from_the_beginning(*, now):
    """The rules of a demo desk are older than its stories: grave complaints owed an analysis then as now."""
    CauseRule.objects.update(valid_from=planning.day_of(now - 120 * _DAY))
