"""Clock times in what customers are told (SLA-3): a table, and that nothing anybody types breaks the reading."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.words.moments import moments_in

CHINA = ZoneInfo("Asia/Shanghai")
WEDNESDAY_NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)

TOLD = {
    "今天15:30前给您回电": ["11-18 15:30"],
    "１５：３０前回电": ["11-18 15:30"],
    "明天上午10点": ["11-19 10:00"],
    "明早9点": ["11-19 09:00"],
    "后天中午12点": ["11-20 12:00"],
    "今晚8点": ["11-18 20:00"],
    "晚上12点前": ["11-19 00:00"],
    "明天下午3点15分": ["11-19 15:15"],
    "下周一下午三点半": ["11-23 15:30"],
    "周六上午9点一刻": ["11-21 09:15"],
    "本周五下班前": ["11-20 18:00"],
    "11月25日18:00前": ["11-25 18:00"],
    "2026年12月1日9:00": ["12-01 09:00"],
    "1月5日10点": ["01-05 10:00"],
    "2小时内": ["11-18 14:00"],
    "半小时内": ["11-18 12:30"],
    "一个半小时内": ["11-18 13:30"],
    "两个小时内": ["11-18 14:00"],
    "3天内到账": ["11-21 12:00"],
    "今天15:30前回电，明天10点前给方案": ["11-18 15:30", "11-19 10:00"],
    "by 3:30 pm": ["11-18 15:30"],
    "tomorrow at 10 am": ["11-19 10:00"],
    "by 15:30 tomorrow": ["11-19 15:30"],
    "before 6 p.m. on Friday": ["11-20 18:00"],
    "25 Nov, 18:00": ["11-25 18:00"],
    "Nov 25 at 6 pm": ["11-25 18:00"],
    "Monday at 10:00": ["11-23 10:00"],
    "within 2 hours": ["11-18 14:00"],
    "in 30 minutes": ["11-18 12:30"],
}
NOT_TOLD = (
    "尽快回复",
    "今天10:00我们通过电话",
    "订单2026-11-17 15:30下的",
    "order 202611-001 costs 12.50",
    "电话 010-12345678",
    "第13点建议",
    "32点",
    "13:75",
    "2月30日10点",
    "3个工作日内",
)


@pytest.mark.parametrize("text", TOLD)
def test_a_clock_time_is_read_as_a_person_would(text):
    assert [one.at.strftime("%m-%d %H:%M") for one in moments_in(text, WEDNESDAY_NOON, CHINA)] == TOLD[text]


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_names_no_coming_clock_time_promises_nothing(text):
    assert moments_in(text, WEDNESDAY_NOON, CHINA) == []


def test_a_month_named_without_a_year_is_the_coming_one():
    (found,) = moments_in("1月5日10点", WEDNESDAY_NOON, CHINA)
    assert found.at.year == 2027


PIECES = st.sampled_from("今明后天日上下午晚周一二十半两小时内点月前0123456789:：年/-. pam byintomorrow,")


@given(st.text(PIECES, max_size=60))
def test_whatever_is_typed_only_coming_moments_come_out(text):
    found = moments_in(text, WEDNESDAY_NOON, CHINA)
    assert all(one.at > WEDNESDAY_NOON for one in found)
    assert [one.at for one in found] == sorted({one.at for one in found})
