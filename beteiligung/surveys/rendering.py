"""The document in which a survey asks everything, made from its template."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import current_app, render_template, url_for
from markupsafe import Markup

from beteiligung import clock, i18n
from beteiligung.db import session
from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID, LocaleEntry, chain, entries
from beteiligung.qrcodes.queries import share_code
from beteiligung.surveys.forms import AnswerForm
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questionnaire import Questionnaire, check_answers
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.question import Entries
from beteiligung.surveys.quoting import Quoting
from beteiligung.surveys.ready import SLOT, WORD, Running
from beteiligung.surveys.voice import voice_of
from beteiligung.text import Translated
from beteiligung.web.hosts import outside
from beteiligung.web.layout import site_texts, words
from beteiligung.web.moment import moment

# Ways of asking whose script or style comes only with the surveys that have them.
SCRIPTED = frozenset({"budget", "month", "photo", "place", "rank"})
STYLED = SCRIPTED | {"consent", "smiley"}


class Stage(NamedTuple):
    """A survey shown to be looked at or tried out: what stands above it, and where it is sent."""

    reader: LocaleEntry  # in whose language the words above are
    title: str
    sentence: str
    back: tuple[str, str] | None = None  # label and address
    links: Sequence[tuple[object, str]] = ()
    action: str = ""  # nothing can be sent where there is none
    scripted: bool = True  # one question at a time
    below: tuple[str, Mapping[str, object]] | None = None  # of each question: template and values
    page: str = "surveys/answer.html"
    module: str = "answer"  # the script that takes the page over
    by_code: bool = False  # what is sent counts: one-time codes are asked for


class Entry(NamedTuple):
    """A one-time code as somebody typed it, and what is wrong with it."""

    typed: str = ""
    error: str = ""

    @property
    def mistake(self) -> tuple[str, str]:
        """For the summary: where, and which sentence."""
        return "entry-code", self.error


def asks_for_work(running: Running, stage: Stage | None) -> bool:
    """Whether answers of this page cost a calculation."""
    return running.asks_for_work and stage is None


def rendered(
    running: Running,
    form: AnswerForm,
    slot: str,
    *,
    stage: Stage | None = None,
    entry: Entry | None = None,
) -> str:
    """The document that asks everything; on a ``stage`` nothing that is sent counts.

    ``entry`` is the one-time code that was typed, and what is wrong with it.
    """
    survey = running.questionnaire
    quoting = Quoting(survey, _answered(survey, form.given()))
    return render_template(
        stage.page if stage else "surveys/answer.html",
        survey=survey,
        words=quoting.words,
        paragraphs=quoting.paragraphs,
        version=running.number,
        form=form,
        about=() if stage else running.districts,
        voice=voice_of(session(), survey, i18n.current().id),
        kinds=KINDS,
        mistakes=[*form.mistakes(), *([entry.mistake] if entry and entry.error else [])],
        entry=entry or Entry(),
        work=url_for("sending.work", slug=survey.slug) if asks_for_work(running, stage) else "",
        stage=stage,
        links=stage.links if stage else links_of(running, "surveys.answer"),
        foreign=None if stage else _foreign(running),
        notice=_notice(running, linked=stage is None),
        closes=i18n.day(running.closes_at) if running.closes_at else "",
        results=i18n.day(running.results_on) if running.results_on else "",
        action=stage.action if stage else url_for("surveys.answer", slug=survey.slug),
        rare_script=bool(survey.kinds & SCRIPTED),
        rare_style=bool(survey.kinds & STYLED) or survey.pictured,
        **_passed_on(survey.slug, stage),
        **_gaps(slot),
    )


def _gaps(slot: str) -> dict[str, Markup]:
    """What is filled in for each person; a page that is kept ready has a gap for the word too."""
    filled = {"slot": slot, "word_gap": WORD if slot == SLOT else ""}
    return {name: Markup(html) for name, html in filled.items()}  # noqa: S704 - made of a UUID and a checked code


def _answered(survey: Questionnaire, given: Entries) -> Entries:
    """What of somebody's answers may be said again: of questions that are shown, and right."""
    if not given:
        return {}
    today = clock.local_date(moment(), current_app.extensions["settings"].timezone)
    return check_answers(survey, given, today=today, partial=True).answers


def _foreign(running: Running) -> str | None:
    """The language in which the questions stand, where that is not the page's."""
    if i18n.current().id in running.locales:
        return None
    return BY_ID[i18n.phrase(running.questionnaire.title).locale].name


def _passed_on(slug: str, stage: Stage | None) -> dict[str, str]:
    """The addresses by which the survey and its picture are passed on; none on a stage."""
    if stage:
        return {}
    return {"shared_at": shared_at(slug), "pictured_at": outside("surveys.picture", slug=slug)}


def shared_at(slug: str) -> str:
    """The address by which people pass a survey on, in the language of the page."""
    code = share_code(session(), f"umfrage/{slug}")
    more = {"c": code} if code else {}
    return outside("surveys.answer", slug=slug, **more)


def links_of(running: Running, endpoint: str) -> list[tuple[object, str]]:
    """The same page in the finished languages, without what else the present address says."""
    slug = running.questionnaire.slug
    return [(row, url_for(endpoint, slug=slug, lang=row.id)) for row in entries(running.locales)]


def aloud(text: Translated, operator: str) -> Translated:
    """A text as people read it aloud: with the names that its page fills in, no earlier answer."""
    said = blanked(text).texts.items()
    return Translated({it: _named(own, it, operator) for it, own in said}, text.source)


def _named(own: str, locale: str, operator: str) -> str:
    if "{operator}" in own:
        byline = site_texts().get("byline").pick(chain(locale)).text
        own = own.replace("{operator}", operator or byline)
    if "{privacy_link}" in own:
        own = own.replace("{privacy_link}", i18n.words_in(locale)("Privacy"))
    return own


def _notice(running: Running, *, linked: bool) -> Markup:
    survey = running.questionnaire
    link = Markup("<span>{}</span>").format(gettext("Privacy"))
    if linked:
        where = url_for("surveys.notice", slug=survey.slug)
        link = Markup('<a href="{}">{}</a>').format(where, gettext("Privacy"))
    operator = survey.operator or i18n.phrase(site_texts().get("byline")).text
    text = words(survey.privacy_short)
    text = text.replace("{operator}", Markup("<bdi>{}</bdi>").format(operator))
    return Markup("<p>{}</p>").format(text.replace("{privacy_link}", link))
