"""The same origin is looked up at every receipt: by the index, on both engines, however many complaints there are."""

import pytest
from django.db import connection

from complaints.models import Complaint
from complaints.states import Channel
from tests.builders import a_complaint

pytestmark = pytest.mark.django_db


def test_int1_an_origin_is_looked_up_by_its_index():
    a_complaint()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # On a handful of rows PostgreSQL would rather read them all.
            cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Complaint.objects.of_origin("A-1", "A-2", channels=[Channel.WEB_FORM, Channel.QR_CODE]).order_by()
        assert "an_origin_is_received_once" in rows.explain()


def test_int1_a_blank_id_is_no_origin():
    complaint = a_complaint()
    assert complaint.external_id == ""
    assert not Complaint.objects.of_origin("", channels=[complaint.channel]).exists()
