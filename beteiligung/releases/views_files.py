"""Results to take along: open data, a picture of every figure, a page and a poster to print."""

import json
from typing import Any, NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext
from beteiligung.locales import SOURCE
from beteiligung.qrcodes.printing import pixels
from beteiligung.releases import codebook_ddi, open_data, prints, queries
from beteiligung.releases.catalogue import Entry, catalogue
from beteiligung.releases.drawing import svg
from beteiligung.releases.models import Release
from beteiligung.releases.page import Page, Part, page_of
from beteiligung.releases.released import Released, read
from beteiligung.releases.views import concluded, one_of, shown_survey, source, source_said
from beteiligung.surveys.models import Survey
from beteiligung.web.hosts import outside

blueprint = Blueprint("released_files", __name__)

MOST_A_MINUTE = 60  # sheets and pictures from one network: each is made anew
CSV, JSON, PDF = "text/csv; charset=utf-8", "application/json; charset=utf-8", "application/pdf"
XML = "application/xml; charset=utf-8"
HERE = "/<lang:lang>/ergebnisse/<slug>"
ONE = f"{HERE}/<int:number>"
PAPERS = ("a4", "a3")
ABOUT = "person_"  # how items of the bank are called that ask who somebody is


class Asked(NamedTuple):
    """The release that somebody wants a file of."""

    survey: Survey
    release: Release
    released: Released

    @property
    def address(self) -> str:
        """Where its page stands for good."""
        return outside("releases.numbered", slug=self.survey.slug, number=self.release.number)

    @property
    def result(self) -> str:
        """What it is, in a line."""
        day = i18n.day(self.release.published_at or self.release.computed_at)
        return gettext("Result %(number)s of %(day)s", number=self.release.number, day=day)


@blueprint.get("/daten/")
@public
def entrance() -> Response:
    """On to the open data in the visitor's language."""
    return redirect(url_for("released_files.data"), 303)


@blueprint.get("/<lang:lang>/daten/", strict_slashes=False)
@public
def data() -> str:
    """The results of all surveys that are out, as open data."""
    found = [(release, source_said(release.survey)) for release in queries.newest(session())]
    return render_template("releases/data.html", found=found)


