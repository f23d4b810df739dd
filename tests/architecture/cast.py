"""One person of each role, and something that stands in every relation to them: what the permission matrix asks."""

from datetime import date, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Delegation, Department, Shift, User
from accounts.roles import SERVICE_ROLES, Role
from accounts.scopes import Scope
from accounts.services.access import register_application
from complaints.crypto.contact import ContactKind
from complaints.imports.batches import keep
from complaints.imports.mappings import remember
from complaints.models import (
    Category,
    ChannelAccount,
    Complaint,
    Connector,
    Deadline,
    InboundReason,
    IvrKey,
    LedgerEntry,
    LikenessRules,
    Mailbox,
    MessageTemplate,
    Policy,
    SendingRules,
    UrgentWords,
    WecomAccount,
    WordRule,
    WorkCalendar,
)
from complaints.portal.forms.complaint import CONSENT
from complaints.services.evidence import add_evidence
from complaints.services.tasks import assign_task
from complaints.states import Channel, Preset, State
from escalation.exports.making import make
from escalation.models import (
    ApprovalChain,
    ApprovalRequest,
    Incident,
    IncidentRule,
    OutsideBody,
    RiskWeight,
    StatutoryBaseline,
)
from escalation.services.incidents.membership import take_in
from escalation.services.limit_drafts import draft_limits
from escalation.services.packages import order_package
from escalation.services.rules import add_rule
from review.models import CauseCode, CauseRule, RecurrenceRule, RevisitRules, WarningRules
from review.services.causes.members import open_analysis
from review.services.causes.presets import load_causes
from review.services.figures.rounds import count_changed
from review.services.reports.making import make_report
from tests.architecture.cast_library import library_of, shown_of
from tests.architecture.escalation_calls import A_RULE
from tests.architecture.warning_calls import a_warning
from tests.builders import NOON, a_complaint, a_photo, a_user, report_on
from tests.customer import new_code_of
from tests.letters import arrive
from tests.review.causes import concluded
from tests.review.improvements import planned
from tests.review.inspecting import a_round

ROLES = tuple(role for role in Role if role not in SERVICE_ROLES)
ANONYMOUS, CUSTOMER = "anonymous", "customer"
ACTORS = (*ROLES, ANONYMOUS, CUSTOMER)
RELATIONS = ("own", "team", "task", "desk", "none")
#: What the customer told, and nobody outside the desk may read.
TOLD = {"subject": "滴水的纸箱", "description": "蛋液渗进了说明书。", "name": "欧阳秀英"}
PHONE = "17099990001"

_NOT_THERE = 987_654_321
_DEPARTMENTS = {Role.HANDLER: "technology", Role.LEGAL: "legal", Role.FINANCE: "finance"}


