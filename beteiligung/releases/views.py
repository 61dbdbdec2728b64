"""Residents' pages of results: awaited, with the day and honestly late; then the newest release."""

import gzip
from typing import NamedTuple, cast

from flask import Blueprint, current_app, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from beteiligung import clock, i18n
from beteiligung.access import public
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.disclosure.report_words import sentences
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID, SOURCE, LocaleEntry
from beteiligung.qrcodes.queries import normal, printed
from beteiligung.releases import conclusions, queries
from beteiligung.releases.models import Release
from beteiligung.releases.page import page_of
from beteiligung.releases.released import Released, read
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.queries import survey_at, versions_of
from beteiligung.surveys.questionnaire import read as read_questionnaire
from beteiligung.text import Translated
from beteiligung.web.layout import language_links
from beteiligung.web.moment import moment
from beteiligung.web.panels import Ground, gather

blueprint = Blueprint("releases", __name__)


@blueprint.get("/<lang:lang>/ergebnisse/<slug>")
@public
def results(slug: str) -> Response:
    """A survey's results: the newest release, or that and when there will be one."""
    survey = shown_survey(slug)
    found = queries.published(session(), survey)
    if not found:
        return _sent(_awaited(survey))
    return _sent(told(survey, found, found[-1], here=url_for("releases.results", slug=slug)))


@blueprint.get("/<lang:lang>/ergebnisse/<slug>/<int:number>")
@public
def numbered(slug: str, number: int) -> Response:
    """One release at its own address, which never changes any more."""
    survey = shown_survey(slug)
    found = queries.published(session(), survey)
    release = one_of(found, number)
    return _sent(told(survey, found, release, here=_frozen(survey, release)))


@blueprint.get("/<lang:lang>/ergebnisse/<slug>/fragebogen")
@public
def questionnaire(slug: str) -> str:
    """What was asked, to read: the version behind the newest results, nothing to fill in."""
    survey = shown_survey(slug)
    newest = queries.latest(session(), survey)
    if newest is None:
        raise NotFound
    versions = versions_of(session(), survey)
    asked = [each for each in versions if each.published_at <= newest.computed_at] or versions[:1]
    return render_template(
        "releases/questionnaire.html",
        slug=slug,
        asked=read_questionnaire(asked[-1].document),
        blanked=blanked,
        links=language_links(i18n.offered(*asked[-1].locales)),
    )


def shown_survey(slug: str) -> Survey:
    """The survey of this name, once it is more than a draft."""
    survey = survey_at(session(), slug)
    if survey is None or survey.state(moment()) is State.DRAFT:
        raise NotFound
    return survey


def one_of(found: list[Release], number: int | None) -> Release:
    """The release of this number, without one the newest."""
    wanted = [release for release in found if number in {None, release.number}]
    if not wanted:
        raise NotFound
    return wanted[-1]


def source(survey: Survey) -> str:
    """Who must be named where the figures are used: who asked."""
    return ", ".join(_operators(survey))


def source_said(survey: Survey) -> str:
    """The same among words of the page: several as its language lists them."""
    return i18n.listed([f"\u2068{name}\u2069" for name in _operators(survey)])


def _operators(survey: Survey) -> list[str]:
    found = dict.fromkeys(each.operator for each in survey.districts if each.operator)
    return list(found) or [_settings().name]


class Conclusion(NamedTuple):
    """What the manager concludes, with the release's figures in it, and in which language."""

    html: Markup
    plain: str
    locale: LocaleEntry
    written: str  # as staff wrote it, with its tokens

    @property
    def foreign(self) -> str:
        """That it stands in another language than the page, such as German for easy German."""
        if not self.plain or self.locale.id == i18n.current().id:
            return ""
        if self.locale.html_lang == i18n.current().html_lang:
            return gettext("This text is not there in easy language yet.")
        return gettext(
            "This text is not there in your language yet. You read it in: %(language)s.",
            language=self.locale.name,
        )


