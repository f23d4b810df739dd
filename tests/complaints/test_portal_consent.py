"""What somebody agreed to is kept with the complaint and stays readable (AUD-2)."""

from pathlib import Path

import pytest
from django.conf import settings

from complaints.models import Complaint
from complaints.portal.forms.complaint import CONSENT, EDITIONS
from tests.builders import a_complaint
from tests.customer import Customer

pytestmark = pytest.mark.django_db


def test_every_edition_has_its_text_and_every_text_an_edition():
    folder = Path(settings.BASE_DIR) / "templates" / "portal" / "privacy"
    assert {file.stem for file in folder.glob("*.html")} == set(EDITIONS)


def test_the_customer_reads_the_edition_agreed_to():
    complaint = a_complaint(consent=CONSENT)
    assert Complaint.objects.get(pk=complaint.pk).consent == CONSENT
    customer = Customer()
    customer.holds(complaint)
    assert f"/privacy/{CONSENT}/" in customer.get("/track/progress/").content.decode()
    assert "What we keep" in customer.get(f"/privacy/{CONSENT}/").content.decode()


def test_an_earlier_edition_says_that_it_is_one(monkeypatch):
    monkeypatch.setattr("complaints.portal.home.CONSENT", "2027-01")
    assert "earlier edition" in Customer().get(f"/privacy/{CONSENT}/").content.decode()


@pytest.mark.parametrize("edition", ["1999-01", "base", "complain"])
def test_no_other_text_is_served(edition):
    assert Customer().get(f"/privacy/{edition}/").status_code == 404
