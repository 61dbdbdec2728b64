"""The report of a district as a text to work with (ODT); the only module that knows its maker."""

from io import BytesIO

from markupsafe import Markup
from odf.dc import Language
from odf.dc import Title as Named
from odf.draw import Frame, Image
from odf.element import Element
from odf.opendocument import OpenDocument, OpenDocumentText
from odf.style import DefaultStyle, ParagraphProperties, Style, TextProperties
from odf.svg import Desc
from odf.svg import Title as Called
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, List, ListItem, P, Span

from beteiligung.qrcodes.printing import pixels
from beteiligung.releases.drawing import svg
from beteiligung.releases.page import Part
from beteiligung.reports.blocks import Block, Cell, Chart, Items, Report, Rows, Said, Title, Words
from beteiligung.reports.report_pdf import numbers

PNG, WIDE = "image/png", 15.0  # cm: as wide as the page has room
HEADINGS = {1: "20pt", 2: "16pt", 3: "13pt", 4: "11.5pt"}
STYLES = {
    "Head": {"fontweight": "bold"},
    "Small": {"fontsize": "9pt", "color": "#4d5566"},
}


def odt(report: Report) -> bytes:
    """The report, with headings, tables with heads, and pictures that say what they show."""
    document = OpenDocumentText()
    document.meta.addElement(Named(text=report.title))
    document.meta.addElement(Language(text="de"))
    _dress(document)
    _heading(document, 1, report.title)
    _paragraph(document, f"{report.period} · {report.by} · Stand: {report.as_of}")
    _paragraph(document, f"Derselbe Bericht als Seite im Internet: {report.address}")
    for chapter in (report.glance, *report.chapters):
        _heading(document, 2, chapter.title)
        for block in chapter.blocks:
            _add(document, block)
    written = BytesIO()
    document.write(written)
    return written.getvalue()


def _dress(document: OpenDocument) -> None:
    """The language of everything, and how headings and heads of tables look."""
    usual = DefaultStyle(family="paragraph")
    usual.addElement(ParagraphProperties(marginbottom="0.2cm"))
    usual.addElement(TextProperties(language="de", country="DE", fontsize="10.5pt"))
    document.styles.addElement(usual)
    for level, size in HEADINGS.items():
        name = f"Heading_20_{level}"
        style = Style(name=name, displayname=f"Heading {level}", family="paragraph")
        style.addElement(ParagraphProperties(margintop="0.5cm", marginbottom="0.2cm"))
        style.addElement(TextProperties(fontsize=size, fontweight="bold", color="#171f30"))
        document.styles.addElement(style)
    for name, properties in STYLES.items():
        style = Style(name=name, family="paragraph")
        style.addElement(TextProperties(**properties))
        document.styles.addElement(style)


def _add(document: OpenDocument, block: Block) -> None:
    match block:
        case Words(text, small):
            _paragraph(document, text, "Small" if small else None)
        case Title(text):
            _heading(document, 3, text)
        case Items():
            _items(document, block)
        case Rows():
            _rows(document, block)
        case Chart(part):
            _chart(document, part)


def _heading(document: OpenDocument, level: int, text: str) -> None:
    document.text.addElement(H(outlinelevel=level, stylename=f"Heading_20_{level}", text=text))


def _paragraph(document: OpenDocument, text: str, style: str | None = None) -> None:
    document.text.addElement(_said(document, text, style))


def _said(document: OpenDocument, cell: Cell, style: str | None = None) -> Element:
    """Words; in a language of their own where they have one."""
    paragraph = P(stylename=style) if style else P()
    if isinstance(cell, Said):
        paragraph.addElement(Span(stylename=_tongue(document, cell.lang), text=cell.text))
    else:
        paragraph.addText(cell)
    return paragraph


def _tongue(document: OpenDocument, lang: str) -> str:
    """The style that says in which language something stands."""
    name = f"In_{lang}"
    known = {style.getAttribute("name") for style in document.styles.getElementsByType(Style)}
    if name not in known:
        style = Style(name=name, family="text")
        said = {"languageasian": lang, "languagecomplex": lang, "language": lang}
        style.addElement(TextProperties(**said))
        document.styles.addElement(style)
    return name


def _items(document: OpenDocument, block: Items) -> None:
    if not block.items:
        _paragraph(document, block.nothing)
        return
    listed = List()
    for each in block.items:
        item = ListItem()
        item.addElement(_said(document, each))
        listed.addElement(item)
    document.text.addElement(listed)


def _rows(document: OpenDocument, rows: Rows, *, name: str = "") -> None:
    """A table with a head that repeats on every page."""
    if rows.caption:
        _paragraph(document, rows.caption, "Head")
    table = Table(name=(rows.caption or name)[:80])
    table.addElement(TableColumn(numbercolumnsrepeated=len(rows.heads)))
    head = TableHeaderRows()
    head.addElement(_row(document, rows.heads, "Head"))
    table.addElement(head)
    for row in rows.rows:
        table.addElement(_row(document, row))
    if rows.foot:
        table.addElement(_row(document, rows.foot, "Head"))
    document.text.addElement(table)
    document.text.addElement(P())


def _row(document: OpenDocument, cells: tuple[Cell, ...], style: str | None = None) -> Element:
    row = TableRow()
    for cell in cells:
        made = TableCell(valuetype="string")
        made.addElement(_said(document, cell, style))
        row.addElement(made)
    return row


def _chart(document: OpenDocument, part: Part) -> None:
    """A question: its sentence, its picture, and the same in numbers."""
    figure = part.figure
    title, sentence = figure.title.striptags(), figure.sentence.striptags()
    _heading(document, 4, title)
    _paragraph(document, sentence)
    if part.pictured:
        bare = figure._replace(title=Markup(), sentence=Markup())
        _picture(document, pixels(svg(bare, ())), title, sentence)
    _paragraph(document, figure.base.striptags(), "Small")
    _rows(document, numbers(part), name=title)


def _picture(document: OpenDocument, content: bytes, title: str, words: str) -> None:
    """A picture with what it shows, for those who do not see it."""
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))  # as PNG says them
    size = {"width": f"{WIDE}cm", "height": f"{WIDE * height / width:.2f}cm"}
    frame = Frame(anchortype="as-char", **size)
    address = document.addPictureFromString(content, PNG)
    frame.addElement(Image(href=address, type="simple", show="embed", actuate="onLoad"))
    frame.addElement(Called(text=title))
    frame.addElement(Desc(text=words or title))
    paragraph = P()
    paragraph.addElement(frame)
    document.text.addElement(paragraph)