class Cast:
    """People and complaints made through the services."""

    def __init__(self):
        self.people = {role: a_user(role, department=_DEPARTMENTS.get(role)) for role in ROLES}
        self.stranger = a_user(team="internet-desk")
        # The first number of a month stands as an example on the pages.
        a_complaint()
        agent = self.people[Role.AGENT]
        self.files = {}
        self.of_agent = self._complaint(agent, contacts={ContactKind.PHONE: PHONE})
        self.of_departments = {
            role: self._complaint(self.stranger, department=_DEPARTMENTS[role]) for role in (Role.HANDLER, Role.FINANCE)
        }
        self.of_team, self.of_desk = self._complaint(a_user()), self._complaint(self.stranger)
        self.with_tasks = self._complaint(self.stranger)
        for code in ("customer_service", *_DEPARTMENTS.values()):
            self._give_task(self.with_tasks, Department.objects.get(code=code))
        self.offered = a_complaint(at=State.PROPOSED, agent=agent, refund_cny="800.00", **TOLD)
        self._add_file(self.offered, agent)
        self._objects = self._made(agent)
        # The first of each complaint, looked up once for thousands of addresses.
        self._deadlines = dict(Deadline.objects.reverse().values_list("complaint", "pk"))

    def complaint(self, role, relation):
        """The complaint that stands in `relation` to the person of `role`, or None for the one that is not there."""
        own = self.of_departments.get(role, self.of_agent)
        return {"own": own, "team": self.of_team, "task": self.with_tasks, "desk": self.of_desk}.get(relation)

    def parameters(self, route, complaint):
        """What fills the address of `route`: the complaint, its file, or an object of the model it is about."""
        made = self._objects.get("/".join(route.pattern.split("/")[1:3]), complaint)
        return {
            "object_id": made.pk if made else _NOT_THERE,
            "deadline_id": self._deadlines[complaint.pk] if complaint else _NOT_THERE,
            "other_id": _NOT_THERE,
            "file_id": self.files[complaint.pk] if complaint else uuid4(),
            "notice_id": _NOT_THERE,
            "version_id": shown_of(made),
            "complaint_id": complaint.pk if complaint else _NOT_THERE,
            "application_id": made.pk if made else _NOT_THERE,
            "proof": "none",
            "token": "1:none",
            "step_id": _NOT_THERE,
            "number": complaint.number if complaint else "202611-001",
            "file": uuid4(),
            "deadline": _NOT_THERE,
            "call": uuid4(),
            "edition": CONSENT,
            "content_type_id": 1,
            "position": 1,
            "uuid": self.files[self.offered.pk],
        }

    def browser_of(self, actor, **facts):
        """A client signed in as `actor`; the customer's holds number and code of the offered complaint."""
        browser = Client(**facts)
        if actor in self.people:
            browser.force_login(self.people[actor])
        elif actor == CUSTOMER:
            code = new_code_of(self.offered)
            assert browser.post("/track/", {"number": self.offered.number, "code": code}).status_code == 302
        return browser

    def _complaint(self, agent, *, department=None, **facts):
        complaint = a_complaint(at=State.INVESTIGATING, agent=agent, **TOLD | facts)
        if department:
            report_on(complaint.pk, by=agent, now=NOON, department=Department.objects.get(code=department))
        self._add_file(complaint, agent)
        return complaint

    def _add_file(self, complaint, agent):
        self.files[complaint.pk] = add_evidence(complaint.pk, upload=a_photo(), by=agent, now=NOON).uuid

    def _give_task(self, complaint, department):
        due_at = NOON + timedelta(days=1)
        assign_task(complaint.pk, title="核对", department=department, due_at=due_at, by=self.stranger, now=NOON)

    def _made(self, agent):
        """One object of each other model, by the folder its pages stand in."""
        a_complaint(at=State.REVISIT, agent=agent)
        table = SimpleUploadedFile("table.csv", f"主题,描述\n{TOLD['subject']},{TOLD['description']}\n".encode())
        batch = keep(table, preset=Preset.ECOMMERCE, channel=Channel.PLATFORM, by=agent, now=NOON).batch
        between = {"starts_on": date(2020, 1, 6), "ends_on": date(2020, 1, 7)}
        administrator = self.people[Role.ADMINISTRATOR]
        return {
            "accounts/application": register_application(
                name="官网",
                account=self.people[Role.INTEGRATION],
                scopes=[Scope.READ],
                most_a_minute=60,
                by=administrator,
                now=NOON,
            )[0],
            "accounts/user": agent,
            "accounts/department": agent.department,
            "accounts/team": agent.team,
            "accounts/shift": Shift.objects.create(
                user=agent, starts_at=NOON, ends_at=NOON + timedelta(hours=8), is_fast_lane=False
            ),
            "accounts/delegation": Delegation.objects.create(
                delegator=self.people[Role.DIRECTOR],
                delegate=self.people[Role.SUPERVISOR],
                reason="出差",
                created_by=administrator,
                **between,
            ),
            "complaints/inbound": arrive(aside=InboundReason.SPAM),
            "complaints/category": Category.objects.exclude(parent=None).first(),
            "complaints/policy": Policy.objects.first(),
            "complaints/workcalendar": WorkCalendar.objects.create(name="班次"),
            "complaints/channelaccount": ChannelAccount.objects.create(
                name="群", kind="wecom", address="https://robot.example/send?key=1"
            ),
            "complaints/connector": (chat := self._connector(administrator)),
            "complaints/wecomaccount": WecomAccount.objects.create(
                connector=chat, corp_id="ww1", app_secret="s", token="t", callback_key="k"
            ),
            "complaints/ivrkey": IvrKey.objects.create(key="2", label="物流问题"),
            "complaints/mailbox": Mailbox.objects.create(
                name="邮箱", mail_address="desk@example.cn", address="imaps://127.0.0.1:993", login="desk", secret="x"
            ),
            "complaints/messagetemplate": MessageTemplate.objects.create(
                step="closed", subject="已关闭", body="已关闭"
            ),
            "complaints/sendingrules": SendingRules.objects.get_or_create(pk=1)[0],
            "complaints/likenessrules": LikenessRules.objects.get_or_create(pk=1)[0],
            "complaints/urgentwords": UrgentWords.objects.first(),
            "complaints/wordrule": WordRule.objects.filter(language="zh-hans").first(),
            "complaints/ledgerentry": LedgerEntry.objects.get(),
            "complaints/importbatch": batch,
            "complaints/importmapping": remember(["标题"], {"subject": "标题"}, by=administrator, now=NOON),
            "escalation/approvalrequest": ApprovalRequest.objects.get(),
            "escalation/approvalchain": ApprovalChain.objects.get(),
            "escalation/statutorybaseline": StatutoryBaseline.objects.create(
                code="law", law="《价格法》第四十一条", rule="多收的应当退还。", valid_from=date(1998, 5, 1)
            ),
            "escalation/incident": self._incident(),
            "escalation/incidentrule": IncidentRule.objects.first(),
            "review/rootcause": self._analysis(),
            "review/earlywarning": a_warning(self.of_agent.category),
            "review/warningrules": WarningRules.objects.get_or_create(pk=1)[0],
            "review/inspection": (inspection := self._inspection()),
            "review/periodreport": self._report(),
            "review/inspectionround": inspection.round,
            "review/scoresheet": inspection.round.sheet,
            "review/improvementaction": self._improvement(),
            "review/recurrencerule": RecurrenceRule.objects.first(),
            "review/causecode": CauseCode.objects.first(),
            "review/causerule": CauseRule.objects.first(),
            **library_of(self.people),
            "escalation/outsidebody": OutsideBody.objects.get(code="court"),
            "escalation/evidencepackage": self._package(),
            "escalation/limitversion": draft_limits(by=administrator, now=NOON),
            "review/revisitrules": RevisitRules.objects.get(preset=Preset.ECOMMERCE),
            "escalation/riskweight": RiskWeight.objects.create(sign="threat", weight=100),
            "escalation/triggerrule": add_rule(facts=A_RULE, by=administrator, now=NOON),
        }

    def _connector(self, administrator):
        facts = {"name": "企微客服", "channel": Channel.CHAT, "secret": "s"}
        return Connector.objects.create(**facts, created_by=administrator, created_at=NOON)

    def _report(self):
        count_changed(by=User.objects.system(), now=NOON)
        return make_report("week", date(2026, 11, 2), by=self.people[Role.DIRECTOR], now=NOON)[0]

    def _inspection(self):
        return a_round(each=1).inspections.select_related("round__sheet").get()

    def _incident(self):
        """One suspected, with a complaint of everybody's and one of another desk."""
        incident = Incident.objects.create(
            number="GI202611-01",
            title="纸箱渗漏",
            category=self.of_agent.category,
            reasons={"found": 2, "hours": 24, "shared": {"category": 1}},
            found_at=NOON,
        )
        for one in (self.of_agent, self.of_desk):
            take_in(incident.pk, one.pk, how="hand", reason={"words": "同一批纸箱"}, by=self.stranger, now=NOON)
        return incident

    def _analysis(self):
        load_causes(now=NOON)
        return open_analysis(self.of_agent.pk, problem="纸箱渗漏", by=self.people[Role.SUPERVISOR], now=NOON)

    def _improvement(self):
        found = concluded(self.of_desk, by=self.people[Role.SUPERVISOR])
        return planned(found, by=self.people[Role.SUPERVISOR])

    def _package(self):
        """Of a complaint of the agent, for readers within the house."""
        facts = {"profile": "internal", "recipient": "内审部", "purpose": "复核", "language": "zh-hans"}
        package = order_package(self.of_agent.pk, by=self.people[Role.LEGAL], now=NOON, **facts)
        make(package.pk, now=NOON)
        return package

    def hidden_from(self, role, sees):
        """Complaints the person of `role` may not see; another desk's stand for everybody else's."""
        if "desk" in sees:
            return Complaint.objects.none()
        visible = {self.complaint(role, relation).pk for relation in sees}
        every = {self.of_team, self.with_tasks, self.of_desk, *self.of_departments.values(), self.of_agent}
        return Complaint.objects.filter(pk__in={one.pk for one in every} - visible)
