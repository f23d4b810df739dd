"""News is read up: each event once, in order, by every reader it concerns, and none is missed (design.md, law 1)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.services import news
from complaints.services.assignment import claim
from complaints.services.record import faults_of
from complaints.services.sweeps import LEASE, MOST_ATTEMPTS, sweeping
from complaints.services.sweeps import news as news_sweep
from complaints.services.sweeps.aside import set_aside, set_aside_count, try_again
from complaints.services.sweeps.news import EndlessNews, read_news, read_news_of
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(monkeypatch):
    """No reader of the house, and room for those of a test."""
    kept = []
    monkeypatch.setattr(news, "_readers", kept)
    return kept


def sweep(now=NOON):
    return read_news(by=User.objects.system(), now=now)


def seqs_into(seen):
    def read(complaint, events, *, by, now):
        seen.extend((complaint.pk, event.seq) for event in events)

    return read


def test_every_event_is_handed_on_once_and_in_order(readers):
    seen = []
    news.register(seqs_into(seen))
    one, two = a_complaint(at=State.INVESTIGATING), a_complaint()
    assert sweep() == 2
    written = ComplaintEvent.objects.order_by("complaint", "seq").values_list("complaint", "seq")
    assert sorted(seen) == list(written)
    assert [seq for pk, seq in seen if pk == one.pk] == sorted(seq for pk, seq in seen if pk == one.pk)
    assert sweep() == 0
    claim(two.pk, by=two.received_by, now=NOON)
    assert sweep() == 1
    assert seen[-1] == (two.pk, Complaint.objects.get(pk=two.pk).events_count)


def test_a_reader_gets_the_kinds_it_asked_for_and_the_complaint_as_the_one_before_left_it(readers):
    seen, places = [], []

    def moves(complaint, events, *, by, now):
        Complaint.objects.filter(pk=complaint.pk).update(place="三号仓")

    news.register(moves)
    news.register(lambda complaint, events, *, by, now: places.append(complaint.place), kinds={EventKind.RECEIVED})
    news.register(lambda complaint, events, *, by, now: seen.extend(events), kinds={EventKind.CLAIMED})
    a_complaint()
    sweep()
    assert (seen, places) == ([], ["三号仓"])


def test_what_concerns_nobody_is_passed_over_together_and_the_rest_is_read_one_by_one(readers, monkeypatch):
    seen, alone = [], []
    news.register(seqs_into(seen), kinds={EventKind.CLAIMED})
    claimed, others = a_complaint(), [a_complaint() for _more in range(3)]
    claim(claimed.pk, by=claimed.received_by, now=NOON)
    monkeypatch.setattr(news_sweep, "read_news_of", lambda pk, **how: alone.append(pk) or read_news_of(pk, **how))
    assert sweep() == 4
    assert (alone, seen) == ([claimed.pk], [(claimed.pk, 2)])
    assert not Complaint.objects.with_news().exists()
    claim(others[0].pk, by=others[0].received_by, now=NOON)
    assert sweep() == 1
    assert seen[-1] == (others[0].pk, 2)


def test_passing_over_many_costs_no_more_than_passing_over_a_few(readers):
    def cost(count):
        for _each in range(count):
            a_complaint()
        with CaptureQueriesContext(connection) as queries:
            assert sweep() == count
        return len(queries)

    assert cost(2) == cost(12)


def test_a_reader_of_everything_passes_over_nothing(readers):
    seen = []
    news.register(seqs_into(seen))
    complaint = a_complaint()
    assert news_sweep.pass_over([complaint.pk], by=User.objects.system()) == {}
    assert sweep() == 1
    assert seen == [(complaint.pk, 1)]


def test_the_same_reader_is_not_registered_twice(readers):
    reader = seqs_into([])
    news.register(reader)
    with pytest.raises(ValueError, match="already"):
        news.register(reader)


def test_what_a_reader_records_is_read_in_the_same_transaction(readers):
    seen = []

    def answers(complaint, events, *, by, now):
        ComplaintEvent.record(complaint, EventKind.PROGRESS_TOLD, by=by, at=now)

    news.register(answers, kinds={EventKind.RECEIVED})
    news.register(seqs_into(seen))
    complaint = a_complaint()
    sweep()
    assert seen == [(complaint.pk, 1), (complaint.pk, 2)]
    assert not Complaint.objects.with_news().exists()
    assert faults_of(Complaint.objects.get()) == []


def test_readers_that_answer_each_other_without_end_stand_aside_and_leave_nothing_behind(readers):
    def answers(complaint, events, *, by, now):
        ComplaintEvent.record(complaint, EventKind.PROGRESS_TOLD, by=by, at=now)

    news.register(answers)
    complaint = a_complaint()
    with pytest.raises(EndlessNews):
        read_news_of(complaint.pk, by=User.objects.system(), now=NOON)
    assert sweep() == 0
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.events_count, complaint.read_count, complaint.failure) == (1, 0, "EndlessNews")


def test_a_reader_that_breaks_holds_up_its_complaint_alone_until_it_is_mended(readers):
    seen = []

    def breaks(complaint, events, *, by, now):
        seen.append(complaint.pk)
        if complaint.pk == bad.pk and is_broken:
            raise RuleBroken("规则引用了已停用的分类。")

    news.register(breaks)
    is_broken, bad, good = True, a_complaint(), a_complaint()
    now = NOON
    for _attempt in range(MOST_ATTEMPTS + 2):
        sweep(now)
        now += MOST_ATTEMPTS * LEASE
    assert (seen.count(good.pk), seen.count(bad.pk)) == (1, MOST_ATTEMPTS)
    (aside,) = set_aside()
    assert (aside.number, aside.failure, set_aside_count()) == (bad.number, "规则引用了已停用的分类。", 1)
    is_broken = False
    with pytest.raises(NotPermitted):
        try_again(by=a_user(Role.AGENT))
    assert try_again(by=a_user(Role.ADMINISTRATOR)) == 1
    assert sweep(now) == 1
    assert set_aside() == []
    assert Complaint.objects.filter(failure="").count() == 2


def test_what_a_reader_did_goes_when_it_breaks(readers):
    def moves_and_breaks(complaint, events, *, by, now):
        ComplaintEvent.record(complaint, EventKind.PROGRESS_TOLD, by=by, at=now)
        raise ValueError

    news.register(moves_and_breaks, kinds={EventKind.RECEIVED})
    a_complaint()
    sweep()
    assert ComplaintEvent.objects.count() == 1


def test_a_step_taken_on_a_complaint_that_is_being_read_loses_neither_news_nor_lease(readers):
    complaint = a_complaint()
    Complaint.objects.update(leased_until=NOON + LEASE, attempts=1)
    claim(complaint.pk, by=complaint.received_by, now=NOON)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.leased_until, complaint.attempts, complaint.has_news) == (NOON + LEASE, 1, True)
    assert sweep(NOON) == 0
    assert sweep(NOON + LEASE + timedelta(seconds=1)) == 1


def test_what_has_news_is_found_by_its_index(readers):
    a_complaint()
    claimed = sweeping.free(Complaint.objects.with_news(), NOON).values_list("pk", "attempts")[:100]
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            assert "complaint_with_news" in claimed.explain()
    else:
        assert "complaint_with_news" in claimed.explain()
