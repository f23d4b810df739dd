"""Complaints brought to a state by walking the real services, so that no test starts where nobody could be."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Department, Team, User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.models import Category, Complaint, Stage
from complaints.services import contacts, investigation, proposal, tasks, triage
from complaints.services.intake import Receipt, receive
from complaints.services.presets import load_presets
from complaints.services.proposal import Choice, Item
from complaints.states import Channel, Demand, Impact, Measure, Preset, Responsibility, Severity, State
from escalation.services.bodies import load_bodies
from escalation.services.decision import approve
from escalation.services.incidents.presets import load_incident_rules
from escalation.services.presets import load_chain, load_limits
from escalation.services.submission import submit_proposal
from review.services.inspection.sheets import load_sheets
from review.services.presets import load_revisit_rules
from review.services.revisit import record

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_serial = count(1)


def presets():
    """Departments, desks, categories, policies and limits; every test finds them, unless its desk is empty."""
    if not Category.objects.exists():
        load_presets(now=BEGINNING)
        load_limits()
        load_incident_rules(now=BEGINNING)
        load_chain()
        load_bodies()
        load_sheets()
        load_revisit_rules()


def as_signed_in(person):
    """The person as a request finds them: together with whether a certificate is lacking (KNO-5)."""
    found = User.objects.with_certificates(timezone.localdate()).select_related("team", "department")
    return found.get(pk=person.pk)


def a_user(role=Role.AGENT, *, department=None, team=None, **fields):
    """Somebody of `role` at a believable place: agents at the e-commerce desk, finance in finance."""
    serial = next(_serial)
    homes = {Role.AGENT: "customer_service", Role.SUPERVISOR: "customer_service", Role.FINANCE: "finance"}
    department = department or homes.get(role, "logistics")
    team = team or ("ecommerce-desk" if role == Role.AGENT else None)
    return User.objects.create_user(
        f"{role}{serial}",
        fields.pop("password", None),
        name=fields.pop("name", f"{Role(role).label}{serial}"),
        role=role,
        department=Department.objects.get(code=department),
        team=team and Team.objects.get(code=team),
        employee_number=f"{1000 + serial}",
        **fields,
    )


def a_caller():
    """Somebody who asks customers whether it is solved and handles no complaint, least of all the one asked about."""
    return a_user(Role.CURATOR)


def a_receipt(**changes):
    """The five elements of an ordinary damaged parcel."""
    serial = next(_serial)
    facts = {
        "preset": Preset.ECOMMERCE,
        "channel": Channel.PHONE,
        "subject": "收到的鸡蛋碎了一半",
        "description": "快递盒一角塌了,三十枚鸡蛋碎了十四枚,蛋液渗到说明书上。",
        "demand": Demand.REFUND,
        "name": "顾秀英",
        "contacts": {ContactKind.PHONE: f"170{serial:08d}"},
        "category": Category.objects.get(code="ecommerce.logistics.damage"),
        "demand_cny": Decimal("89.00"),
    }
    return Receipt(**facts | changes)


def a_photo(name="photo.png"):
    """A small real picture, different each time."""
    picture = Image.new("RGB", (8, 8), (next(_serial) * 7 % 256, next(_serial) * 13 % 256, 90))
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/png")


def choices(refund_cny="89.00"):
    """Two options: the refund asked for, or a new box and a small coupon."""
    return (
        Choice("原路退款", (Item(Measure.REFUND, Decimal(refund_cny)),), "三日内退回原支付方式。"),
        Choice("补发一箱", (Item(Measure.EXCHANGE, Decimal("89.00")), Item(Measure.COUPON, Decimal("20.00")))),
    )


def a_complaint(at=State.RECEIVED, *, agent=None, refund_cny="89.00", now=NOON, **facts):
    """A complaint that has come as far as `at`; `agent` handles it. Closed means: satisfied after one round."""
    agent = agent or a_user()
    complaint = receive(a_receipt(**facts), by=agent, now=now).complaint
    for state, step in _STEPS:
        if at == State.RECEIVED:
            break
        step(complaint.pk, agent=agent, refund_cny=refund_cny, now=now)
        if state == at:
            break
    return Complaint.objects.select_related("handler", "team", "department", "complainant").get(pk=complaint.pk)


def report_on(complaint_id, *, by, now, **changes):
    """File a report that lets a proposal follow."""
    facts = {
        "facts": "派送扫描显示外箱在中转时受压。",
        "cause": "装车时生鲜件垫在了底层。",
        "department": Department.objects.get(code="logistics"),
        "responsibility": Responsibility.OURS,
        "suggestion": "按订单金额退款,或补发并致歉。",
    }
    return investigation.file_report(complaint_id, by=by, now=now, **facts | changes)


def graded(complaint_id, *, agent, now):
    """Grade the complaint, talk to the customer, and begin to look into it."""
    _triage(complaint_id, agent=agent, now=now)
    investigation.start_investigation(complaint_id, by=agent, now=now)


def execute_all(complaint_id, *, now):
    """Do every open executing task as somebody of its department, with a proof."""
    for task in Complaint.objects.get(pk=complaint_id).tasks.open().filter(stage=Stage.EXECUTION):
        role = Role.FINANCE if task.department.code == "finance" else Role.HANDLER
        doer = a_user(role, department=task.department.code)
        tasks.do_task(task.pk, result="已办理", files=[a_photo()], reference="TK-1", by=doer, now=now)


def _triage(pk, *, agent, now, **_rest):
    triage.triage(
        pk,
        category=Category.objects.get(code="ecommerce.logistics.damage"),
        severity=Severity.S3,
        severity_reason="单件商品受损,不影响安全。",
        impact=Impact.INDIVIDUAL,
        handler=agent,
        by=agent,
        now=now,
    )
    contacts.record_contact(
        pk, direction="out", channel=Channel.PHONE, summary="已致电致歉并核对订单。", by=agent, now=now
    )


def _investigate(pk, *, agent, now, **_rest):
    investigation.start_investigation(pk, by=agent, now=now)
    report_on(pk, by=agent, now=now)


def _propose(pk, *, agent, refund_cny, now):
    submitted = submit_proposal(
        pk, message="非常抱歉,这箱鸡蛋我们来负责。", choices=choices(refund_cny), by=agent, now=now
    )
    if submitted.status == "submitted":
        approve(submitted.pk, by=a_user(Role.DIRECTOR), now=now, comment="同意")
        proposal.offer(pk, by=agent, now=now)


def _accept(pk, *, agent, now, **_rest):
    proposal.accept(pk, position=1, via="phone", by=agent, now=now)


def _execute(pk, *, now, **_rest):
    execute_all(pk, now=now + timedelta(hours=1))


def _revisit(pk, *, now, **_rest):
    record(pk, channel=Channel.PHONE, reached=True, rating=5, by=a_caller(), now=now + timedelta(days=1))


_STEPS = (
    (State.TRIAGED, _triage),
    (State.INVESTIGATING, _investigate),
    (State.PROPOSED, _propose),
    (State.EXECUTING, _accept),
    (State.REVISIT, _execute),
    (State.CLOSED, _revisit),
)
