"""Rows become receipts by the rules a person's entry obeys, or faults named by row and column."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from complaints.crypto.contact import ContactKind
from complaints.deadlines.workdays import CHINA
from complaints.imports.headings import guessed
from complaints.imports.judging import Judge
from complaints.imports.table import Table
from complaints.states import Channel, Demand, Emotion, Preset, Tier
from tests.builders import NOON
from tests.complaints.files import HEADINGS, a_csv, a_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def judged(rows, *, headings=HEADINGS, channel=Channel.PHONE, mapping=None):
    table = Table(a_csv(rows, headings=headings))
    mapping = mapping or guessed(table.headings)
    judge = Judge(preset=Preset.ECOMMERCE, channel=channel, mapping=mapping, unnamed=table.unnamed, now=NOON)
    return [judge.judge(row) for row in table]


def receipt(row, headings, **options):
    (one,) = judged([row], headings=headings, **options)
    assert one.faults == ()
    return one.receipt


def faults(row, headings, **options):
    (one,) = judged([row], headings=headings, **options)
    assert one.receipt is None
    return [(fault.row, fault.heading, fault.said) for fault in one.faults]


def test_a_full_row_fills_a_receipt():
    cells = {
        "工单号": "W-1",
        "标题": "杯子碎了",
        "投诉内容": "外箱塌了，杯子碎了。",
        "投诉时间": "2026年6月8日 下午3点05分",
        "姓名": "李晓燕",
        "手机号": "+86 138-0000-0001",
        "邮箱": "li@example.cn",
        "订单号": "A100",
        "商品": "玻璃杯",
        "门店": "杭州店",
        "分类": "物流类/货物破损",
        "诉求": "退款",
        "金额": "￥1,299.50",
        "情绪": "愤怒",
        "会员等级": "金卡",
        "链接": "https://example.cn/1",
        "备注": "已拍照",
    }
    one = receipt(cells.values(), list(cells))
    assert one.external_id == "W-1"
    assert one.occurred_at == datetime(2026, 6, 8, 15, 5, tzinfo=CHINA)
    assert one.contacts == {ContactKind.PHONE: "+86 138-0000-0001", ContactKind.EMAIL: "li@example.cn"}
    assert (one.name, one.order_number, one.product, one.place) == ("李晓燕", "A100", "玻璃杯", "杭州店")
    assert one.category.code == "ecommerce.logistics.damage"
    assert (one.demand, one.demand_cny) == (Demand.REFUND, Decimal("1299.50"))
    assert (one.emotion, one.tier) == (Emotion.ANGRY, Tier.GOLD)
    assert one.raw_text == "备注: 已拍照"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2020/6/8", (2020, 6, 8)),
        ("2020-06-08", (2020, 6, 8)),
        ("2020.6.8 9:05", (2020, 6, 8, 9, 5)),
        ("2019/1/7 14:20", (2019, 1, 7, 14, 20)),
        ("2019/1/7 14:20:33", (2019, 1, 7, 14, 20, 33)),
        ("2019-01-07T14:20:33.5", (2019, 1, 7, 14, 20, 33)),
        ("2019-01-07T06:20:33Z", (2019, 1, 7, 14, 20, 33)),
        ("2019-01-07T14:20:33+08:00", (2019, 1, 7, 14, 20, 33)),
        ("3/19/2015", (2015, 3, 19)),
        ("3/19/2015 2:05 PM", (2015, 3, 19, 14, 5)),
        ("2020年6月8日", (2020, 6, 8)),
        ("2020年6月8日14时20分", (2020, 6, 8, 14, 20)),
        ("2020年6月8日 上午12:20", (2020, 6, 8, 0, 20)),
        ("２０２０/６/８", (2020, 6, 8)),
        ("20200608", (2020, 6, 8)),
        ("20200608142033", (2020, 6, 8, 14, 20, 33)),
        ("43990", (2020, 6, 8)),
        ("43990.5", (2020, 6, 8, 12)),
    ],
)
def test_dates_are_read_in_every_form_files_write_them(written, moment):
    one = receipt(a_line(1, 投诉时间=written), HEADINGS)
    assert one.occurred_at == datetime(*moment, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("changes", "heading", "words"),
    [
        ({"投诉时间": "19/3/2015"}, "投诉时间", "no date"),
        ({"投诉时间": "2020-02-30"}, "投诉时间", "no date"),
        ({"投诉时间": "信息审核"}, "投诉时间", "no date"),
        ({"投诉时间": "2026/6/8 25:00"}, "投诉时间", "no date"),
        ({"投诉时间": "2031/1/1"}, "投诉时间", "future"),
        ({"联系电话": "12345"}, "联系电话", "no phone number"),
        ({"联系电话": "1.38E+10"}, "联系电话", "rounded"),
        ({"投诉编号": "1.23457E+17"}, "投诉编号", "rounded"),
        ({"投诉编号": "x" * 121}, "投诉编号", "at most 120"),
        ({"投诉内容": "长" * 10_001}, "投诉内容", "at most 10000"),
        ({"标题": "", "投诉内容": ""}, "投诉内容", "what the complaint is about"),
        ({"联系电话": ""}, "联系电话", "way to reach"),
        ({"联系电话": "138****0001"}, "联系电话", "way to reach"),
        ({"联系电话": "匿名"}, "联系电话", "way to reach"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(changes, heading, words):
    ((row, named, sentence),) = faults(a_line(1, **changes), HEADINGS)
    assert (row, named) == (2, heading)
    assert words in sentence


def test_a_wrong_contact_is_not_quoted_in_the_list_of_errors():
    ((_row, _heading, sentence),) = faults(a_line(1, 联系电话="99887766554433"), HEADINGS)
    assert "998877" not in sentence


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("金额", "十块", "no amount"),
        ("金额", "-5", "no amount"),
        ("金额", "12.345", "no amount"),
        ("情绪", "五味杂陈", "Possible"),
        ("分类", "没有这一类", "no category"),
        ("链接", "javascript:alert(1)", "web address"),
        ("邮箱", "不是邮箱", "no e-mail"),
    ],
)
def test_choices_amounts_and_links_are_checked(heading, cell, words):
    ((_row, named, sentence),) = faults([*a_line(1), cell], [*HEADINGS, heading])
    assert named == heading
    assert words in sentence


def test_every_wrong_cell_of_a_row_is_named_at_once():
    found = faults(a_line(1, 投诉时间="昨天", 联系电话="123"), HEADINGS)
    assert {heading for _row, heading, _sentence in found} == {"投诉时间", "联系电话"}


def test_surplus_cells_are_a_fault_because_the_others_may_stand_wrong():
    ((_row, heading, sentence),) = faults([*a_line(1), "多"], HEADINGS)
    assert heading == ""
    assert "more cells than headings" in sentence


@pytest.mark.parametrize(
    "channel", [Channel.PLATFORM, Channel.SOCIAL, Channel.APP_REVIEW, Channel.MONITORING, Channel.REGULATOR]
)
def test_nobody_leaves_a_number_on_a_platform(channel):
    assert receipt(a_line(1, 联系电话=""), HEADINGS, channel=channel).contacts == {}


def test_a_user_name_is_a_contact_and_anonymous_is_nobody():
    headings = ["标题", "留言用户"]
    known, nobody = (
        receipt([f"标题{name}", name], headings, channel=Channel.PLATFORM) for name in ("小蜗牛", "匿名用户")
    )
    assert known.contacts == {ContactKind.ACCOUNT: "小蜗牛"}
    assert nobody.contacts == {}
    assert nobody.raw_text == "留言用户: 匿名用户"


@pytest.mark.parametrize(
    ("title", "text", "subject", "description"),
    [
        ("", "杯子碎了。客服不理。", "杯子碎了", "杯子碎了。客服不理。"),
        ("杯子碎了", "", "杯子碎了", "杯子碎了"),
        ("", "没有句号的一段话" * 30, ("没有句号的一段话" * 30)[:119] + "…", "没有句号的一段话" * 30),
    ],
)
def test_subject_and_description_stand_in_for_each_other(title, text, subject, description):
    one = receipt(a_line(1, 标题=title, 投诉内容=text), HEADINGS)
    assert (one.subject, one.description) == (subject, description)


def test_a_subject_too_long_is_cut_and_kept_in_full_beside():
    one = receipt(a_line(1, 标题="很长" * 80), HEADINGS)
    assert len(one.subject) == 120
    assert one.raw_text == "标题: " + "很长" * 80


def test_a_demand_in_free_words_stays_in_words():
    headings = [*HEADINGS, "诉求"]
    free = receipt([*a_line(1), "要求全额退款并公开道歉"], headings)
    assert (free.demand, free.demand_note) == (Demand.OTHER, "要求全额退款并公开道歉")
    assert receipt([*a_line(1), "退货退款"], headings).demand == Demand.REFUND


def test_the_same_cells_have_the_same_key_in_whatever_file():
    headings = ["标题", "投诉内容", "手机号"]
    cells = ["破了", "外箱破了", "13800000001"]
    here = receipt(cells, headings).external_id
    there = receipt(["7", *reversed(cells)], ["", *reversed(headings)]).external_id
    other = receipt(["破了", "外箱破了", "13800000002"], headings).external_id
    assert here == there != other
    assert "13800000001" not in here


def test_one_id_with_two_contents_is_a_contradiction_and_a_repeat_is_none():
    rows = [a_line(1), a_line(1), a_line(1, 标题="另一件事")]
    first, again, other = judged(rows)
    assert first.receipt == again.receipt
    (fault,) = other.faults
    assert (fault.row, fault.heading) == (4, "投诉编号")
    assert "Row 2" in fault.sentence


def test_our_own_headings_are_recognised_in_both_languages():
    assert guessed(["Subject", "Phone number", "Happened"]) == {
        "subject": "Subject",
        "phone": "Phone number",
        "occurred_at": "Happened",
    }
    assert guessed(["主题", "电话号码", "发生时间"]) == {
        "subject": "主题",
        "phone": "电话号码",
        "occurred_at": "发生时间",
    }
