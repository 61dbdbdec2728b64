"""A release for data archives: DDI Codebook 2.5, its parts present, known, and in their order."""

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from beteiligung.releases.codebook_ddi import NAMESPACE
from beteiligung.releases.models import Release
from tests.visitor import Visitor

HERE = "/de/ergebnisse/jede-art/ddi.xml"
LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
Publish = Callable[..., Release]

# What the standard says of the elements we use: what may stand in them, in this order ("!": must).
PARTS = {
    "codeBook": "docDscr stdyDscr! fileDscr dataDscr otherMat",
    "docDscr": "citation guide docStatus docSrc notes",
    "stdyDscr": "citation! stdyInfo method dataAccs othrStdyMat notes",
    "citation": "titlStmt! rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl! subTitl altTitl parTitl IDNo",
    "rspStmt": "AuthEnty othId",
    "prodStmt": "producer copyright prodDate prodPlac software fundAg grantNo",
    "distStmt": "distrbtr contact depositr depDate distDate",
    "verStmt": "version verResp notes",
    "stdyInfo": "studyBudget subject abstract sumDscr qualityStatement notes",
    "sumDscr": "timePrd collDate nation geogCover geogUnit anlyUnit universe dataKind",
    "method": "dataColl notes anlyInfo stdyClas",
    "dataColl": "timeMeth dataCollector frequenc sampProc deviat collMode resInstru",
    "dataAccs": "setAvail useStmt notes",
    "useStmt": "confDec specPerm restrctn contact citReq deposReq conditions disclaimer",
    "fileDscr": "fileTxt locMap notes",
    "fileTxt": "fileName fileCont fileStrc dimensns fileType format software verStmt",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "var": "location labl qstn valrng invalrng universe sumStat txt catgry concept varFormat notes",
    "qstn": "preQTxt qstnLit postQTxt ivuInstr",
    "catgry": "catValu labl txt catStat",
}
ONCE = {"titl", "rspStmt", "prodStmt", "distStmt", "copyright", "catValu", "qstn"}
KINDS = {"catStat": {"freq", "percent", "other"}, "sumStat": {"vald"}}


def read(body: bytes) -> Element:
    """The codebook as a tree; names are without the standard's own namespace."""
    tree = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, about: tree.start(own(name), about)
    parser.EndElementHandler = lambda name: tree.end(own(name))
    parser.CharacterDataHandler = tree.data
    parser.Parse(body, True)
    root = tree.close()
    assert root is not None
    return root


def own(name: str) -> str:
    """A name of the standard."""
    namespace, name = name.split(" ")
    assert namespace == NAMESPACE
    return name


def faults(element: Element) -> Iterator[str]:
    """What the standard would not take."""
    names = [child.tag for child in element]
    allowed = PARTS.get(element.tag, "").split()
    order = [name.removesuffix("!") for name in allowed]
    if unknown := set(names) - set(order):
        yield f"{unknown} in {element.tag}"
    elif [order.index(name) for name in names] != sorted(map(order.index, names)):
        yield f"order of {names} in {element.tag}"
    if missing := {name for name in allowed if name.endswith("!")} - {f"{name}!" for name in names}:
        yield f"no {missing} in {element.tag}"
    if twice := {name for name in names if names.count(name) > 1} & ONCE:
        yield f"{twice} twice in {element.tag}"
    yield from wrong_ends(element)
    for child in element:
        yield from faults(child)


def wrong_ends(element: Element) -> Iterator[str]:
    """Words that are missing, and kinds that the standard does not know."""
    if element.tag in KINDS and element.get("type") not in KINDS[element.tag]:
        yield f"type of {element.tag}"
    if element.tag not in PARTS and not (element.text or "").strip():
        yield f"empty {element.tag}"


def in_words(root: Element, path: str, language: str = "de") -> list[str]:
    """What stands at a place in a language, or without any."""
    return [e.text or "" for e in root.iterfind(path) if e.get(LANGUAGE, language) == language]


def test_an_archive_can_take_the_codebook(visitor: Visitor, release: Publish):
    release()
    root = read(visitor.get(HERE).body)
    assert root.get("version") == "2.5"
    assert list(faults(root)) == []
    ids = [each.attrib["ID"] for each in root.iter() if "ID" in each.attrib]
    assert len(ids) == len(set(ids))
    assert {each.get("files") for each in root.iter("var")} == {"F1"}


def test_it_says_who_asked_whom_how_and_under_which_licence(visitor: Visitor, release: Publish):
    release()
    root = read(visitor.get(HERE).body)
    study = "stdyDscr/"
    assert in_words(root, study + "citation/prodStmt/producer") == ["Beispielträger"]
    assert "dl-de/by-2-0" in in_words(root, study + "dataAccs/useStmt/conditions")[0]
    assert "Teilnehmen" in in_words(root, study + "stdyInfo/sumDscr/universe")[0]
    assert "nicht repräsentativ" in in_words(root, study + "method/dataColl/sampProc")[0]
    assert "not representative" in in_words(root, study + "stdyInfo/abstract", "en")[0]
    assert in_words(root, study + "method/dataColl/collMode") == ["Gedruckter Code, Papier"]
    days = [each.text for each in root.iterfind(study + "stdyInfo/sumDscr/collDate")]
    assert days == ["2026-09-01", "2026-10-15"]


def test_its_counts_are_those_of_the_release_and_hidden_ones_say_so(
    visitor: Visitor, release: Publish
):
    document: dict[str, Any] = release().document
    root = read(visitor.get(HERE).body)
    variables = {each.attrib["name"]: each for each in root.iter("var")}
    tables = {each["key"]: each for each in document["tables"] if not each["by"]}
    assert list(variables) == list(tables)
    hidden = 0
    for key, table in tables.items():
        told = {each.findtext("catValu"): each for each in variables[key].iterfind("catgry")}
        for code, count, why in (*table["cells"], *table["others"]):
            found = told[code].findtext("catStat")
            if why == "shown":
                assert found == str(count)
            else:
                hidden += 1
                assert found is None
                assert in_words(told[code], "txt", "en")[0].startswith("suppressed")
    assert hidden
