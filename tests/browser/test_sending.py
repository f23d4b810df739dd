"""Photos over a poor line: sent again by itself, once for the desk, and nothing typed is lost (INT-9)."""

import pytest

from complaints.models import Complaint, Contact
from complaints.states import State
from tests.browser.conftest import PHONE
from tests.browser.desk import Visitor, fill, picture
from tests.builders import a_complaint, a_photo
from tests.customer import new_code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = {"category": "ecommerce.logistics.damage", "demand": "refund", "contact": "17000012345", "consent": True}


def test_a_broken_connection_is_tried_again_and_makes_one_complaint(opened):
    page, tries = opened(**PHONE), []

    def break_twice(route):
        tries.append(route)
        if route.request.method == "POST" and len(tries) == 1:
            return route.abort()
        answer = route.fetch(max_redirects=0)
        # The second time the desk has it, and only the answer is lost on the way.
        return route.abort() if len(tries) == 2 else route.fulfill(response=answer)

    page.goto("/complain/?preset=ecommerce")
    fill(page.locator("main"), FORM | {"files": [picture(a_photo()), picture(a_photo())]})
    page.wait_for_timeout(3_000)
    page.route("**/complain/?preset=ecommerce", break_twice)
    page.click("main form .button.main")
    page.wait_for_selector("text=连接中断")
    page.wait_for_selector("#code")
    assert len(tries) == 3
    assert page.url.endswith("/complain/received/")
    assert Complaint.objects.get().evidence.count() == 2


def test_when_the_line_stays_dead_everything_is_still_there(opened):
    complaint = a_complaint(at=State.INVESTIGATING)
    customer = Visitor(opened(**PHONE))
    page = customer.page
    customer.enters(complaint.number, new_code_of(complaint))
    page.goto("/track/write/")
    fill(page.locator("main"), {"words": "看照片", "files": [picture(a_photo())]})
    page.route("**/track/write/", lambda route: route.abort())
    page.click("main form .button.main")
    page.wait_for_selector("text=网络已断开")
    assert page.input_value("[name=words]") == "看照片"
    page.unroute("**/track/write/")
    page.click("main form .button.main")
    page.wait_for_selector(".talk .own")
    assert "谢谢，您的留言已收到。" in customer.reads
    assert Contact.objects.filter(complaint=complaint, direction="in").count() == 1
    assert complaint.evidence.count() == 1
