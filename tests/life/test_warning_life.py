"""A surge from its first complaints to the closed warning: told, looked into, made an incident, explained (MON-2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.models import StaffNotice
from escalation.models import Incident, IncidentMember
from review.models import EarlyWarning
from tests.builders import NOON, a_user
from tests.review.surges import KETTLE, a_past, a_surge, look

pytestmark = pytest.mark.django_db
LIST, PAGE, ACT = (f"admin:review_earlywarning_{name}" for name in ("changelist", "change", "act"))


def test_a_surge_is_seen_followed_and_closed(client, time_machine):
    agent, supervisor = a_past(), a_user(Role.SUPERVISOR)
    client.force_login(supervisor)
    time_machine.move_to(NOON, tick=False)
    a_surge(4, by=agent, days=1)
    look()
    assert not EarlyWarning.objects.exists()

    now = NOON + timedelta(hours=8)
    time_machine.move_to(now, tick=False)
    a_surge(6, by=agent, now=now, days=0.3)
    look(now)
    warning = EarlyWarning.objects.get()
    assert StaffNotice.objects.filter(to=supervisor, kind="warning").exists()
    assert KETTLE in client.get(reverse(LIST)).text
    page = client.get(reverse(PAGE, args=[warning.pk])).text
    assert "KT2611B" in page
    assert page.count("c-number") > warning.observed

    def do(name, **facts):
        return client.post(reverse(ACT, args=[warning.pk, name]), facts)

    assert do("acknowledge").status_code == 302
    assert do("close", result="已下架").status_code == 409
    assert do("incident").status_code == 302
    incident = Incident.objects.get()
    assert IncidentMember.objects.present().filter(incident=incident).count() == warning.observed
    assert do("explain", cause="problem", explanation="批次 KT2611B 密封圈漏装。").status_code == 302
    assert do("explain", cause="problem", explanation="").status_code == 422
    assert do("close", result="批次下架，已补发。").status_code == 302
    page = client.get(reverse(PAGE, args=[warning.pk])).text
    assert incident.number in page
    assert "批次下架，已补发。" in page
    assert "in-act" not in page

    later = now + timedelta(hours=1)
    look(later)
    assert EarlyWarning.objects.count() == 1


def test_whoever_may_not_decide_only_reads(client):
    agent = a_past()
    a_user(Role.SUPERVISOR)
    a_surge(by=agent)
    look()
    warning = EarlyWarning.objects.get()
    client.force_login(a_user(Role.AUDITOR))
    assert "in-act" not in client.get(reverse(PAGE, args=[warning.pk])).text
    assert client.post(reverse(ACT, args=[warning.pk, "acknowledge"])).status_code == 403
    client.force_login(agent)
    assert client.get(reverse(PAGE, args=[warning.pk])).status_code == 403
