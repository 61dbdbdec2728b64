"""Figures that a measure may rest on: those of a survey's newest release, and how it stands now."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from flask import current_app
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.clock import local_date
from beteiligung.dashboards.queries import Selection, results
from beteiligung.dashboards.result import Result, may_be_compared
from beteiligung.dashboards.small_groups import Veil, shown
from beteiligung.releases import queries
from beteiligung.releases.released import Released, read
from beteiligung.releases.tokens import PEOPLE, Offer, Offered, offered
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_of, surveys_of
from beteiligung.tally import Tally
from beteiligung.text import Translated
from beteiligung.web.seams import Figure, Source

LIVE = "live"
BETWEEN = " / "  # answers that are counted together
BEFORE_ROW = " – "  # between a question and the row of a matrix


def sources(session: Session, asker: Asker) -> list[Source]:
    """The surveys of a manager of which there can be figures, newest first."""
    found = surveys_of(session, asker, Role.MANAGER)
    return [Source(survey.slug, survey.named) for survey in found if survey.opens_at is not None]


def figures(session: Session, asker: Asker, slug: str, at: datetime) -> list[Figure]:
    """The figures of a survey: of its newest release, then as they stand now."""
    survey = survey_of(session, slug, asker, Role.MANAGER)
    out = released_figures(session, survey)
    if survey.opens_at is None:
        return out
    timezone = current_app.extensions["settings"].timezone
    return [*out, *live_figures(session, survey, asker, at, timezone=timezone)]


def released_figures(session: Session, survey: Survey) -> list[Figure]:
    """The figures of the newest release of a survey that everybody may see."""
    release = queries.latest(session, survey)
    return list(_released(survey, read(release.document))) if release else []


def _released(survey: Survey, released: Released) -> Iterator[Figure]:
    for offer in offered(released):
        for one in offer.offers:
            yield figure_of(survey.slug, released, offer, one)


def figure_of(survey: str, released: Released, offer: Offered, one: Offer) -> Figure:
    """A figure that a release offers; ``survey`` is the short name of the survey."""
    labels = {answer.code: answer.label for answer in offer.asked.answers}
    row = next((each.code for each in offer.asked.items if each.label is offer.item), None)
    tables = released.tallies_of(offer.asked.id)
    people = one.figure.form == PEOPLE or one.figure.share is None
    return Figure(
        key=f"{survey}/{released.number}/{one.token}",
        survey=survey,
        number=released.number,
        day=released.day,
        title=released.title,
        question=_joined([offer.asked.text, offer.item], BEFORE_ROW),
        answer=_joined([labels[code] for code in one.codes], BETWEEN),
        percent=None if people else round(100 * (one.figure.share or 0)),
        people=one.figure.count if people else None,
        base=next(table.base for table in tables if table.item == row),
    )


def live_figures(
    session: Session, survey: Survey, asker: Asker, at: datetime, *, timezone: str
) -> Iterator[Figure]:
    """The figures of a survey as they stand now: for staff, never for everybody."""
    selection = Selection(allowed=asker.districts(Role.MANAGER))
    found = results(session, survey, selection, at=at, timezone=timezone)
    for result in found.questions:
        if may_be_compared(result.asked):
            rows: list[Translated | None] = [item.label for item in result.asked.items]
            for row, tally in zip(rows or [None], result.tallies, strict=False):
                words = _joined([result.asked.question.text, row], BEFORE_ROW)
                yield from _counted(survey, words, result, tally, local_date(at, timezone))


def _counted(
    survey: Survey, words: Translated, result: Result, tally: Tally, day: date
) -> Iterator[Figure]:
    """The shares of one table that staff may see without a written purpose."""
    table = shown(tally, open_=False)
    for option in result.asked.options:
        cell = table.cells.get(option.code)
        if cell is None or cell.veil is not Veil.NONE or cell.share is None:
            continue
        yield Figure(
            key=f"{survey.slug}/{LIVE}/{day}/{tally.variable}:{option.code}",
            survey=survey.slug,
            number=None,
            day=day,
            title=survey.named,
            question=words,
            answer=option.label,
            percent=round(100 * cell.share),
            people=None,
            base=table.base.count,
        )


def _joined(texts: Sequence[Translated | None], between: str) -> Translated:
    """Several texts as one, in every language that has them all."""
    found = [text for text in texts if text is not None]
    if len(found) == 1:
        return found[0]
    known = [locale for locale in found[0].texts if all(text.texts.get(locale) for text in found)]
    joined = {locale: between.join(text.texts[locale] for text in found) for locale in known}
    return Translated(joined, found[0].source)
