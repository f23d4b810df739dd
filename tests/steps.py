"""Taking steps on a complaint's page as its dialogs do."""

from django.urls import reverse

from accounts.roles import Role
from complaints.admin import steps
from complaints.models import Complaint
from complaints.states import State
from tests.builders import a_user

DIALOG = {"x-dialog": "1"}


def step_url(complaint, name):
    return reverse("admin:complaints_complaint_step", args=[complaint.pk, name])


def page_of(client, complaint):
    return client.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()


def post(client, complaint, name, *, seen=None, **data):
    data["seen"] = Complaint.objects.get(pk=complaint.pk).events_count if seen is None else seen
    return client.post(step_url(complaint, name), data, headers=DIALOG)


def contact_facts(**changes):
    return {"direction": "out", "channel": "phone", "reached": "on", "summary": "已致歉", **changes}


#: For each step: the state it is offered in and what its form needs. Rights are compared with the roles' file.
STEPS = {
    "triage": (State.RECEIVED, {"severity": "S2", "severity_reason": "核心功能受阻", "impact": "individual"}),
    "claim": (State.RECEIVED, {}),
    "assign": (State.TRIAGED, {}),
    "hand-over": (State.TRIAGED, {"reason": "轮休"}),
    "contact": (State.TRIAGED, contact_facts()),
    "correct": (State.TRIAGED, {"subject": "鸡蛋全碎了"}),
    "start-investigation": (State.TRIAGED, {}),
    "report": (State.INVESTIGATING, {}),
    "propose": (State.INVESTIGATING, {"message": "抱歉", "title_1": "致歉信", "measure_1_1": "none"}),
    "take-back": (State.PROPOSED, {"reason": "写错了"}),
    "answer": (State.PROPOSED, {"answer": "1", "via": "phone"}),
    "give-up": (State.EXECUTING, {"reason": "缺货"}),
    "withdraw": (State.TRIAGED, {"reason": "已自行解决"}),
    "refuse": (State.TRIAGED, {"reason": "非本公司商品"}),
    "renew-code": (State.TRIAGED, {}),
    "unmask": (State.TRIAGED, {"reason": "回电"}),
    "revisit": (State.REVISIT, {"channel": "phone", "reached": "on", "rating": "5"}),
    "reopen": (State.CLOSED, {"reason": "又坏了"}),
    "nominate": (State.CLOSED, {"reason": "包装改进的好例子"}),
}


def filled(name, complaint, agent):
    """What a person would post for the step `name`."""
    data = dict(STEPS[name][1])
    other = a_user(Role.AGENT)
    if name == "triage":
        data |= {"category": complaint.category_id, "handler": agent.pk}
    if name in {"assign", "hand-over"}:
        data |= {"handler": other.pk}
    if name == "reopen":
        data |= {"handler": agent.pk}
    if name == "correct":
        fresh = steps.find("correct").form(complaint=complaint, user=agent)
        initial = {field.html_initial_name: field.value() or "" for field in fresh}
        data = {field.html_name: field.value() or "" for field in fresh} | initial | data
    if name == "report":
        data |= {
            "facts": "核实无误",
            "cause": "装车不当",
            "department": complaint.department_id,
            "responsibility": "ours",
            "suggestion": "退款",
            "version": complaint.reports.get().version,
        }
    return data
