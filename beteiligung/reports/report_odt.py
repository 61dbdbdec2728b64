"""The report of a district as a text to work with (ODT); the only module that knows its maker."""

from io import BytesIO

from markupsafe import Markup
from odf.dc import Language
from odf.dc import Title as Named
from odf.draw import Frame, Image
from odf.element import Element
from odf.opendocument import OpenDocument, OpenDocumentText
from odf.style import (
    DefaultStyle,
    FontFace,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TableRowProperties,
    TextProperties,
)
from odf.svg import Desc
from odf.svg import Title as Called
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, List, ListItem, P, Span

from beteiligung.qrcodes.printing import pixels
from beteiligung.releases.drawing import svg
from beteiligung.releases.page import Part
from beteiligung.reports.blocks import Block, Cell, Chart, Items, Report, Rows, Said, Title, Words
from beteiligung.reports.report_pdf import is_brief, numbers

PNG, WIDE, DEEP = "image/png", 15.0, 19.0  # cm: as wide and deep as a picture may be
FONT, LINE = "Noto Sans", "0.5pt solid #9aa1ad"
HEADINGS = {1: ("19pt", "0cm"), 2: ("15pt", "0.4cm"), 3: ("12pt", "0.3cm"), 4: ("11pt", "0.3cm")}
STYLES: dict[str, tuple[dict[str, str], dict[str, str]]] = {  # of the text, of the paragraph
    "Head": ({"fontweight": "bold"}, {"keepwithnext": "always", "margintop": "0.2cm"}),
    "Small": ({"fontsize": "9pt", "color": "#4d5566"}, {}),
    "Before": ({}, {"keepwithnext": "always"}),  # a sentence that stands with its picture
    "Item": ({}, {"marginbottom": "0.06cm"}),
    "Cell": ({"fontsize": "9.5pt"}, {"marginbottom": "0cm"}),
    "CellHead": ({"fontsize": "9pt", "fontweight": "bold"}, {"marginbottom": "0cm"}),
    "Number": ({"fontsize": "9.5pt"}, {"marginbottom": "0cm", "textalign": "end"}),
    "NumberHead": (
        {"fontsize": "9pt", "fontweight": "bold"},
        {"marginbottom": "0cm", "textalign": "end"},
    ),
}
FIRST, TEXT, NUMBER = 24, 14, 9  # how wide columns are beside each other
PAPER = 170  # mm: as wide as the page has room


def odt(report: Report) -> bytes:
    """The report, with headings, tables with heads, and pictures that say what they show."""
    document = OpenDocumentText()
    document.meta.addElement(Named(text=report.title))
    document.meta.addElement(Language(text="de"))
    _dress(document)
    _heading(document, 1, report.title)
    _paragraph(document, f"{report.period} · {report.by} · Stand: {report.as_of}")
    _paragraph(document, f"Derselbe Bericht als Seite im Internet: {report.address}")
    for number, chapter in enumerate((report.glance, *report.chapters)):
        _heading(document, 2, chapter.title, style="Leaf" if number == 1 else "")
        for block in chapter.blocks:
            _add(document, block)
    written = BytesIO()
    document.write(written)
    return written.getvalue()


def _dress(document: OpenDocument) -> None:
    """The page, the language of everything, and how headings and tables look."""
    document.fontfacedecls.addElement(FontFace(name=FONT, fontfamily=f"'{FONT}'"))
    usual = DefaultStyle(family="paragraph")
    usual.addElement(ParagraphProperties(marginbottom="0.2cm"))
    usual.addElement(TextProperties(language="de", country="DE", fontsize="10pt", fontname=FONT))
    document.styles.addElement(usual)
    for level, (size, above) in HEADINGS.items():
        name = f"Heading_20_{level}"
        style = Style(name=name, displayname=f"Heading {level}", family="paragraph")
        style.addElement(
            ParagraphProperties(margintop=above, marginbottom="0.12cm", keepwithnext="always")
        )
        style.addElement(TextProperties(fontsize=size, fontweight="bold", color="#171f30"))
        document.styles.addElement(style)
    leaf = Style(name="Leaf", family="paragraph", parentstylename="Heading_20_2")
    leaf.addElement(ParagraphProperties(breakbefore="page"))  # the first page stands alone
    document.styles.addElement(leaf)
    for name, (text, paragraph) in STYLES.items():
        style = Style(name=name, family="paragraph")
        if paragraph:
            style.addElement(ParagraphProperties(**paragraph))
        if text:
            style.addElement(TextProperties(**text))
        document.styles.addElement(style)
    _dress_page(document)


