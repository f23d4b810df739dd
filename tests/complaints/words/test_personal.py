"""What of a text is personal, what only looks so, and what the complaint itself makes known (KNO-1)."""

import time

import pytest

from complaints.words.personal import PersonalKind, find_personal, personal_in


def found(text, **known):
    return [(one.kind.value, one.text) for one in find_personal(text, **known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("于2024-05-01 13812345678来电", [("phone", "13812345678")]),
        ("电话０１０－６２３４５６７８", [("phone", "０１０－６２３４５６７８")]),
        ("电话+86-571-88886666", [("phone", "+86-571-88886666")]),
        ("号码13812345678vx同号", [("phone", "13812345678")]),
        ("call +44 20 7946 0958", [("phone", "+44 20 7946 0958")]),
        ("身份证330102199003070010", [("identity", "330102199003070010")]),
        ("身份证尾号0012", [("identity", "0012")]),
        ("车牌浙a·12345", [("plate", "浙a·12345")]),
        ("粤Z1234港", [("plate", "粤Z1234港")]),
        ("码ABCD-EFGH-JKMN-P", [("order", "ABCD-EFGH-JKMN-P")]),
        ("wxid_abc12345", [("wechat", "wxid_abc12345")]),
        ("13812345678@example.com", [("mail", "13812345678@example.com")]),
        ("与欧阳女士通话", [("name", "欧阳女士")]),
        ("收件人：李静、王小明", [("name", "李静"), ("name", "王小明")]),
        ("住在文三路3号", [("address", "文三路3号")]),
    ],
)
def test_it_is_found_as_it_was_written(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "330102199003070010",
        "批号202405-001",
        "202405-202406期间",
        "张某和王某某",
        "新疆A级景区",
        "5月1日至6月2日共10号",
        "国道318号",
        "销售总额和项目总平面图",
        "应放到律师事务所",
        "WeChat payment failed",
        "QQ音乐",
    ],
)
def test_it_only_looks_personal(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("known", "text", "expected"),
    [
        (("name", "向云"), "已联络向云，向女士同意", ["向云", "向女士"]),
        (("name", "Mary Smith"), "mary smith rang; Smith is content", ["mary smith", "Smith"]),
        (("phone", "057188886666"), "回拨0571 8888 6666", ["0571 8888 6666"]),
        (("order", "AB-77"), "见 ab-77", ["ab-77"]),
        (("wechat", "summer"), "她叫Summer", ["Summer"]),
        (("address", "文三路"), "文三路那家", ["文三路"]),
        (("name", ""), "没有姓名", []),
    ],
)
def test_what_the_complaint_tells_is_found_wherever_it_stands(known, text, expected):
    assert [one.text for one in find_personal(text, known=[known])] == expected


def test_what_is_known_is_believed_before_what_is_read():
    assert found("订单号13812345678", known=[(PersonalKind.PHONE, "13812345678")]) == [("phone", "13812345678")]


def test_who_is_named_once_is_named_wherever_the_same_letters_stand():
    assert found("客户陆晓敏来电。后来是陆晓敏的邻居") == [("name", "陆晓敏")] * 2


def test_many_names_in_one_text_take_no_longer_than_one():
    text = "".join(f"客户王{chr(0x5000 + number)}{chr(0x6000 + number)}，" for number in range(3000))
    start = time.process_time()
    assert len(find_personal(text)) > 2000
    assert time.process_time() - start < 1


def test_the_refusals_of_analyses_know_numbers_and_mail_only():
    assert personal_in("张先生，13812345678，a@example.com，浙A12345") == ["13812345678", "a@example.com"]
    assert personal_in("没有") == []


@pytest.mark.parametrize(
    "piece",
    [
        "1-",
        "1 ",
        "13812345678",
        "a.",
        "a@",
        "客户张",
        "王先生、",
        "文三路1号",
        "1栋1单元",
        "路",
        "中国",
        "A",
        "(0571) ",
        "订单号A-",
        "Room 1, ",
        "Mr. ",
        "微信",
        "尾号",
    ],
)
def test_no_text_takes_long(piece):
    """Hostile repetition costs what plain text costs; the bound is far above it, for crowded machines."""
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    find_personal(text)
    assert time.process_time() - start < 1
