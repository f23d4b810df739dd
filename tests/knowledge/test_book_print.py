"""What the Red Book looks like inside: pages, bookmarks, headings, and texts of others that stay texts (KNO-6)."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from knowledge.services.book.issuing import file_of
from tests.knowledge.books import a_composed, a_playbook, issued
from tests.knowledge.shelves import WORDS, a_case
from tests.pdf import Pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOSTILE = (
    '#read("/etc/passwd") #pagebreak() $ sum $ *bold* _slanted_ `raw` <label> @nobody // comment #{ while true {} }\n'
    f"https://example.com/{'a' * 400}\n"
    "{{ content }} {% load %} <w:p/> & <script>alert(1)</script> =1+1 \x0b\u202e\ufffe\n"
    "好评😀❤️👍"
)


def text_of(document):
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def words_of(edition):
    return Document(io.BytesIO(file_of(edition, "docx")))


def test_the_pdf_has_its_pages_bookmarks_and_words():
    version = a_case()
    a_playbook(nature=version.entry.category.nature)

    edition = issued()

    pdf = Pdf(file_of(edition, "pdf"))
    assert len(pdf.pages) == edition.pages >= 6
    assert {
        "前言",
        "目录",
        "第一章  物流类",
        "处置指引",
        "典型案例",
        "商品破损处置指引",
        WORDS["title"],
        "索引",
    } <= set(pdf.bookmarks)
    cover, imprint = pdf.text_of(pdf.pages[0]), pdf.text_of(pdf.pages[1])
    assert "投诉处理红宝书" in cover
    assert "2026年第1版" in cover
    assert edition.sha256[:20] in imprint
    for words in (
        WORDS["situation"],
        WORDS["lesson"],
        "您好，我是{handler}。",
        "请客户停用",
        "写给每一位处理投诉的同事。",
    ):
        assert words in pdf.text
    assert version.entry.number in pdf.text


def test_the_word_file_has_headings_contents_and_chinese_fonts():
    version = a_case()
    a_playbook(nature=version.entry.category.nature)

    edition = issued()

    document = words_of(edition)
    heads = [(one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert heads == [
        ("Heading 1", "前言"),
        ("Heading 1", "第一章  物流类"),
        ("Heading 2", "处置指引"),
        ("Heading 3", "商品破损处置指引"),
        ("Heading 2", "典型案例"),
        ("Heading 3", WORDS["title"]),
        ("Heading 1", "索引"),
    ]
    listed = [one.text for one in document.paragraphs if one.style.name.startswith("Contents ")]
    assert listed == ["目录", "第一章  物流类", "商品破损处置指引", WORDS["title"]]
    fields = [one.text for one in document.element.iter(qn("w:instrText"))]
    fields += [one.text for one in document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == ['TOC \\o "1-3" \\h \\z \\u', "PAGE"]
    assert document.styles["Heading 1"].element.rPr.rFonts.get(qn("w:eastAsia")) == "SimHei"
    assert document.styles["Body Text"].element.rPr.rFonts.get(qn("w:eastAsia")) == "SimSun"
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1] == ["1", "请客户停用 (必做)\n确认无人受伤。", "处理人", "2 小时"]
    links = {one.get(qn("w:anchor")) for one in document.element.iter(qn("w:hyperlink"))}
    marks = {one.get(qn("w:name")) for one in document.element.iter(qn("w:bookmarkStart"))}
    assert links
    assert links <= marks
    properties = document.core_properties
    assert (properties.title, properties.language, properties.created.year) == ("投诉处理红宝书", "zh-CN", 2026)


def test_what_others_wrote_comes_out_as_text_and_nothing_else():
    version = a_case(lesson=HOSTILE, script=HOSTILE, title="#panic(1) <b>标题</b>")
    a_playbook(
        nature=version.entry.category.nature,
        steps=[{"title": HOSTILE[:80], "detail": HOSTILE, "department": "*x*", "hours": 5, "is_required": True}],
        scripts=[{"moment": "closing", "words": HOSTILE}],
    )

    edition = issued(a_composed(foreword=HOSTILE))

    pdf, document = Pdf(file_of(edition, "pdf")), words_of(edition)
    for text in (pdf.text, text_of(document)):
        for words in (
            '#read("/etc/passwd") #pagebreak()',
            "#panic(1) <b>标题</b>",
            "{{ content }}",
            "<w:p/> & <script>",
        ):
            assert words in text
        assert "好评[grinning face][heavy black heart][thumbs up sign]" in text
        assert "a" * 400 in text
        assert "root:" not in text


def test_an_english_edition_is_english():
    a_case()

    edition = issued(a_composed(language="en", title="Red Book", foreword="For everybody."))

    pdf = Pdf(file_of(edition, "pdf"))
    assert {"Foreword", "Contents", "Chapter 1  Logistics", "Cases", "Index"} <= set(pdf.bookmarks)
    assert "2026, edition 1" in pdf.text_of(pdf.pages[0])
    assert words_of(edition).core_properties.language == "en"
