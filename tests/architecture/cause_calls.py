"""Services of root cause analyses, as service_calls.py: an analysis has a record of its own beside the complaint's."""

from accounts.roles import Role
from complaints.models import Complaint
from complaints.models import EventKind as K
from review.models import CauseDuty, CauseRule, MemberNews, RootCause
from review.services.causes import analysis, duties, members
from tests.architecture.service_calls import C, I, R, Row, S
from tests.builders import BEGINNING, NOON, a_user
from tests.review.causes import PROBLEM, asked, begun, conclusion, rules

#: As `INNER` of service_calls.py: it leaves rows to a sweep.
INNER_CAUSES = {"review.causes.record.spread"}


def opened(it):
    begun(it, by=a_user(Role.SUPERVISOR))


def found(it):
    rules()
    opened(it)
    boss = a_user(Role.SUPERVISOR)
    asked(RootCause.objects.get(), by=boss)


def ended(it):
    found(it)
    analysis.conclude(_pk(), **conclusion(), by=a_user(Role.SUPERVISOR), now=NOON)


def taken_up(it):
    ended(it)
    MemberNews.objects.all().delete()
    analysis.take_up(_pk(), reason="换了供应商仍有", by=a_user(Role.SUPERVISOR), now=NOON)


def owed(it):
    CauseDuty.objects.create(complaint=it, severity="S1", since=NOON, due_at=NOON, next_step_at=NOON)


def _pk():
    return RootCause.objects.get().pk


def elsewhere(it):
    """An analysis that `it` does not belong to."""
    begun(by=a_user(Role.SUPERVISOR))


CAUSES = {
    "review.causes.members.open_analysis": Row(
        I, lambda it, by: members.open_analysis(it.pk, problem=PROBLEM, by=by, now=NOON), (K.CAUSE_JOINED,)
    ),
    "review.causes.members.join": Row(
        I,
        lambda it, by: members.join(it.pk, analysis=RootCause.objects.get(), by=by, now=NOON),
        (K.CAUSE_JOINED,),
        Role.AGENT,
        elsewhere,
    ),
    "review.causes.members.leave": Row(
        I, lambda it, by: members.leave(it.pk, reason="批号不同", by=by, now=NOON), (K.CAUSE_LEFT,), Role.AGENT, opened
    ),
    "review.causes.members.tell_members": Row(
        C, lambda it, by: members.tell_members(by=by, now=NOON), (K.CAUSE_FOUND,), Role.SYSTEM, ended
    ),
    "review.causes.members.tell_member": Row(
        C,
        lambda it, by: members.tell_member(MemberNews.objects.get().pk, by=by, now=NOON),
        (K.CAUSE_TAKEN_UP,),
        Role.SYSTEM,
        taken_up,
    ),
    "review.causes.analysis.name_problem": Row(
        R,
        lambda it, by: analysis.name_problem(_pk(), problem="酸奶变质", lead=by, by=by, now=NOON),
        (),
        S,
        elsewhere,
    ),
    "review.causes.analysis.answer_why": Row(
        I,
        lambda it, by: analysis.answer_why(_pk(), number=1, answer="升温", evidence="", by=by, now=NOON),
        (),
        S,
        opened,
    ),
    "review.causes.analysis.take_back_why": Row(
        I, lambda it, by: analysis.take_back_why(_pk(), by=by, now=NOON), (), S, found
    ),
    "review.causes.analysis.put_on_bone": Row(
        I,
        lambda it, by: analysis.put_on_bone(_pk(), branch="man", text="未培训", is_main=False, by=by, now=NOON),
        (),
        S,
        opened,
    ),
    "review.causes.analysis.take_off_bone": Row(
        I,
        lambda it, by: analysis.take_off_bone(
            _pk(), cause_id=RootCause.objects.get().branch_causes.get().pk, by=by, now=NOON
        ),
        (),
        S,
        found,
    ),
    "review.causes.analysis.conclude": Row(
        I, lambda it, by: analysis.conclude(_pk(), **conclusion(), by=by, now=NOON), (), S, found
    ),
    "review.causes.analysis.take_up": Row(
        I, lambda it, by: analysis.take_up(_pk(), reason="仍有投诉", by=by, now=NOON), (), S, ended
    ),
    "review.causes.duties.read": Row(
        I,
        lambda it, by: duties.read(Complaint.objects.get(pk=it.pk), [], by=by, now=NOON),
        (K.CAUSE_OWED,),
        Role.SYSTEM,
        lambda it: CauseRule.objects.create(severity="S3", days=10, valid_from=BEGINNING.date()),
    ),
    "review.causes.duties.waive": Row(
        I, lambda it, by: duties.waive(it.pk, reason="原因已知", by=by, now=NOON), (K.CAUSE_WAIVED,), S, owed
    ),
    "review.causes.duties.remind_of_causes": Row(
        I, lambda it, by: duties.remind_of_causes(by=by, now=NOON), (K.CAUSE_OVERDUE,), Role.SYSTEM, owed
    ),
    "review.causes.duties.remind": Row(
        I,
        lambda it, by: duties.remind(CauseDuty.objects.get().pk, by=by, now=NOON),
        (K.CAUSE_OVERDUE,),
        Role.SYSTEM,
        owed,
    ),
}
