"""The survey behind its link on a phone, in both languages: reasons only where a score is low, nobody shut out."""

import pytest
from django.utils import timezone

from complaints.models import Complaint
from complaints.states import State
from review.models import Revisit
from review.services.survey_links import token_of
from tests.browser.conftest import PHONE
from tests.browser.desk import barriers, visitor
from tests.review.rounds import HOUR, a_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_low_score_asks_why_and_a_good_one_does_not(opened, language):
    # The browser's clock is today's, and a survey is open for days only.
    complaint, round_ = a_round(now=timezone.now() - HOUR)
    page = visitor(opened, PHONE, language).page
    page.goto(f"/survey/{token_of(round_)}/")
    found = barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    reason, process_reason = page.locator("[name=reason]"), page.locator("[name=process_reason]")
    assert not reason.is_visible()
    page.check("[name=rating][value='4']")
    assert not reason.is_visible()
    page.check("[name=rating][value='2']")
    assert reason.is_visible()
    page.check("[name=process_rating][value='1']")
    assert process_reason.is_visible()
    page.click("main form .button.main")
    page.wait_for_selector("[role=alert]")
    found += barriers(page)
    page.fill("[name=reason]", "补发的也碎了。")
    page.click("main form .button.main")
    page.wait_for_selector("main form", state="detached")
    found += barriers(page)
    assert not found, "\n".join(found)
    assert Revisit.objects.get().reason == "补发的也碎了。"
    assert Complaint.objects.get(pk=complaint.pk).state == State.INVESTIGATING
