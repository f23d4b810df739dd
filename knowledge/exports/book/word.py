"""An edition as a Word document, drawn from its content alone (KNO-6).

Word lays the pages out itself, so that page numbers stand in fields: those of the contents come when it is opened.
Under the index stand the numbers of the entries, each a link.
"""

from datetime import UTC
from itertools import count

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.shared import Mm

from knowledge.exports.book import marks
from knowledge.exports.book.sheets import RED, new_document, same_bytes

_HANGING = Mm(10)
_STEP_WIDTHS = (Mm(10), Mm(80), Mm(26), Mm(20))


def written(content, *, at):
    """The bytes of the DOCX; of the same content and `at` always the same."""
    book = _Book(content)
    book.write()
    properties = book.document.core_properties
    moment = at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    properties.title, properties.subject = content["title"], content["edition"]
    properties.author = properties.last_modified_by = content["words"]["house"]
    properties.language = "en" if content["language"] == "en" else "zh-CN"
    properties.created = properties.modified = moment
    return same_bytes(book.document)


class _Book:
    def __init__(self, content):
        self.content, self.said = content, content["words"]
        self.document = new_document(content)
        self.ids = count(1)
        # Looked up by name at every paragraph, styles would take most of the time.
        self.styles = {style.name: style.style_id for style in self.document.styles}

    def write(self):
        self._cover()
        if self.content["foreword"]:
            self._line(self.said["foreword"], style="Heading 1")
            self._body(self.content["foreword"])
        self._contents()
        for chapter in self.content["chapters"]:
            self._line(f"{chapter['number']}  {chapter['title']}", style="Heading 1")
            for kind, write in (("playbooks", self._playbook), ("cases", self._case)):
                if chapter[kind]:
                    self._line(self.said[kind], style="Heading 2")
                    for entry in chapter[kind]:
                        write(entry)
        if self.content["index"]:
            self._line(self.said["index"], style="Heading 1")
            self._index()

    def _cover(self):
        self._line(self.content["title"], style="Title")
        self._line(self.content["edition"], style="Subtitle")
        self._line(self.content["issued_on"], style="Subtitle")
        for label, value in self.content["imprint"]:
            self._line(f"{label}  {value}", style="Small")
        for name in ("promise", "numbers", "within"):
            self._line(self.said[name], style="Small")
        if self.content["digest"]:
            self._line(f"{self.said['digest']} {self.content['digest']}", style="Small")

    def _contents(self):
        """A field Word fills on opening; until then, and where nothing fills it, the titles stand there."""
        self._line(self.said["contents"], style="Contents head")
        lines = [
            (level, text)
            for chapter in self.content["chapters"]
            for level, text in (
                (1, f"{chapter['number']}  {chapter['title']}"),
                *((2, entry["title"]) for kind in ("playbooks", "cases") for entry in chapter[kind]),
            )
        ]
        paragraphs = [self._line(text, style=f"Contents {level}") for level, text in lines or [(1, "")]]
        marks.field_around(paragraphs, 'TOC \\o "1-3" \\h \\z \\u')

    def _playbook(self, one):
        self._entry(one, [one["number"], f"{self.said['version']} {one['version']}", one["category"]])
        self._part("purpose", one["purpose"])
        for name in ("facts", "evidence"):
            if one[name]:
                self._label(name)
                for text in one[name]:
                    self._line(text, style="List Bullet")
        if one["steps"]:
            self._label("steps")
            self._steps(one["steps"])
        if one["openers"]:
            self._label("openers")
            for text in one["openers"]:
                self._line(text, style="Said")
        if one["scripts"]:
            self._label("scripts")
            for row in one["scripts"]:
                said = self._line("", style="Said")
                said.add_run(row["moment"]).font.color.rgb = RED
                said.add_run().add_break(WD_BREAK.LINE)
                _lines(said, row["words"])
        self._part("cautions", one["cautions"], style="Stressed")

    def _case(self, one):
        self._entry(one, [one["number"], one["category"], one["product"], *one["tags"]])
        styles = {"script": "Said", "lesson": "Stressed"}
        for part in one["parts"]:
            self._part(part["part"], part["text"], style=styles.get(part["part"], "Body Text"))
        if one["see"]:
            line = self._line(f"{self.said['see']} ", style="Small")
            self._links(line, one["see"])

    def _entry(self, one, facts):
        heading = self._line(one["title"], style="Heading 3")
        marks.bookmark(heading, next(self.ids), _anchor(one["number"]))
        self._line("  ·  ".join(filter(None, facts)), style="Small").paragraph_format.keep_with_next = True

    def _part(self, name, paragraphs, style="Body Text"):
        if paragraphs:
            self._label(name)
            self._body(paragraphs, style)

    def _label(self, name):
        self._line(self.said[name], style="Label")

    def _body(self, paragraphs, style="Body Text"):
        for number, text in paragraphs:
            if number:
                line = self._line(f"{number}.\t{text}", style=style)
                marks.hang(line, _HANGING)
            else:
                self._line(text, style=style)

    def _steps(self, steps):
        table = self.document.add_table(rows=1, cols=4, style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, _STEP_WIDTHS, strict=True):
            column.width = width
        head = ("#", self.said["step"], self.said["who"], self.said["until"])
        self._row(table.rows[0], head, is_head=True)
        for place, step in enumerate(steps, 1):
            required = f" ({self.said['required']})" if step["is_required"] else ""
            told = step["title"] + required + (f"\n{step['detail']}" if step["detail"] else "")
            self._row(table.add_row(), (str(place), told, step["who"], step["until"]))

    def _row(self, row, texts, *, is_head=False):
        marks.keep_whole(row)
        if is_head:
            marks.repeat_head(row)
        for cell, text, width in zip(row.cells, texts, _STEP_WIDTHS, strict=True):
            cell.width = width
            cell.paragraphs[0]._p.style = self.styles["Cell"]
            _lines(cell.paragraphs[0], text)
            if is_head:
                marks.shade(cell)

    def _index(self):
        for group in self.content["index"]:
            self._line(group["letter"], style="Label")
            for one in group["terms"]:
                line = self._line(f"{one['term']}  ", style="Index line")
                self._links(line, one["entries"])

    def _links(self, line, numbers):
        for place, number in enumerate(numbers):
            if place:
                line.add_run("  ")
            marks.link(line, _anchor(number), number)

    def _line(self, text, *, style):
        line = self.document.add_paragraph()
        line._p.style = self.styles[style]
        _lines(line, text)
        return line


def _anchor(number):
    return "entry_" + number.replace("-", "_")


def _lines(paragraph, text):
    for place, line in enumerate(text.split("\n")):
        if place:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        paragraph.add_run(line)
