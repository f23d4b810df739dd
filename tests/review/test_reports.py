"""The report of a period: made once, by schedule, stored unchanged, read in both languages (MON-3)."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.services.sweeps.news import read_news
from complaints.states import State
from review.models import PeriodReport, ReportCopy, ReportKind
from review.services.figures.rounds import count_changed
from review.services.reports import periods
from review.services.reports.making import digest_of, is_intact, make_due_reports, make_report
from review.services.reports.sending import send_reports
from review.services.reports.wording import change, findings_of, own, sections_of, told
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of
from tests.review.improvements import CHECKED, check, counted, done, planned
from tests.review.surges import a_past, a_surge, look

#: Monday after the week of NOON, at nine in the morning in China.
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def director(db):
    return a_user(Role.DIRECTOR, email="director@example.com")


def a_week(by=None):
    """The report of a week in which five complaints came, two of the same customer, and one was closed."""
    for number in (1, 1, 2, 3):
        a_complaint(contacts={ContactKind.PHONE: f"1700000000{number}"})
    a_complaint(at=State.CLOSED)
    count_changed(by=User.objects.system(), now=MONDAY)
    return make_report(ReportKind.WEEK, date(2026, 11, 18), by=by or a_user(Role.DIRECTOR), now=MONDAY)[0]


def facts_of(report):
    return {one["code"]: one["value"] for section in report.content["sections"] for one in section["facts"]}


@pytest.mark.parametrize(
    ("kind", "day", "since", "until"),
    [
        ("week", date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 22)),
        ("week", date(2026, 1, 1), date(2025, 12, 29), date(2026, 1, 4)),
        ("month", date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_begins_and_ends_where_people_say(kind, day, since, until):
    assert periods.containing(kind, day) == (since, until)
    assert periods.before(kind, periods.containing(kind, day)).until == since - timedelta(days=1)


def test_figures_of_the_week_are_in_it(director):
    report = a_week(by=director)
    facts = facts_of(report)
    assert (facts["received"], facts["closed"], facts["again_customers"], facts["rated"]) == (5, 1, 1, 1)
    assert any("complained more than once" in one for one in findings_of(report.content))
    assert any("Most complaints are about" in one for one in findings_of(report.content))


def test_it_is_made_once_and_stays_as_it_was(director):
    first = a_week(by=director)
    a_complaint()
    count_changed(by=User.objects.system(), now=MONDAY)
    again, is_new = make_report("week", date(2026, 11, 20), by=director, now=MONDAY)
    assert (again, is_new, facts_of(again)["received"]) == (first, False, 5)
    first.refresh_from_db()
    assert is_intact(first)
    assert digest_of(first.content) == first.sha256


@pytest.mark.parametrize(
    "act", [lambda: PeriodReport.objects.update(form=9), lambda: PeriodReport.objects.all().delete()]
)
def test_the_database_refuses_to_change_it(director, act):
    a_week(by=director)
    ReportCopy.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_scheduled_work_makes_each_period_once_when_it_is_over(director):
    system = User.objects.system()
    a_complaint()
    assert make_due_reports(by=system, now=MONDAY) == 0, "not before everything is counted"
    count_changed(by=system, now=MONDAY)
    assert make_due_reports(by=system, now=MONDAY) == 2
    assert make_due_reports(by=system, now=MONDAY + timedelta(hours=1)) == 0
    assert set(PeriodReport.objects.values_list("kind", "since")) == {
        ("week", date(2026, 11, 16)),
        ("month", date(2026, 10, 1)),
    }
    count_changed(by=system, now=MONDAY + timedelta(days=7))
    assert make_due_reports(by=system, now=MONDAY + timedelta(days=7)) == 1


def test_readers_are_told_by_mail_in_their_language_and_once(director):
    silent = a_user(Role.CURATOR)
    director.language = "en"
    director.save()
    a_week(by=director)
    system = User.objects.system()
    assert send_reports(by=system, now=MONDAY) == 1
    assert send_reports(by=system, now=MONDAY + timedelta(hours=1)) == 0
    letter = mail.outbox[0]
    assert (letter.to, len(mail.outbox)) == (["director@example.com"], 1)
    assert "Most complaints are about" in letter.body
    assert ReportCopy.objects.get(to=silent).sent_at == MONDAY


def test_not_before_its_end_and_not_by_everybody(director):
    with pytest.raises(RuleBroken, match="not over"):
        make_report("week", date(2026, 11, 18), by=director, now=NOON)
    with pytest.raises(NotPermitted):
        make_report("week", date(2026, 11, 2), by=a_user(Role.SUPERVISOR), now=MONDAY)


def test_page_pdf_and_workbook_say_the_same_in_both_languages(director, time_machine):
    report = a_week(by=director)
    time_machine.move_to(MONDAY, tick=False)
    for language, title, category in (("en", "Repeated complaints", "Damage"), ("zh-hans", "重复投诉", "破损")):
        desk = desk_of(director, language=language)
        page = desk.get(reverse("admin:review_periodreport_change", args=[report.pk])).content.decode()
        assert title in page
        assert report.sha256 in page
        pages = desk.get(reverse("admin:review_periodreport_pdf", args=[report.pk]))
        assert b"".join([pages.content])[:5] == b"%PDF-"
        sheet = desk.get(reverse("admin:review_periodreport_xlsx", args=[report.pk]))
        book = load_workbook(io.BytesIO(sheet.content))
        assert title in book.sheetnames
        assert category.lower() in str([[cell.value for cell in row] for one in book for row in one]).lower()


def test_a_past_period_is_made_by_hand(director, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    desk = desk_of(director, language="en")
    link = reverse("admin:review_periodreport_make")
    count_changed(by=User.objects.system(), now=MONDAY)
    made = desk.post(link, {"kind": "month", "day": "2026-09-30"})
    report = PeriodReport.objects.get()
    assert (report.since, made.url) == (date(2026, 9, 1), reverse("admin:review_periodreport_change", args=[report.pk]))
    assert "not over" in desk.post(link, {"kind": "month", "day": "2026-11-30"}, follow=True).content.decode()


def test_improvements_are_in_it_with_their_effect_and_its_limits(director):
    done()
    counted(before=60, after=6)
    check()
    report = _of_the_week(CHECKED, by=director)
    facts, (improved,) = facts_of(report), _rows_of(report, "improvements")
    assert (facts["improvements_proved"], facts["improvements_missed"], facts["improvements_overdue"]) == (1, 0, 0)
    before, after, effect, limits, verdict = improved[1:]
    assert (before, after, verdict) == ("32.1", "3.2", "Effective")
    lower, upper = (float(one.rstrip("%")) for one in limits.split(" … "))
    assert lower < float(effect.rstrip("%")) < upper < 0
    assert any("works: 32.1 complaints in 30 days became 3.2" in one for one in findings_of(report.content))


def test_what_was_not_done_in_time_is_in_it(director):
    planned()
    late = _of_the_week(NOON + timedelta(days=14), by=director)
    assert (facts_of(late)["improvements_overdue"], facts_of(late)["improvements_running"]) == (1, 1)
    assert "1 improvement was not done in time." in findings_of(late.content)


def test_rises_seen_early_are_in_it_with_what_they_turned_out_to_be(director):
    a_surge(by=a_past())
    look()
    report = _of_the_week(NOON, by=director)
    (rise,) = _rows_of(report, "warnings")
    assert rise[0].endswith("电热水壶 K2")
    assert (int(rise[1]) > float(rise[2]), rise[3]) == (True, "Not explained yet")
    facts = facts_of(report)
    assert (facts["warnings_found"], facts["warnings_unexplained"], facts["warnings_chance"]) == (1, 1, 0)


def _of_the_week(moment, *, by):
    """The report of the week of `moment`, made when it is over and counted."""
    now = moment + timedelta(days=8)
    read_news(by=User.objects.system(), now=now)
    count_changed(by=User.objects.system(), now=now)
    return make_report(ReportKind.WEEK, moment.date(), by=by, now=now)[0]


def _rows_of(report, code):
    """The lines of one table as they are read, the name first."""
    (found,) = (one for section in report.content["sections"] for one in section["tables"] if one["code"] == code)
    return [
        (
            own(row["name"]),
            *(told(cell, column["unit"]) for cell, column in zip(row["cells"], found["columns"], strict=True)),
        )
        for row in found["rows"]
    ]


def test_values_read_by_their_units():
    assert [told(None, "count"), told(12.5, "percent"), told(1200.0, "cny")] == ["—", "12.5%", "¥1,200"]
    assert [told(45, "minutes"), told(90, "minutes"), told(7200, "minutes")] == ["45 min", "1.5 h", "5.0 d"]
    assert change({"value": 3, "before": 5, "unit": "count"}) == "−2"
    assert change({"value": 3, "before": None, "unit": "count"}) == ""
    assert sections_of({"sections": []}) == []
