"""Looking for what the desk already knows, the same on both databases (KNO-4)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import RuleBroken
from complaints.models import Category
from knowledge.models import SearchDocument, SearchKind, SearchTag, SearchTerm
from knowledge.services.search.entries import Entry, put, put_all, take_out
from knowledge.services.search.finding import find
from knowledge.words.segmenting import segment
from tests.builders import NOON

pytestmark = pytest.mark.django_db

EGGS, BROADBAND, COURIER, RENEWAL = 1, 2, 3, 4


def an_entry(number, title, text="", **facts):
    facts = {"kind": SearchKind.CASE, "updated_at": NOON} | facts
    return Entry(object_id=number, title=title, text=text, **facts)


def a_library():
    put_all(
        [
            an_entry(EGGS, "鸡蛋运输破损，全额退款", "纸箱受潮，三十枚鸡蛋碎了一半。客户不要补发，只要退款。"),
            an_entry(BROADBAND, "宽带频繁掉线，减免月费", "光猫老化，更换后恢复。订单尾号X88913。"),
            an_entry(COURIER, "快递员态度恶劣", "派送时与客户争吵，站点上门致歉。", kind=SearchKind.PLAYBOOK),
            an_entry(RENEWAL, "Renewal charged twice", "The subscription was charged twice; refunded in two days."),
        ]
    )


def found(query, **filters):
    return [hit.document.object_id for hit in find(query, **filters).hits]


def test_a_document_is_found_by_every_word_of_its_title():
    a_library()
    for document in SearchDocument.objects.all():
        for word in segment(document.title):
            assert document.object_id in found(word), word


def test_the_document_that_answers_stands_first():
    a_library()
    assert found("鸡蛋碎了怎么退款")[0] == EGGS
    assert found("光猫坏了老掉线")[0] == BROADBAND


def test_a_whole_complaint_finds_the_case_like_it():
    a_library()
    letter = "你们好，我上周在你们店里买了一箱鸡蛋，今天快递送到的时候箱子是湿的，打开一看碎了十几枚。" * 40
    assert found(letter)[0] == EGGS


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("退钱", EGGS),
        ("refund", EGGS),
        ("courier", COURIER),
        ("态度差", COURIER),
        ("扣费", RENEWAL),
        ("refunding", RENEWAL),
    ],
)
def test_another_word_of_the_same_meaning_finds_it_in_both_languages(query, expected):
    a_library()
    assert expected in found(query)


@pytest.mark.parametrize(
    ("typed", "shown", "expected"),
    [("推款", "退款", EGGS), ("宽待", "宽带", BROADBAND), ("subscripton", "subscription", RENEWAL)],
)
def test_a_misspelt_word_is_shown_for_what_it_was_meant_as(typed, shown, expected):
    a_library()
    results = find(typed)
    assert results.corrected == ((typed, shown),)
    assert expected in [hit.document.object_id for hit in results.hits]


def test_a_word_the_library_has_is_never_corrected():
    a_library()
    assert find("退款").corrected == ()


def test_part_of_a_number_finds_it():
    a_library()
    assert found("8891") == [BROADBAND]


def test_what_was_asked_before_helps_to_find():
    a_library()
    assert BROADBAND not in found("网页打不开")
    put(an_entry(BROADBAND, "宽带频繁掉线", "光猫老化。", asked=("网页打不开怎么办", "上网老是断")))
    assert found("网页打不开")[0] == BROADBAND


def test_filters_never_leak():
    """By kind, category with those below it, nature, tag, product and quality, alone and together."""
    leaf = Category.objects.get(code="ecommerce.logistics.damage")
    other = Category.objects.filter(preset=leaf.preset, parent__isnull=False).exclude(parent=leaf.parent).first()
    put_all(
        an_entry(
            number,
            f"退款案例{number}",
            kind=SearchKind.CASE if number % 2 else SearchKind.SCRIPT,
            category=leaf if number % 3 else other,
            nature="logistics" if number % 3 else "billing",
            tags=("春节", "易碎") if number % 4 == 0 else ("春节",),
            product="礼盒" if number % 5 else "鲜花",
            quality=number % 6,
        )
        for number in range(1, 41)
    )
    for query in ("退款", "", "退款案例"):
        ask = {"limit": 50}
        assert set(found(query, **ask)) == set(range(1, 41))
        assert set(found(query, kinds=[SearchKind.SCRIPT], **ask)) == set(range(2, 41, 2))
        assert set(found(query, category=leaf, **ask)) == {n for n in range(1, 41) if n % 3}
        assert set(found(query, category=leaf.parent, **ask)) == {n for n in range(1, 41) if n % 3}
        assert set(found(query, nature="billing", **ask)) == {n for n in range(1, 41) if n % 3 == 0}
        assert set(found(query, tags=("春节", "易碎"), **ask)) == set(range(4, 41, 4))
        assert set(found(query, product="鲜花", quality=5, **ask)) == {5, 35}
        assert found(query, kinds=[], **ask) == []


def test_no_query_lists_the_best_and_of_equals_the_newest():
    put_all(
        [
            an_entry(1, "旧的好案例", quality=5),
            an_entry(2, "新的好案例", quality=5, updated_at=NOON + timedelta(days=1)),
            an_entry(3, "普通案例", quality=2, updated_at=NOON + timedelta(days=2)),
        ]
    )
    assert found("  ") == [2, 1, 3]


def test_what_was_taken_out_is_never_found_and_its_words_are_forgotten():
    a_library()
    take_out(SearchKind.CASE, EGGS)
    take_out(SearchKind.CASE, EGGS)
    assert EGGS not in found("鸡蛋") + found("") + found("退款")
    assert SearchTerm.objects.get(term="鸡蛋").documents == 0
    assert SearchTerm.objects.get(term="").documents == SearchDocument.objects.count() == 3


def test_what_is_put_again_is_found_by_its_new_words_only():
    put(an_entry(EGGS, "鸡蛋破损", tags=("易碎",)))
    put(an_entry(EGGS, "樱桃变质", tags=("生鲜",)))
    assert found("鸡蛋") == []
    assert found("樱桃", tags=("生鲜",)) == [EGGS]
    assert SearchTag.objects.get().tag == "生鲜"
    assert SearchTerm.objects.get(term="樱桃").documents == 1


def test_a_text_that_cannot_be_stored_is_refused_and_the_old_one_stays():
    put(an_entry(EGGS, "鸡蛋破损"))
    for refused in (an_entry(EGGS, "鸡蛋\x00破损"), an_entry(EGGS, "鸡蛋", tags=("长" * 61,))):
        with pytest.raises(RuleBroken):
            put(refused)
    assert found("鸡蛋") == [EGGS]


def test_a_very_long_text_is_kept_whole_and_found_by_its_beginning():
    put(an_entry(EGGS, "鸡蛋破损", "客户来电投诉外箱受潮，" * 9_000))
    (hit,) = find("受潮").hits
    assert len(hit.document.text) == 99_000
    assert sum(len(text) for text, _is_match in hit.snippet) < 130


def test_the_pieces_shown_are_the_text_with_what_was_looked_for_marked():
    a_library()
    hit = find("退款 refund").hits[0]
    assert "".join(text for text, _is_match in hit.title) == hit.document.title
    assert {text for text, is_match in hit.title if is_match} == {"退款"}
    assert set(hit.matched) == {"退款"}


def test_words_of_very_many_documents_still_find_the_best_of_them(monkeypatch):
    """Beyond the longest list: by its titles, by two such words together, or along the best documents."""
    monkeypatch.setattr("knowledge.services.search.candidates._LONGEST_LISTS", 5)
    put_all(an_entry(number, "案例", "破损的商品已退款", quality=number % 5) for number in range(20))
    put_all(an_entry(number, "案例", "发票已补开", quality=number % 5) for number in range(20, 40))
    put(an_entry(99, "案例", "破损的商品要发票"))
    assert found("退款", limit=4) == [19, 14, 9, 4]
    assert found("破损 发票")[0] == 99
    assert set(found("破损 发票", quality=4)) == {4, 9, 14, 19, 24, 29, 34, 39}


HOSTILE = [
    '"',
    "'",
    "''退款'",
    '退款" OR "1',
    "退款 NEAR(鸡蛋, 3)",
    "AND OR NOT",
    "words:退款*",
    "!退款 & (鸡蛋 | <->",
    "退款\x00鸡蛋",
    "\x00",
    "%_\\%",
    "𠮷野家\ud83d",
    "',1);--",
    "退款 " * 20_000,
    "鸡" * 100_000,
    "x" * 100_000,
    "_退款",
    "%(pk)s {0} %s",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_is_an_error(query):
    a_library()
    assert len(find(query).hits) <= 4
    assert SearchDocument.objects.count() == 4


def test_the_words_are_found_by_the_index():
    """At a hundred thousand documents no search may read them all."""
    put_all(an_entry(number, f"鸡蛋破损{number}", "纸箱受潮" * 40) for number in range(300))
    put(an_entry(999, "樱桃变质"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as queries:
        assert found("樱桃") == [999]
    (lists,) = [query["sql"] for query in queries if "LIMIT 3000" in query["sql"]]
    with connection.cursor() as cursor:
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {lists}")
        plan = str(cursor.fetchall())
    assert ("search_words" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX") in plan
    assert "Seq Scan" not in plan
    assert "SCAN knowledge_searchdocument'" not in plan
