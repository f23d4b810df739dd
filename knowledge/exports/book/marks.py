"""What a Word document holds that python-docx has no words for: fields, bookmarks, links, rows that stay whole."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(kind, **attributes):
    made = OxmlElement(f"w:{kind}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def field(paragraph, instruction, shown=""):
    """A field such as PAGE at the end of `paragraph`; `shown` until somebody fills it."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="begin"))
    paragraph.add_run()._r.append(_instruction(instruction))
    paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def field_around(paragraphs, instruction):
    """A field whose result are `paragraphs` as they stand, until it is filled anew."""
    first, last = paragraphs[0]._p, paragraphs[-1]
    begin = (
        element("fldChar", fldCharType="begin", dirty="true"),
        _instruction(instruction),
        element("fldChar", fldCharType="separate"),
    )
    for place, one in enumerate(begin, first.index(first.r_lst[0])):
        run = OxmlElement("w:r")
        run.append(one)
        first.insert(place, run)
    last.add_run()._r.append(element("fldChar", fldCharType="end"))


def bookmark(paragraph, number, name):
    """A place of that name, around the words of `paragraph`."""
    runs = paragraph._p.r_lst
    runs[0].addprevious(element("bookmarkStart", id=number, name=name))
    runs[-1].addnext(element("bookmarkEnd", id=number))


def link(paragraph, anchor, text):
    """`text` at the end of `paragraph`, leading to the bookmark `anchor`."""
    run = paragraph.add_run(text)._r
    target = element("hyperlink", anchor=anchor, history=1)
    run.addprevious(target)
    target.append(run)


def hang(paragraph, width):
    """Lines after the first stand `width` to the right; an indent by characters of the style would go before it."""
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = width, -width
    shape.tab_stops.add_tab_stop(width)
    paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "0")


def repeat_head(row):
    """The row stands again at the top of each page its table reaches."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def keep_whole(row):
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def shade(cell, color="F1F4F7"):
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=color))


def _instruction(text):
    made = element("instrText")
    made.set(qn("xml:space"), "preserve")
    made.text = text
    return made