def concluded(release: Release, released: Released) -> Conclusion:
    """The conclusion of a release in the page's language, or honestly in another one."""
    said = i18n.phrase(Translated(release.conclusion, released.title.source))
    return Conclusion(
        html=conclusions.filled(said.text, released, said.locale),
        plain=conclusions.plain(said.text, released, said.locale),
        locale=BY_ID[said.locale],
        written=said.text,
    )


class Reported(NamedTuple):
    """What was hidden, put together and attacked, in sentences, and in which language.

    ``standing`` is whether earlier results give something away by themselves.
    """

    lines: list[str]
    locale: LocaleEntry
    standing: bool


def reported(release: Release) -> Reported:
    """The report of a release; in a language of the administration, if need be in German."""
    page = i18n.current()
    entry = page if page.tier == 1 else BY_ID[SOURCE]
    said = sentences(release.report, release.signed_who) if release.report else ()
    with i18n.speaking(entry.id):
        lines = [gettext(each.message, **each.values) for each in said]
    return Reported(lines, entry, bool(release.report.get("standing")))


def _awaited(survey: Survey) -> str:
    at = moment()
    today = clock.local_date(at, _settings().timezone)
    here = _came_from(survey)
    panels = gather(session(), [Ground(row.id, row.web_code, row.area.named) for row in here], at)
    return render_template(
        "releases/awaited.html",
        about={district.id for district in survey.districts},
        survey=survey,
        running=survey.state(at) is State.OPEN,
        ended=survey.state(at) is State.CLOSED,
        late=survey.results_on is not None and survey.results_on < today,
        districts=here,
        became=[panel for panel in panels if panel.stage == "became"],
        opened=[panel for panel in panels if panel.stage == "open"],
    )


def _came_from(survey: Survey) -> list[District]:
    """The district of the printed code by which somebody came; else every one of the survey."""
    known = printed(session(), normal(request.args.get("c", "")))
    found = [each for each in survey.districts if known is not None and each.slug == known.district]
    return found or list(survey.districts)


def told(survey: Survey, found: list[Release], release: Release, *, here: str) -> str:
    """The page of a release in the page's language; one that is not out yet, as it would be."""
    released = read(release.document)
    at = moment()
    running = survey.state(at) is State.OPEN
    return render_template(
        "releases/results.html",
        released=released,
        published=release.published_at or at,
        told=page_of(release),
        conclusion=concluded(release, released),
        report=reported(release),
        became=_became(survey),
        running=running,
        results_on=survey.results_on if _is_awaited(survey, found[-1]) else None,
        late=_passed(survey),
        districts=survey.districts,
        about={district.id for district in survey.districts},
        source=source_said(survey),
        here=here,
        frozen=_frozen(survey, release),
        newest=None if release is found[-1] else url_for("releases.results", slug=survey.slug),
        earlier=[each for each in reversed(found) if each.number < release.number],
        links=language_links(i18n.offered(*released.locales)),
    )


def _became(survey: Survey) -> list[object]:
    grounds = [Ground(each.id, each.web_code, each.area.named) for each in survey.districts]
    found = gather(session(), grounds, moment())
    return [panel for panel in found if panel.stage == "became"]


def _is_awaited(survey: Survey, release: Release) -> bool:
    """Whether people were promised more than the newest release: it came before the end."""
    return survey.closes_at is None or release.computed_at < survey.closes_at


def _sent(html: str) -> Response:
    """A page full of figures, sent small to those who can unpack it."""
    response = Response(html, 200, content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.data = gzip.compress(response.data, 6, mtime=0)
        response.content_encoding = "gzip"
    return response


def _frozen(survey: Survey, release: Release) -> str:
    return url_for("releases.numbered", slug=survey.slug, number=release.number)


def _passed(survey: Survey) -> bool:
    today = clock.local_date(moment(), _settings().timezone)
    return survey.results_on is not None and survey.results_on < today


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])
