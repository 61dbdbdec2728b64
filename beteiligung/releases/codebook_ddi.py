"""A release as data archives catalogue it: DDI Codebook 2.5, with released counts only."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from beteiligung.dashboards.channels import channel
from beteiligung.i18n import speaking, words_in
from beteiligung.locales import BY_ID, SOURCE
from beteiligung.releases.open_data import LICENCE
from beteiligung.releases.released import Answer, Asked, Item, Released
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.tally import PublicCell, PublicTally, Why
from beteiligung.text import N_, Translated

NAMESPACE = "ddi:codebook:2_5"
VERSION = "2.5"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SAID_IN = (SOURCE, "en")
SUPPRESSED = N_("suppressed: too few people, or it would give away so few")
SEVERAL = N_("Several answers were possible.")
EVERYBODY = N_(
    "Everybody could take part who wanted to. So the results do not stand for all residents."
)
NOT_REPRESENTATIVE = N_("The results are not representative.")
PROTECTED = N_(
    "Groups of fewer than 5 people are not shown. Before publishing, a program tried to find out "
    "what is hidden. It did not succeed."
)
KIND = N_("Counts of answers; nobody's own answers are in any file")


class Source(NamedTuple):
    """Where a release comes from: who asked, its page, and its tables as a file."""

    publisher: str
    address: str
    table: str


def codebook(released: Released, source: Source) -> bytes:
    """The codebook; what staff wrote in all its languages, the rest in German and English."""
    book = Element(
        "codeBook",
        {"xmlns": NAMESPACE, "version": VERSION, "ID": "codebook", LANGUAGE: SOURCE},
    )
    _document(book, released, source)
    _study(book, released, source)
    _file(book, released, source)
    variables = SubElement(book, "dataDscr")
    for place, tally in enumerate((each for each in released.tallies if not each.by), 1):
        _variable(variables, released, tally, f"V{place}")
    indent(book, " ")
    body: bytes = tostring(book, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


# ---- document, study and file --------------------------------------------------------------------


def _document(book: Element, released: Released, source: Source) -> None:
    """About this codebook itself."""
    citation = SubElement(SubElement(book, "docDscr"), "citation")
    _titles(citation, released, "ddi")
    made = SubElement(citation, "prodStmt")
    SubElement(made, "producer").text = source.publisher
    _day(made, "prodDate", released)


def _study(book: Element, released: Released, source: Source) -> None:
    study = SubElement(book, "stdyDscr")
    _citation(SubElement(study, "citation"), released, source)
    about = SubElement(study, "stdyInfo")
    _said(about, "abstract", EVERYBODY, NOT_REPRESENTATIVE)
    _summary(SubElement(about, "sumDscr"), released)
    collected = SubElement(SubElement(study, "method"), "dataColl")
    _said(collected, "sampProc", EVERYBODY, NOT_REPRESENTATIVE)
    _modes(collected, released)
    use = SubElement(SubElement(study, "dataAccs"), "useStmt")
    _said(use, "confDec", PROTECTED)
    name = f"{LICENCE['name']} ({LICENCE['id']}), {LICENCE['url']}"
    SubElement(use, "citReq").text = source.publisher
    SubElement(use, "conditions").text = name
    _said(use, "disclaimer", NOT_REPRESENTATIVE)


def _citation(citation: Element, released: Released, source: Source) -> None:
    _titles(citation, released, "")
    SubElement(SubElement(citation, "rspStmt"), "AuthEnty").text = source.publisher
    made = SubElement(citation, "prodStmt")
    SubElement(made, "producer").text = source.publisher
    SubElement(made, "copyright").text = LICENCE["id"]
    _day(made, "prodDate", released)
    SubElement(SubElement(citation, "distStmt"), "distrbtr").text = source.publisher
    version = SubElement(citation, "verStmt")
    day = released.day.isoformat()
    SubElement(version, "version", {"date": day}).text = str(released.number)
    SubElement(citation, "holdings", {"URI": source.address}).text = source.address


def _summary(summary: Element, released: Released) -> None:
    for event, day in (("start", released.first), ("end", released.last)):
        if day is not None:
            at = day.isoformat()
            SubElement(summary, "collDate", {"event": event, "date": at}).text = at
    SubElement(summary, "nation", {"abbr": "DE"}).text = "Deutschland"
    for _slug, name in released.districts:
        _texts(summary, "geogCover", name)
    _said(summary, "universe", EVERYBODY)
    _said(summary, "dataKind", KIND)


def _modes(collected: Element, released: Released) -> None:
    """By which ways people answered, as far as the release says it."""
    asked = released.by_id.get("_channel")
    ways = dict.fromkeys(part for answer in asked.answers for part in answer.of) if asked else ()
    for locale in SAID_IN:
        with speaking(locale):
            said = ", ".join(channel(way) for way in ways)
        if said:
            SubElement(collected, "collMode", _in(locale)).text = said


def _file(book: Element, released: Released, source: Source) -> None:
    """The table of all figures, with those by group, which stands beside this codebook."""
    text = SubElement(
        SubElement(book, "fileDscr", {"ID": "F1", "URI": source.table}),
        "fileTxt",
    )
    SubElement(text, "fileName").text = f"{released.survey}.csv"
    _said(text, "fileCont", KIND)
    SubElement(text, "fileType", {"charset": "UTF-8"}).text = "text/csv"


# ---- variables -----------------------------------------------------------------------------------


def _variable(book: Element, released: Released, tally: PublicTally, id_: str) -> None:
    """One question, or one row of a matrix, with its categories and counts."""
    asked = released.by_id[tally.question]
    item = next((each for each in asked.items if each.code == tally.item), None)
    variable = SubElement(book, "var", {"ID": id_, "name": tally.key, "files": "F1"})
    _labels(variable, asked, item)
    question = SubElement(variable, "qstn")
    _texts(question, "qstnLit", blanked(asked.text))
    if tally.base is not None:
        SubElement(variable, "sumStat", {"type": "vald"}).text = str(tally.base)
    for answer in asked.answers:
        _category(variable, tally, answer, means=asked.figures == Figures.SHARES.value)
    for cell in tally.others:
        _bare(variable, cell)
    if tally.several:
        _said(variable, "notes", SEVERAL)


def _labels(variable: Element, asked: Asked, item: Item | None) -> None:
    _texts(variable, "labl", blanked(asked.text) if item is None else item.label)


def _category(variable: Element, tally: PublicTally, answer: Answer, *, means: bool) -> None:
    cell = next((each for each in tally.cells if each.code == answer.code), None)
    missing = {"missing": "Y"} if answer.missing else {}
    category = SubElement(variable, "catgry", missing)
    SubElement(category, "catValu").text = answer.code
    _texts(category, "labl", answer.label)
    share = tally.share(answer.code)
    _count(category, cell, "other" if means else "freq")
    if share is not None and not means:
        SubElement(category, "catStat", {"type": "percent"}).text = str(share)


def _bare(variable: Element, cell: PublicCell) -> None:
    """Those who gave no answer, or were not asked."""
    category = SubElement(variable, "catgry", {"missing": "Y"})
    SubElement(category, "catValu").text = cell.code
    _count(category, cell, "freq")


def _count(category: Element, cell: PublicCell | None, kind: str) -> None:
    if cell is None or cell.why is not Why.SHOWN or cell.count is None:
        _said(category, "txt", SUPPRESSED)
    else:
        SubElement(category, "catStat", {"type": kind}).text = str(cell.count)


# ---- words ---------------------------------------------------------------------------------------


def _titles(citation: Element, released: Released, ending: str) -> None:
    """The title, in other languages beside it, and the number by which archives know it."""
    statement = SubElement(citation, "titlStmt")
    told = list(_each(released.title))
    for place, (locale, words) in enumerate(told):
        SubElement(statement, "parTitl" if place else "titl", _in(locale)).text = words
    number = "/".join(filter(None, (released.survey, str(released.number), ending)))
    SubElement(statement, "IDNo").text = number


def _day(made: Element, name: str, released: Released) -> None:
    day = released.day.isoformat()
    SubElement(made, name, {"date": day}).text = day


def _said(parent: Element, name: str, *messages: str) -> None:
    """Words of the interface in German and English."""
    for locale in SAID_IN:
        told = words_in(locale)
        SubElement(parent, name, _in(locale)).text = " ".join(map(told, messages))


def _texts(parent: Element, name: str, text: Translated) -> None:
    for locale, words in _each(text):
        SubElement(parent, name, _in(locale)).text = words


def _each(text: Translated) -> Iterator[tuple[str, str]]:
    """What staff wrote, its source first, each language once: easy German is German too."""
    found = [each for each in text.texts if each in BY_ID]
    wanted = [each for each in found if each == SOURCE or BY_ID[each].html_lang != SOURCE]
    for locale in sorted(wanted, key=lambda each: each != text.source):
        yield locale, text.texts[locale]


def _in(locale: str) -> dict[str, str]:
    return {LANGUAGE: BY_ID[locale].html_lang}