@blueprint.get("/daten/katalog.jsonld")
@public
def portal() -> Response:
    """The open data as data portals collect it."""
    found = queries.newest(session())
    firsts = [queries.published(session(), release.survey)[0] for release in found]
    entries = [
        Entry(
            read(release.document),
            source(release.survey),
            first.published_at or first.computed_at,
            release.published_at or release.computed_at,
        )
        for release, first in zip(found, firsts, strict=True)
    ]
    content = catalogue(
        entries,
        name=current_app.extensions["settings"].name,
        here=outside("released_files.portal"),
        contact=outside("site.imprint", lang=SOURCE),
        address=_address,
    )
    body = json.dumps(content, ensure_ascii=False, indent=1).encode()
    response = Response(body, 200, content_type="application/ld+json; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(open_data.etag(body))
    response.make_conditional(request.environ)
    return response


@blueprint.get(f"{HERE}.csv")
@blueprint.get(f"{ONE}.csv")
@public
def results(slug: str, number: int | None = None) -> Response:
    """Every figure of a release as a table."""
    asked = _asked(slug, number)
    return _file(asked, open_data.results_csv(asked.released), CSV, f"{slug}.csv")


@blueprint.get(f"{HERE}/excel.csv")
@blueprint.get(f"{ONE}/excel.csv")
@public
def for_excel(slug: str, number: int | None = None) -> Response:
    """The same table as German spreadsheets open it with a double click."""
    asked = _asked(slug, number)
    return _file(asked, open_data.results_csv(asked.released, excel=True), CSV, f"{slug}-excel.csv")


@blueprint.get(f"{HERE}/codebook-excel.csv")
@blueprint.get(f"{ONE}/codebook-excel.csv")
@public
def codebook_for_excel(slug: str, number: int | None = None) -> Response:
    """What the columns and codes of that table mean, in the same form."""
    return _codebook(_asked(slug, number), f"{slug}-codebook-excel.csv", excel=True)


@blueprint.get(f"{HERE}/codebook.csv")
@blueprint.get(f"{ONE}/codebook.csv")
@public
def codebook(slug: str, number: int | None = None) -> Response:
    """What the columns and codes of the table mean."""
    return _codebook(_asked(slug, number), f"{slug}-codebook.csv")


@blueprint.get(f"{HERE}.json")
@blueprint.get(f"{ONE}.json")
@public
def everything(slug: str, number: int | None = None) -> Response:
    """A release for programs."""
    asked = _asked(slug, number)
    body = open_data.everything(
        asked.released, publisher=source(asked.survey), address=asked.address
    )
    return _file(asked, body, JSON, f"{slug}.json")


@blueprint.get(f"{HERE}/ddi.xml")
@blueprint.get(f"{ONE}/ddi.xml")
@public
def described(slug: str, number: int | None = None) -> Response:
    """A release as data archives catalogue it."""
    asked = _asked(slug, number)
    table = url_for(
        "released_files.results", slug=slug, number=asked.release.number, _external=True
    )
    where = codebook_ddi.Source(source(asked.survey), asked.address, table)
    body = codebook_ddi.codebook(asked.released, where)
    return _file(asked, body, XML, f"{slug}-ddi.xml")


@blueprint.get(f"{HERE}/bild/<question>.svg")
@blueprint.get(f"{ONE}/bild/<question>.svg")
@public
def picture(slug: str, question: str, number: int | None = None) -> Response:
    """One question's picture, as large as one likes."""
    asked = _asked(slug, number)
    return _file(asked, _drawn(asked, question), "image/svg+xml", f"{slug}-{question}.svg")


@blueprint.get(f"{HERE}/bild/<question>.png")
@blueprint.get(f"{ONE}/bild/<question>.png")
@public
def pixelled(slug: str, question: str, number: int | None = None) -> Response:
    """One question's picture for messages and slides."""
    asked = _asked(slug, number)
    drawn = _drawn(asked, question)
    gate().take("prints", request.remote_addr or "", MOST_A_MINUTE)
    return _file(asked, pixels(drawn), "image/png", f"{slug}-{question}.png")


@blueprint.get(f"{HERE}/zeitung.pdf")
@blueprint.get(f"{ONE}/zeitung.pdf")
@public
def newspaper(slug: str, number: int | None = None) -> Response:
    """One page with the results, for the district's newspaper."""
    return _printed(_asked(slug, number), "page", "a4", f"{slug}.pdf")


@blueprint.get(f"{HERE}/plakat-<paper>.pdf")
@blueprint.get(f"{ONE}/plakat-<paper>.pdf")
@public
def poster(slug: str, paper: str, number: int | None = None) -> Response:
    """The poster "Your answers", with the code that leads to the results."""
    if paper not in PAPERS:
        raise NotFound
    return _printed(_asked(slug, number), "poster", paper, f"{slug}-{paper}.pdf")


def _address(slug: str, number: int, ending: str) -> str:
    page = outside("releases.numbered", lang=SOURCE, slug=slug, number=number)
    return page + ending


def _asked(slug: str, number: int | None) -> Asked:
    survey = shown_survey(slug)
    release = one_of(queries.published(session(), survey), number)
    return Asked(survey, release, read(release.document))


def _codebook(asked: Asked, name: str, *, excel: bool = False) -> Response:
    publisher, address = source(asked.survey), asked.address
    body = open_data.codebook_csv(asked.released, publisher=publisher, address=address, excel=excel)
    return _file(asked, body, CSV, name)


def _drawn(asked: Asked, question: str) -> bytes:
    told = page_of(asked.release)
    parts = {part.figure.name: part for part in (*told.parts, *told.people) if part.pictured}
    part: Part | None = parts.get(question)
    if part is None:
        raise NotFound
    foot = (
        f"{i18n.phrase(asked.released.title).text} · {asked.result} · {source(asked.survey)}",
        gettext("The results are not representative."),
    )
    return svg(part.figure, foot)


def _printed(asked: Asked, kind: str, paper: str, name: str) -> Response:
    gate().take("prints", request.remote_addr or "", MOST_A_MINUTE)
    people, source_language = _of_people(asked.survey), asked.survey.source
    names = None
    if i18n.current().id != source_language:
        with i18n.speaking(source_language):
            names = prints.printed(kind, paper, *_told(asked, people)).names
    made = prints.printed(kind, paper, *_told(asked, people), names)
    return _file(asked, made.body, PDF, name)


def _told(asked: Asked, people: set[str]) -> tuple[Page, dict[str, Any]]:
    """What a sheet tells in the language of this moment: the figures in turn, and its words."""
    address = outside("releases.results", slug=asked.survey.slug)
    said = concluded(asked.release, asked.released)
    words = {
        "name": current_app.extensions["settings"].name,
        "by": source(asked.survey),
        "title": i18n.phrase(asked.released.title).text,
        "result": asked.result,
        "conclusion": _paragraphs(said.plain),
        "foreign": said.foreign,
        "spoken": said.locale.html_lang,
        "spoken_rtl": said.locale.direction == "rtl",
        "address": address.partition("://")[2],
        "code": prints.code(address),
    }
    return prints.in_turn(page_of(asked.release), people), words


def _of_people(survey: Survey) -> set[str]:
    """The questions about who somebody is, of any version."""
    return {
        question["id"]
        for version in survey.versions
        for question in version.document.get("questions", ())
        if question.get("demographic") or str(question.get("bank")).startswith(ABOUT)
    }


def _paragraphs(words: str) -> list[str]:
    return [part.strip() for part in words.split("\n\n") if part.strip()]


def _file(asked: Asked, body: bytes, mime: str, name: str) -> Response:
    """The file with marks by which a program sees whether it has changed: it has not."""
    response = Response(body, 200, content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(open_data.etag(body))
    response.last_modified = asked.release.published_at
    response.make_conditional(request.environ)
    return response
