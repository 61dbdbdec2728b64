"""The document in which a survey asks everything, made from its template."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from markupsafe import Markup

from beteiligung import i18n
from beteiligung.db import session
from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID, LocaleEntry, entries
from beteiligung.surveys.forms import AnswerForm
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.ready import Running
from beteiligung.surveys.voice import voice_of
from beteiligung.web.layout import site_texts, words

# Ways of asking whose script or style comes only with the surveys that have them.
SCRIPTED = frozenset({"budget", "month", "photo", "place", "rank"})
STYLED = SCRIPTED | {"consent", "smiley"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands above a survey that only staff see: in the reader's language, not the page's."""

    reader: LocaleEntry
    title: str
    sentence: str
    back: str
    href: str
    links: Sequence[tuple[object, str]]


def rendered(
    running: Running,
    form: AnswerForm,
    slot: str,
    *,
    preview: Preview | None = None,
) -> str:
    """The document that asks everything; a ``preview`` is for staff and sends nothing."""
    survey = running.questionnaire
    page, offered = i18n.current(), running.locales
    shown = i18n.phrase(survey.title).locale
    return render_template(
        "surveys/answer.html",
        survey=survey,
        version=running.number,
        form=form,
        voice=voice_of(session(), survey, page.id),
        kinds=KINDS,
        mistakes=form.mistakes(),
        preview=preview,
        links=preview.links if preview else links_of(running, "surveys.answer"),
        foreign=None if page.id in offered else BY_ID[shown].name,
        notice=_notice(running),
        closes=i18n.day(running.closes_at) if running.closes_at else "",
        results=i18n.day(running.results_on) if running.results_on else "",
        action=url_for("surveys.answer", slug=survey.slug),
        rare_script=bool(survey.kinds & SCRIPTED),
        rare_style=bool(survey.kinds & STYLED) or survey.pictured,
        slot=Markup(slot),  # noqa: S704 - made of a UUID and a checked code
    )


def links_of(running: Running, endpoint: str) -> list[tuple[object, str]]:
    """The same page in the finished languages, without what else the present address says."""
    slug = running.questionnaire.slug
    return [(row, url_for(endpoint, slug=slug, lang=row.id)) for row in entries(running.locales)]


def _notice(running: Running) -> Markup:
    survey = running.questionnaire
    where = url_for("surveys.notice", slug=survey.slug)
    link = Markup('<a href="{}">{}</a>').format(where, gettext("Privacy"))
    operator = survey.operator or i18n.phrase(site_texts().get("byline")).text
    text = words(survey.privacy_short)
    text = text.replace("{operator}", Markup("<bdi>{}</bdi>").format(operator))
    return Markup("<p>{}</p>").format(text.replace("{privacy_link}", link))
