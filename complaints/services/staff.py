"""What people of the desk are told (COM-5): a row each, in the transaction of what caused it."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import Delegation, Team, User
from accounts.roles import Role
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import DeadlineKind, InboundReason, NoticeKind, NoticePreference, StaffNotice
from complaints.states import Level, RiskSign, Trigger


class Readers:
    """Who reads a notice and how they want it, looked up once each: for a sweep that tells thousands."""

    def __init__(self, now):
        self.now, self._known, self._supervisors, self._everybody = now, {}, {}, {}

    def of(self, people):
        """(reader, wishes) of `people` and of whoever stands in for them today, each reader once."""
        self.meet(people)
        found = {reader.pk: (reader, wishes) for one in people for reader, wishes in self._known[one.pk]}
        return list(found.values())

    def meet(self, people):
        """Look all of `people` up at once, for whoever asks about each of them later."""
        new = [person for person in people if person.pk not in self._known]
        if new:
            self._look_up(new)

    def supervisors_of(self, team):
        if team.pk not in self._supervisors:
            self._supervisors[team.pk] = supervisors_of(team)
        return self._supervisors[team.pk]

    def everybody(self, role):
        """Every active person of `role`."""
        if role not in self._everybody:
            self._everybody[role] = list(User.objects.filter(role=role, is_active=True))
        return self._everybody[role]

    def _look_up(self, people):
        today = timezone.localtime(self.now, CHINA).date()
        standing_in = Delegation.objects.current(today).filter(delegator__in=people).select_related("delegate")
        readers = {person.pk: [person] for person in people}
        for delegation in standing_in:
            readers[delegation.delegator_id].append(delegation.delegate)
        everybody = [reader for each in readers.values() for reader in each]
        wishes = {one.pk: one for one in NoticePreference.objects.filter(user__in=everybody)}
        for pk, each in readers.items():
            self._known[pk] = [
                (reader, wishes.get(reader.pk) or NoticePreference()) for reader in each if reader.is_active
            ]


def tell_staff(to, kind, complaint, *, now, readers=None, **facts):
    """Tell a person, several, or the supervisors of a team, and whoever stands in for them today. Returns the notices.

    `complaint` is None where it is about none; `facts` then hold the `link` to where it leads.
    `facts` may hold `deadline`, `level` and `trigger` (codes), `due` (a moment), `words`, `person`, `count`: see
    `words_of`. Whoever tells many hands over the same `readers` each time. Nobody is told who has left.
    """
    readers = readers or Readers(now)
    people = readers.supervisors_of(to) if isinstance(to, Team) else [to] if isinstance(to, User) else to
    return StaffNotice.objects.bulk_create(notices_to(people, kind, complaint, now=now, readers=readers, **facts))


def notices_to(people, kind, complaint, *, now, readers, **facts):
    """The notices of `tell_staff`, unsaved: for whoever writes those of many complaints at once."""
    stored = json.loads(json.dumps(facts, cls=DjangoJSONEncoder, default=str))
    return [
        StaffNotice(
            to=reader,
            kind=kind,
            complaint=complaint,
            facts=stored,
            at=now,
            due_at=now,
            by_email=bool(reader.email) and kind in wishes.by_email,
            by_robot=kind in wishes.by_robot,
        )
        for reader, wishes in readers.of(people)
    ]


def tell_handler(complaint, kind, *, now, **facts):
    """Tell the handler, or the supervisors of the desk while nobody has the complaint."""
    to = complaint.handler or complaint.team
    return tell_staff(to, kind, complaint, now=now, **facts) if to is not None else []


def supervisors_of(team):
    """The supervisors of `team`; where it has none of its own, those of its department who belong to no team."""
    supervisors = User.objects.filter(role=Role.SUPERVISOR, is_active=True).order_by("pk")
    own = list(supervisors.filter(team=team))
    return own or list(supervisors.filter(Q(department=team.department_id) | Q(department=None), team=None))


def mark_read(notice_ids, *, by, now):
    """Those of `by` among `notice_ids` are read; None means all of them. Returns how many were not yet."""
    unread = StaffNotice.objects.unread_by(by)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=now)


def choose_notices(*, by_email, by_robot, by):
    """Which kinds `by` also wants outside the back office. Raises RuleBroken for a kind nobody sends."""
    for kind in {*by_email, *by_robot}:
        if kind not in NoticeKind.values:
            raise RuleBroken(_("“%(kind)s” is no kind of notice. Choose one of the list.") % {"kind": kind})
    wishes = {"by_email": sorted(by_email), "by_robot": sorted(by_robot)}
    return NoticePreference.objects.update_or_create(user=by, defaults=wishes)[0]


def words_of(notice):
    """The notice as one sentence in the active language; nothing in it names the customer."""
    facts = notice.facts
    named = {
        "number": notice.complaint.number if notice.complaint_id else "",
        "deadline": DeadlineKind(facts["deadline"]).label if facts.get("deadline") else "",
        "due": _moment(facts.get("due")),
        "person": facts.get("person", ""),
        "count": facts.get("count", ""),
        "expected": facts.get("expected", ""),
        "day": facts.get("day", ""),
        "words": facts.get("words", ""),
        "reason": InboundReason(facts["reason"]).label if facts.get("reason") else "",
        "trigger": Trigger(facts["trigger"]).label if facts.get("trigger") else "",
        "signs": _(", ").join(str(RiskSign(sign).label) for sign in facts.get("signs", ())),
        "level": Level(facts["level"]).label if facts.get("level") else "",
    }
    return _sentence(NoticeKind(notice.kind), facts) % named


def _sentence(kind, facts):
    return {
        NoticeKind.ASSIGNED: _("Complaint %(number)s was given to you by %(person)s."),
        NoticeKind.DEADLINE_NEAR: _("%(number)s: “%(deadline)s” is due %(due)s."),
        NoticeKind.DEADLINE_MISSED: _("%(number)s: “%(deadline)s” was due %(due)s and is overdue."),
        NoticeKind.DEADLINE_ESCALATED: _(
            "%(number)s: “%(deadline)s” was due %(due)s, is still open and goes to you by rule."
        ),
        NoticeKind.CHASED: (
            _("%(number)s: the customer presses (no. %(count)s): %(words)s")
            if facts.get("words")
            else _("%(number)s: the customer presses (no. %(count)s).")
        ),
        NoticeKind.ANSWERED: _("%(number)s: the customer has answered."),
        NoticeKind.WROTE: _("%(number)s: the customer has written to you."),
        NoticeKind.EVIDENCE: _("%(number)s: the customer sent %(count)s files."),
        NoticeKind.LETTER: _("%(number)s: a letter arrived and waits for you. %(reason)s."),
        NoticeKind.REOPENED: _("%(number)s: the customer opened the complaint again."),
        NoticeKind.WAITING_OVER: _("%(number)s: the customer did not answer in time and the waiting is over."),
        NoticeKind.MESSAGE_PARKED: _("%(number)s: a message to the customer could not be delivered. %(words)s"),
        NoticeKind.ESCALATED: (
            _("%(number)s was escalated to “%(level)s”: %(trigger)s. %(words)s")
            if facts.get("words")
            else _("%(number)s was escalated to “%(level)s”: %(trigger)s.")
        ),
        NoticeKind.STEPPED_IN: _("%(number)s: %(person)s stepped in at the level “%(level)s”."),
        NoticeKind.ESCALATION_ENDED: _("%(number)s: %(person)s answered the escalation to “%(level)s”: %(words)s"),
        NoticeKind.INCIDENT: _("%(words)s: %(count)s like complaints may be one incident; %(number)s is the latest."),
        NoticeKind.INCIDENT_TEAM: _(
            "%(number)s belongs to group incident %(words)s, and you are on its response team."
        ),
        NoticeKind.APPROVAL_ASKED: _("%(number)s: %(person)s asks you to decide about %(words)s by %(due)s."),
        NoticeKind.APPROVAL_NEAR: _("%(number)s: your decision about %(words)s is still waited for, until %(due)s."),
        NoticeKind.APPROVAL_RAISED: _("%(number)s: nobody decided about %(words)s in time; it goes to the next level."),
        NoticeKind.APPROVED: _("%(number)s: %(person)s approved your proposal; offer it to the customer."),
        NoticeKind.SENT_BACK: _("%(number)s: %(person)s sent your proposal back: %(words)s"),
        NoticeKind.STAFF_NAMED: _(
            "%(number)s is about %(person)s, who has it as its handler. Give it to somebody else."
        ),
        NoticeKind.MEETING_CONVENED: _("%(number)s: %(person)s asks you to a joint meeting on %(due)s: %(words)s"),
        NoticeKind.MINUTES_RECORDED: _("%(number)s: %(person)s recorded the minutes of the joint meeting: %(words)s"),
        NoticeKind.HIGH_RISK: _("%(number)s is at high risk: %(signs)s. %(words)s"),
        NoticeKind.CARE: _("%(number)s: care reminder: %(words)s"),
        NoticeKind.CAUSE_OWED: _("%(number)s: the root cause analysis is due %(due)s."),
        NoticeKind.IMPROVEMENT: _("%(words)s (%(number)s)"),
        NoticeKind.LIBRARY: _("Library case %(words)s, drawn from %(number)s, is to be looked at again."),
        NoticeKind.INSPECTED: _("%(number)s: your handling was inspected in “%(words)s”; look at the score."),
        NoticeKind.INSPECTION_APPEALED: _("%(number)s: %(person)s appeals against the score and asks you to decide."),
        NoticeKind.INSPECTION_DECIDED: _("%(number)s: %(person)s decided your appeal against the score: %(words)s"),
        NoticeKind.REVISIT_CALL: _("%(number)s: ask the customer whether it is solved, from %(due)s on."),
        NoticeKind.REVISIT_LATE: _("%(number)s: %(person)s was to ask the customer at %(due)s and has not yet."),
        NoticeKind.OVERSEES: _(
            "%(number)s came back, the customer was dissatisfied (no. %(count)s). The handler goes on, you "
            "watch over it."
        ),
        NoticeKind.REVISIT_LIMIT: _(
            "%(number)s: the customer was dissatisfied %(count)s times. From now on it closes on satisfaction, or by "
            "your written decision."
        ),
        NoticeKind.WARNING: _(
            "Early warning: %(words)s rises, %(count)s against %(expected)s expected; %(number)s is the latest."
        ),
        NoticeKind.CERTIFICATE_NEAR: _(
            "Your certificate “%(words)s” runs out after %(day)s. Take the test again under Training."
        ),
        NoticeKind.CERTIFICATE_LAPSED: _("%(person)s: the certificate “%(words)s” ran out after %(day)s."),
        NoticeKind.MATTER: _("%(number)s: you represent us before an outside body: %(words)s"),
    }[kind]


def _moment(value):
    found = parse_datetime(value) if value else None
    return timezone.localtime(found, CHINA).strftime("%m-%d %H:%M") if found else ""
