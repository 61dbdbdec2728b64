"""The open data of all surveys as a catalogue for data portals: DCAT-AP.de 3.0 as JSON-LD."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from beteiligung.i18n import words_in
from beteiligung.locales import BY_ID, SOURCE
from beteiligung.releases.open_data import LICENCE
from beteiligung.releases.released import Released
from beteiligung.text import N_, Translated

Node = dict[str, Any]
Address = Callable[[str, int, str], str]  # of a survey's release, with an ending

EU = "http://publications.europa.eu/resource/authority"
CONTEXT: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LEVEL = "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
DDI = "https://ddialliance.org/Specification/DDI-Codebook/2.5/"
THEMES = ("SOCI", "REGI", "GOVE")
# ending of the address: file type of the EU's list, media type
FILES: Mapping[str, tuple[str, str]] = {
    ".csv": ("CSV", "text/csv"),
    "/codebook.csv": ("CSV", "text/csv"),
    ".json": ("JSON", "application/json"),
    "/ddi.xml": ("XML", "application/xml"),
}
ABOUT = N_(
    "All results that are out, as tables and for programs. People cannot be recognised in them."
)
CAREFUL = (
    N_("Everybody could take part who wanted to. So the results do not stand for all residents."),
    N_("The results are not representative."),
)


class Entry(NamedTuple):
    """A release in the catalogue, with who asked, and since when there are results at all."""

    released: Released
    publisher: str
    first: datetime
    newest: datetime


def catalogue(
    entries: Iterable[Entry], *, name: str, here: str, contact: str, address: Address
) -> Node:
    """The catalogue; ``here`` is its address, ``contact`` the page that says whom to ask."""
    return {
        "@context": dict(CONTEXT),
        "@id": here,
        "@type": "dcat:Catalog",
        "dcterms:title": name,
        "dcterms:description": _said(ABOUT),
        "dcterms:publisher": _agent(name),
        "dcterms:language": _id(f"{EU}/language/DEU"),
        "dcat:dataset": [_dataset(each, contact, address) for each in entries],
    }


def _dataset(entry: Entry, contact: str, address: Address) -> Node:
    released = entry.released
    page = address(released.survey, released.number, "")
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dcterms:identifier": f"{released.survey}/{released.number}",
        "dcterms:title": _texts(released.title),
        "dcterms:description": _said(*CAREFUL),
        "dcterms:publisher": _agent(entry.publisher),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": entry.publisher,
            "vcard:hasURL": _id(contact),
        },
        "dcat:theme": [_id(f"{EU}/data-theme/{theme}") for theme in THEMES],
        "dcat:keyword": [said for _, name in released.districts for said in _texts(name)],
        "dcterms:issued": _moment(entry.first),
        "dcterms:modified": _moment(entry.newest),
        **_temporal(released),
        "dcterms:type": _id(f"{EU}/dataset-type/STATISTICAL"),
        "dcterms:accrualPeriodicity": _id(f"{EU}/frequency/IRREG"),
        "dcatde:politicalGeocodingLevelURI": _id(LEVEL),
        "dcat:landingPage": _id(page),
        "dcat:distribution": [_file(entry, ending, address) for ending in FILES],
    }


def _file(entry: Entry, ending: str, address: Address) -> Node:
    kind, media = FILES[ending]
    standard = {"dcterms:conformsTo": _id(DDI)} if ending == "/ddi.xml" else {}
    where = address(entry.released.survey, entry.released.number, ending)
    return {
        "@id": where,
        "@type": "dcat:Distribution",
        "dcat:accessURL": _id(where),
        "dcat:downloadURL": _id(where),
        "dcterms:format": _id(f"{EU}/file-type/{kind}"),
        "dcat:mediaType": _id(f"https://www.iana.org/assignments/media-types/{media}"),
        "dcterms:license": _id(LICENCE["uri"]),
        "dcatde:licenseAttributionByText": entry.publisher,
        "dcatap:availability": _id(f"{EU}/planned-availability/STABLE"),
        **standard,
    }


def _temporal(released: Released) -> Node:
    if released.first is None or released.last is None:
        return {}
    ends = {"dcat:startDate": released.first, "dcat:endDate": released.last}
    days = {name: {"@value": day.isoformat(), "@type": "xsd:date"} for name, day in ends.items()}
    return {"dcterms:temporal": {"@type": "dcterms:PeriodOfTime", **days}}


def _said(*messages: str) -> list[Node]:
    """Words of the interface in German and English."""
    return [
        {"@value": " ".join(map(words_in(locale), messages)), "@language": locale}
        for locale in (SOURCE, "en")
    ]


def _texts(text: Translated) -> list[Node]:
    """What staff wrote, each language once: easy German is German too."""
    return [
        {"@value": words, "@language": BY_ID[locale].html_lang}
        for locale, words in text.texts.items()
        if locale in BY_ID and (locale == SOURCE or BY_ID[locale].html_lang != SOURCE)
    ]


def _moment(at: datetime) -> Node:
    return {"@value": at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def _agent(name: str) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _id(uri: str) -> Node:
    return {"@id": uri}
