"""The command that says how good the search is, and leaves the library as it was (KNO-4)."""

import csv
import gzip

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import SearchDocument, SearchTerm
from knowledge.services.search.entries import put
from tests.knowledge.test_search import an_entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

FAQ = [(1, "怎么开发票"), (2, "怎么退款"), (3, "快递什么时候送到")]


def written(path, heading, rows):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def evaluated(capsys, *arguments, **options):
    call_command("evaluate_search", *arguments, **options)
    return capsys.readouterr().out


def test_it_prints_how_often_the_right_document_came_first(tmp_path, capsys):
    written(tmp_path / "faq300.csv.gz", ["faq_id", "faq"], FAQ)
    asked = written(
        tmp_path / "asked.csv.gz", ["query", "faq_id"], [("我要发票", 1), ("退款", 2), ("樱桃", 3), ("退款", 1)]
    )
    told = evaluated(capsys, asked)
    assert "4 questions, 3 documents, nothing learned before" in told
    assert "recall@1     0.500" in told
    assert "MRR@10       0.500" in told


def test_earlier_questions_are_learned_from_but_never_from_the_file_itself(tmp_path, capsys):
    written(tmp_path / "faq300.csv.gz", ["faq_id", "faq"], FAQ)
    earlier = written(tmp_path / "faq_queries_train.csv.gz", ["query", "faq_id"], [("樱桃", 3)])
    asked = written(tmp_path / "asked.csv", ["query", "faq_id"], [("樱桃", 3)])
    assert "recall@1     1.000" in evaluated(capsys, asked)
    assert "recall@1     0.000" in evaluated(capsys, asked, untaught=True)
    assert "recall@1     0.000" in evaluated(capsys, earlier)


def test_documents_may_lie_elsewhere_and_have_long_texts(tmp_path, capsys):
    cases = written(
        tmp_path / "library.csv",
        ["case_id", "title", "detail", "reply"],
        [("A1", "", "鸡蛋破损", "已退款"), ("B2", "掉线", "", "")],
    )
    asked = written(tmp_path / "asked.csv", ["qid", "query", "case_id"], [("P1", "鸡蛋退款", "A1")])
    assert "recall@1     1.000" in evaluated(capsys, asked, documents=cases)


def test_nothing_of_it_stays(tmp_path, capsys):
    put(an_entry(7, "退款"))
    written(tmp_path / "faq300.csv.gz", ["faq_id", "faq"], FAQ)
    evaluated(capsys, written(tmp_path / "asked.csv", ["query", "faq_id"], [("退款", 2)]))
    assert SearchDocument.objects.get().object_id == 7
    assert SearchTerm.objects.get(term="").documents == 1


@pytest.mark.parametrize(
    ("heading", "rows", "sentence"),
    [
        (["question", "faq_id"], [("退款", 2)], "it needs: query"),
        (["query", "answer"], [("退款", 2)], "it needs: query"),
        (["query", "faq_id"], [], "has no rows"),
        (["query", "faq_id"], [("退款", 9)], "the first is 9"),
    ],
)
def test_a_wrong_file_is_a_sentence(tmp_path, heading, rows, sentence):
    written(tmp_path / "faq300.csv.gz", ["faq_id", "faq"], FAQ)
    with pytest.raises(CommandError, match=sentence):
        call_command("evaluate_search", written(tmp_path / "asked.csv", heading, rows))


def test_a_file_that_is_none_is_a_sentence(tmp_path):
    torn = tmp_path / "torn.csv.gz"
    torn.write_bytes(b"\x1f\x8b\x08torn")
    for file in (tmp_path / "nowhere.csv", torn):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("evaluate_search", file)
