"""“Why this time?”: the way of one deadline from start to due, for a reader and for a machine."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.deadlines.arithmetic import DayKind
from complaints.deadlines.explain import LegKind, course, remarkable_days
from complaints.deadlines.legal import event_of, legal_course
from complaints.models import Clock, ComplaintEvent, DeadlineRule, EventKind, Nature
from complaints.services.clock import grade_of
from complaints.services.standstill import calendar_for, pauses_of, policy_of, spans_of
from complaints.telling import day_words
from complaints.telling.timeline import entries_of
from complaints.templatetags.moments import moment

#: What may have moved a running deadline, besides the waiting and the extensions that have rows of their own.
_MOVING = (EventKind.TRIAGED, EventKind.REGRADED, EventKind.MERGED_IN, EventKind.REPINNED, EventKind.RECOUNTED)

#: Written after what began the deadline, at the same moment.
_FOLLOWING = (EventKind.PAUSED, EventKind.RESUMED)

_INSTANT = timedelta(microseconds=1)

_LEGS = {
    LegKind.BEGUN: gettext_lazy("the day it began does not count"),
    LegKind.COUNTED: gettext_lazy("counts"),
    LegKind.CLOSED: gettext_lazy("does not count"),
    LegKind.WAITED: gettext_lazy("stood still, waiting for the customer"),
    LegKind.EXTRA: gettext_lazy("added by extension"),
}


class Explanation:
    """Reads everything about one deadline once; `lines` are its way, `history` what happened to it."""

    def __init__(self, deadline, *, now):
        self.deadline, self.now = deadline, now
        self.ended_at = deadline.met_at or deadline.cancelled_at or now
        self.calendar, self.policy = calendar_for(deadline), policy_of(deadline)
        self.rule = self._rule()
        self.legs = self._legs()
        self.days = remarkable_days(deadline.started_at, self.due_at, self.calendar)

    @property
    def due_at(self):
        """When it is due; while it stands still, when it would be if the waiting ended now."""
        return self.legs[-1].until if self.legs and self.deadline.is_paused else self.deadline.due_at

    @property
    def cause(self):
        """The sentence of the record with which the deadline began, or blank."""
        events = self._events().filter(at=self.deadline.started_at).exclude(kind__in=_FOLLOWING)
        from_receipt = self.deadline.started_at == self.deadline.complaint.received_at
        first = events.order_by("seq" if from_receipt else "-seq")[:1]
        return "".join(entry.sentence for entry in entries_of(list(first)))

    @property
    def case(self):
        """What the rule was chosen by, in words."""
        rule = self.rule
        if rule is None:
            return ""
        nature = Nature(rule.nature).label if rule.nature else ""
        grade = (rule.get_severity_display(), rule.get_priority_display())
        return " · ".join(map(str, filter(None, (rule.get_urgency_display(), *grade, nature))))

    @property
    def lines(self):
        return [
            {
                "leg": leg,
                "span": self._span(leg),
                "words": _LEGS[leg.kind],
                "why": day_words.why(leg.reason, works=False) if leg.reason else "",
            }
            for leg in self.legs
        ]

    @property
    def remarks(self):
        """Days on the way that are not as the week has them, in words."""
        return [{"days": days, "words": day_words.why(days.reason, works=days.works)} for days in self.days]

    @property
    def provisional(self):
        """That the time may still move, because the holidays on its way are not announced, or blank."""
        is_guess = self.deadline.is_running and any(days.reason.kind == DayKind.GUESSED for days in self.days)
        return day_words.provisional(self.due_at) if is_guess else ""

    @property
    def history(self):
        """Grades, waits, extensions and what was told, as (moment, sentence, reason) in order of time."""
        deadline = self.deadline
        moving = self._events().filter(kind__in=_MOVING, at__gt=deadline.started_at, at__lte=self.ended_at)
        told = [(entry.at, entry.sentence, " ".join(entry.words)) for entry in entries_of(list(moving))]
        told += [
            (
                row.at,
                _("Extended to %(due)s by %(person)s") % {"due": moment(row.due_after), "person": row.by},
                row.reason,
            )
            for row in deadline.extensions.select_related("by")
        ]
        told += [(row.at, row.get_step_display(), "") for row in deadline.notices.all()]
        for pause in pauses_of(deadline.complaint) if deadline.pauses else ():
            if deadline.started_at <= (pause.ended_at or self.now) and pause.started_at < self.ended_at:
                told.append((pause.started_at, pause.get_reason_display(), pause.note))
                told += [(pause.ended_at, _("The clock runs again"), "")] if pause.ended_at else []
        return sorted(told, key=lambda line: line[0])

    @property
    def standing(self):
        deadline = self.deadline
        if deadline.cancelled_at:
            return _("no longer counts")
        if deadline.met_at:
            return _("met in time") if deadline.was_kept() else _("met too late")
        if deadline.is_paused:
            return _("stands still")
        return _("overdue") if deadline.due_at < self.now else _("running")

    def as_data(self):
        """The same for a machine: moments in UTC, minutes as numbers, reasons by their codes and in words."""
        deadline = self.deadline
        facts = ("kind", "started_at", "due_at", "paused_at", "met_at", "cancelled_at", "minutes", "clock")
        return {name: getattr(deadline, name) for name in facts} | {
            "id": deadline.pk,
            "complaint": deadline.complaint.number,
            "policy": str(self.policy),
            "basis": deadline.basis,
            "working_days": deadline.days,
            "legal_days": deadline.legal_days,
            "provisional": self.provisional,
            "standing": self.standing,
            "extra_minutes": deadline.extra_time.total_seconds() / 60,
            "course": [
                {
                    "kind": line["leg"].kind,
                    "since": line["leg"].since,
                    "until": line["leg"].until,
                    "counted_minutes": line["leg"].counted.total_seconds() / 60,
                    "counted_days": line["leg"].days,
                    "words": line["why"] or str(line["words"]),
                }
                for line in self.lines
            ],
            "days": [
                {"first": line["days"].first, "last": line["days"].last, "words": line["words"]}
                for line in self.remarks
            ],
            "history": [{"at": at, "words": words, "reason": reason} for at, words, reason in self.history],
        }

    def _span(self, leg):
        """From when to when; whole working days are told by their dates."""
        if self.deadline.days is None or leg.kind == LegKind.EXTRA:
            return f"{moment(leg.since)} – {moment(leg.until)}"
        first, last = (at.astimezone(self.calendar.zone) for at in (leg.since, leg.until - _INSTANT))
        dates = dict.fromkeys((f"{first:%m-%d}", f"{last:%m-%d}"))
        return " – ".join(dates)

    def _events(self):
        return ComplaintEvent.objects.filter(complaint=self.deadline.complaint_id).select_related("by").order_by("seq")

    def _rule(self):
        """The rule as it reads for the grade of today, where that is still the one the deadline runs by."""
        rule = DeadlineRule.among(self.policy.rules.all(), self.deadline.kind, **grade_of(self.deadline.complaint))
        given = (self.deadline.minutes, self.deadline.days)
        return rule if rule is not None and (rule.minutes, rule.days) == given else None

    def _legs(self):
        """Of a deadline that ended, waiting after its end is no part of its way."""
        deadline = self.deadline
        if deadline.legal_days:
            is_working = deadline.clock == Clock.LEGAL
            return legal_course(event_of(deadline.started_at), deadline.legal_days, working=is_working)
        if not deadline.is_ruled:
            return []
        spans = [span._replace(until=min(span.until, self.ended_at)) for span in spans_of(deadline, until=self.now)]
        pauses = [span for span in spans if span.since < span.until]
        return course(
            deadline.started_at,
            deadline.minutes,
            self.calendar,
            days=deadline.days,
            pauses=pauses,
            extra=deadline.extra_time,
        )