def _dress_page(document: OpenDocument) -> None:
    page = PageLayout(name="A4")
    page.addElement(PageLayoutProperties(pagewidth="21cm", pageheight="29.7cm", margin="2cm"))
    document.automaticstyles.addElement(page)
    document.masterstyles.addElement(MasterPage(name="Standard", pagelayoutname=page))
    table = Style(name="Table", family="table")
    table.addElement(TableProperties(width="17cm", align="margins", maybreakbetweenrows="true"))
    row = Style(name="Row", family="table-row")
    row.addElement(TableRowProperties(keeptogether="always"))
    cell = Style(name="Boxed", family="table-cell")
    cell.addElement(TableCellProperties(borderbottom=LINE, padding="0.08cm"))
    for style in (table, row, cell):
        document.automaticstyles.addElement(style)


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


def _heading(document: OpenDocument, level: int, text: str, *, style: str = "") -> None:
    name = style or f"Heading_20_{level}"
    document.text.addElement(H(outlinelevel=level, stylename=name, text=text))


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
        item.addElement(_said(document, each, "Item"))
        listed.addElement(item)
    document.text.addElement(listed)


def _rows(document: OpenDocument, rows: Rows, *, name: str = "") -> None:
    """A table with a head that repeats on every page."""
    if rows.caption:
        _paragraph(document, rows.caption, "Head")
    table = Table(name=(rows.caption or name)[:80], stylename="Table")
    for width in _widths(rows):
        table.addElement(TableColumn(stylename=_column(document, width)))
    head = TableHeaderRows()
    head.addElement(_row(document, rows.heads, rows.numeric, "Head"))
    table.addElement(head)
    for row in rows.rows:
        table.addElement(_row(document, row, rows.numeric))
    if rows.foot:
        table.addElement(_row(document, rows.foot, rows.numeric, "Head"))
    document.text.addElement(table)
    document.text.addElement(P())


def _widths(rows: Rows) -> list[int]:
    """How wide each column is, in millimetres: what names the row has most room."""
    parts = [NUMBER if place in rows.numeric else TEXT for place in range(len(rows.heads))]
    parts[0] = NUMBER if is_brief(rows) else FIRST
    return [round(PAPER * part / sum(parts)) for part in parts]


def _column(document: OpenDocument, width: int) -> str:
    """The style of a column that is so wide."""
    name = f"Column{width}"
    known = document.automaticstyles.getElementsByType(Style)
    if name not in {style.getAttribute("name") for style in known}:
        style = Style(name=name, family="table-column")
        style.addElement(TableColumnProperties(columnwidth=f"{width / 10}cm"))
        document.automaticstyles.addElement(style)
    return name


def _row(
    document: OpenDocument, cells: tuple[Cell, ...], numeric: tuple[int, ...], kind: str = ""
) -> Element:
    row = TableRow(stylename="Row")
    for place, cell in enumerate(cells):
        made = TableCell(valuetype="string", stylename="Boxed")
        style = ("Number" if place in numeric else "Cell") + kind
        made.addElement(_said(document, cell, style))
        row.addElement(made)
    return row


def _chart(document: OpenDocument, part: Part) -> None:
    """A question: its sentence, its picture, and the same in numbers."""
    figure = part.figure
    title, sentence = figure.title.striptags(), figure.sentence.striptags()
    _heading(document, 4, title)
    _paragraph(document, sentence, "Before")
    if part.pictured:
        bare = figure._replace(title=Markup(), sentence=Markup())
        _picture(document, pixels(svg(bare, ())), title, sentence)
    _paragraph(document, figure.base.striptags(), "Small")
    _rows(document, numbers(part), name=title)


def _picture(document: OpenDocument, content: bytes, title: str, words: str) -> None:
    """A picture with what it shows, for those who do not see it."""
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))  # as PNG says them
    wide = min(WIDE, DEEP * width / height)
    size = {"width": f"{wide:.2f}cm", "height": f"{wide * height / width:.2f}cm"}
    frame = Frame(anchortype="as-char", **size)
    address = document.addPictureFromString(content, PNG)
    frame.addElement(Image(href=address, type="simple", show="embed", actuate="onLoad"))
    frame.addElement(Called(text=title))
    frame.addElement(Desc(text=words or title))
    paragraph = P()
    paragraph.addElement(frame)
    document.text.addElement(paragraph)
