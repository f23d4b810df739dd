"""The Word document before anything is in it: page, styles with Chinese fonts, head and foot; and its bytes."""

import io
import zipfile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from knowledge.exports.book import marks

RED, INK, QUIET = RGBColor(0x9C, 0x1C, 0x1F), RGBColor(0x1C, 0x27, 0x33), RGBColor(0x5B, 0x66, 0x72)
#: Latin and Chinese font of body and of heads; Word knows the Chinese ones by these names in every language.
_SONG, _HEI = ("Times New Roman", "SimSun"), ("Arial", "SimHei")
_OLDEST = (1980, 1, 1, 0, 0, 0)
_LEFT, _JUSTIFIED, _CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.CENTER
#: Name, fonts, size, colour, space before and after, whether it stays with what follows.
_STYLES = (
    ("Normal", _SONG, 10.5, INK, 0, 0, False),
    ("Body Text", _SONG, 10.5, INK, 0, 3, False),
    ("Title", _HEI, 34, RED, 150, 12, False),
    ("Subtitle", _HEI, 14, QUIET, 0, 6, False),
    ("Heading 1", _HEI, 22, RED, 24, 18, True),
    ("Heading 2", _HEI, 14, RED, 18, 8, True),
    ("Heading 3", _HEI, 12, INK, 14, 4, True),
    ("Contents head", _HEI, 22, RED, 24, 18, True),
    ("Contents 1", _HEI, 11, RED, 8, 2, False),
    ("Contents 2", _HEI, 9.5, INK, 0, 1, False),
    ("Label", _HEI, 9, RED, 8, 3, True),
    ("Small", _HEI, 8.5, QUIET, 0, 3, False),
    ("Said", _HEI, 9.5, INK, 2, 4, False),
    ("Stressed", _SONG, 10.5, INK, 2, 4, False),
    ("Cell", _SONG, 9, INK, 1, 1, False),
    ("Index line", _SONG, 9, INK, 0, 1, False),
    ("List Bullet", _SONG, 10.5, INK, 0, 2, False),
)
_BEGIN_A_PAGE = ("Heading 1", "Contents head")


def new_document(content):
    """An empty book for `content`: B5, styles, head with the title, foot with the number of the page."""
    document = Document()
    is_chinese = content["language"] != "en"
    for name, fonts, *look in _STYLES:
        _dress(_style(document, name), fonts, *look)
    for name in _BEGIN_A_PAGE:
        document.styles[name].paragraph_format.page_break_before = True
    document.styles["Body Text"].paragraph_format.alignment = _JUSTIFIED
    if is_chinese:
        for name in ("Body Text", "Stressed"):
            _indent_two_characters(document.styles[name])
    document.styles["Contents 2"].paragraph_format.left_indent = Mm(6)
    for name, color in (("Said", "5B6672"), ("Stressed", "9C1C1F")):
        _line_at_left(document.styles[name], color)
    _speak(document, "zh-CN" if is_chinese else "en-GB")
    _page(document, content)
    document.settings.element.insert_element_before(
        marks.element("updateFields", val="true"), "w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat"
    )
    return document


def same_bytes(document):
    """The file without the moment of its making in every entry of the archive."""
    written, steady = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return steady.getvalue()


def _style(document, name):
    if name in document.styles:
        return document.styles[name]
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    return made


def _dress(style, fonts, size, color, before, after, keeps):
    latin, chinese = fonts
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = latin, Pt(size), False, False, color
    names = style.element.rPr.rFonts
    # A theme's font goes before a named one.
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        names.attrib.pop(qn(f"w:{theme}"), None)
    names.set(qn("w:eastAsia"), chinese)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.3
    shape.keep_with_next, shape.widow_control, shape.alignment = keeps, True, _LEFT
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _indent_two_characters(style):
    """By characters, so that it holds whatever the size of the font."""
    style.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")


def _line_at_left(style, color):
    border = marks.element("pBdr")
    border.append(marks.element("left", val="single", sz=12, space=8, color=color))
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    style.paragraph_format.left_indent = Mm(4)


def _speak(document, language):
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for known in defaults.findall(qn("w:lang")):
        defaults.remove(known)
    defaults.append(marks.element("lang", val="en-US", eastAsia=language))
    names = defaults.find(qn("w:rFonts"))
    if names is not None:
        names.attrib.clear()
        for side, font in zip(("ascii", "hAnsi", "eastAsia"), (_SONG[0], *_SONG), strict=True):
            names.set(qn(f"w:{side}"), font)


def _page(document, content):
    section = document.sections[0]
    section.page_width, section.page_height = Mm(176), Mm(250)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.different_first_page_header_footer = True
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.style = foot.style = document.styles["Small"]
    head.add_run(f"{content['title']} · {content['edition']}")
    foot.alignment = _CENTER
    marks.field(foot, "PAGE", "1")
