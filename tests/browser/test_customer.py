"""The customer's way on a phone and a desk, in both languages, by hand and by keyboard; no page shuts anybody out."""

import pytest
from django.utils import timezone

from accounts.models import User
from complaints.models import Complaint
from complaints.services import pauses
from complaints.services.customer_words import hear
from complaints.states import Channel, State
from escalation.services.submission import submit_proposal
from tests.browser.conftest import DESK, PHONE
from tests.browser.desk import Visitor, barriers, fill, picture, visitor
from tests.builders import NOON, a_complaint, a_photo, a_user, choices, execute_all, graded, report_on
from tests.customer import new_code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 100_000
SCREENS = [pytest.param(PHONE, id="phone"), pytest.param({"viewport": DESK}, id="desk")]
LANGUAGES = ["zh-hans", "en"]
FORM = {
    "category": "ecommerce.logistics.damage",
    "demand": "refund",
    "contact": "17000012345",
    "description": "收到的鸡蛋碎了一半，外箱一角塌了。",
    "consent": True,
}


def send_empty(page):
    page.locator("main form .button.main").last.click()
    page.wait_for_selector("[role=alert]")


@pytest.mark.either_database
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_of_the_customer_shuts_anybody_out(opened, screen, language):
    offered, asked = a_complaint(at=State.PROPOSED), a_complaint(at=State.INVESTIGATING)
    done, closed = a_complaint(at=State.REVISIT), a_complaint(at=State.CLOSED)
    pauses.pause(asked.pk, reason="answer", note="哪天签收的？", by=asked.handler, now=NOON)
    hear(offered.pk, words="谢谢", via=Channel.EMAIL, by=User.objects.customer(), now=NOON)
    customer, found = visitor(opened, screen, language), []
    page = customer.page
    for address in ("/", "/privacy/", "/complain/?preset=ecommerce&shop=一号店", "/track/"):
        page.goto(address)
        found += barriers(page)
    for address in ("/track/", "/complain/?preset=ecommerce"):
        page.goto(address)
        send_empty(page)
        found += barriers(page)
    questions = {
        offered: ["accept/1", "another", "refuse", "withdraw", "chase", "write", "evidence"],
        asked: ["answer"],
        done: ["survey"],
        closed: ["reopen"],
    }
    for complaint, names in questions.items():
        customer.enters(complaint.number, new_code_of(complaint))
        found += barriers(page)
        for name in names:
            page.goto(f"/track/{name}/")
            found += barriers(page)
            if name not in ("accept/1", "chase"):
                send_empty(page)
                found += barriers(page)
    page.context.clear_cookies(name="sessionid")
    page.locator("main form .button.main").last.click()
    page.wait_for_url("**/track/reopen/")
    found += barriers(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_from_the_form_to_the_second_survey(opened, screen, language):
    customer, agent = visitor(opened, screen, language), a_user()
    page = customer.page
    page.goto("/complain/?preset=ecommerce")
    fill(page.locator("main"), FORM | {"files": [picture(a_photo())]})
    page.wait_for_timeout(3_000)
    page.click("main form .button.main")
    page.wait_for_url("**/complain/received/")
    complaint = Complaint.objects.order_by("-pk").first()
    assert complaint.number in customer.reads
    assert complaint.evidence.count() == 1
    code = page.locator("#code").inner_text()
    page.click("text=进度" if language == "zh-hans" else "text=Look at the progress")
    customer.enters(complaint.number, code)
    fill(page.locator("main"), {"words": "补充：快递员没有当面验货。"})
    page.click(".write .button.main")
    page.wait_for_selector(".talk .own")
    graded(complaint.pk, agent=agent, now=timezone.now())
    _offer(complaint, agent)
    page.goto("/track/progress/")
    assert page.locator(".option").count() == 2
    customer.answers("/track/another/", wish="退一半就好", wish_cny="44.50")
    _offer(complaint, agent)
    page.goto("/track/progress/")
    customer.answers("/track/accept/2/")
    execute_all(complaint.pk, now=timezone.now())
    page.goto("/track/progress/")
    customer.answers("/track/survey/", rating=2, process_rating=4, reason="补发的又碎了")
    _offer(complaint, agent, missed_reason="补发时仍用了旧箱子。")
    page.goto("/track/progress/")
    customer.answers("/track/accept/1/")
    execute_all(complaint.pk, now=timezone.now())
    page.goto("/track/progress/")
    customer.answers("/track/survey/", rating=5, process_rating=5)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, complaint.round, complaint.satisfaction) == (State.CLOSED, 3, 5)


def test_the_form_is_sent_and_an_option_chosen_without_a_mouse(opened):
    page = visitor(opened, {"viewport": DESK}, "en").page
    page.goto("/complain/?preset=ecommerce")
    for keys in ("Tab", "Enter"):
        page.keyboard.press(keys)
    assert page.evaluate("location.hash") == "#main"
    _reach(page, "select[name=category]")
    page.keyboard.type("Damage")
    page.select_option("[name=category]", FORM["category"])
    _reach(page, "[name=demand]")
    page.keyboard.press("Space")
    _reach(page, "[name=contact]")
    page.keyboard.type(FORM["contact"])
    _reach(page, "[name=consent]")
    page.keyboard.press("Space")
    page.wait_for_timeout(3_000)
    page.keyboard.press("Tab")
    _reach(page, "main form .button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/complain/received/")
    complaint = a_complaint(at=State.PROPOSED)
    Visitor(page).enters(complaint.number, new_code_of(complaint))
    _reach(page, "a[href='/track/accept/1/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/accept/1/")
    _reach(page, "main form .button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/progress/")
    assert Complaint.objects.get(pk=complaint.pk).state == State.EXECUTING


@pytest.mark.parametrize("screen", SCREENS)
def test_the_form_and_all_it_loads_weigh_less_than_100_kb_even_uncompressed(opened, screen):
    page, loaded = opened(**screen), []
    page.on("requestfinished", lambda request: loaded.append(len(request.response().body())))
    page.goto("/complain/?preset=ecommerce", wait_until="networkidle")
    assert len(loaded) >= 4
    assert sum(loaded) < MOST_BYTES


def _offer(complaint, agent, **found):
    now = timezone.now()
    report_on(complaint.pk, by=agent, now=now, **found)
    submit_proposal(complaint.pk, message="非常抱歉，我们来负责。", choices=choices(), by=agent, now=now)


def _reach(page, selector):
    """Presses Tab until the focus is there; nobody has to press it for ever."""
    for _press in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")
