"""What people wrote in their own words, as staff read it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.dashboards.crowd import Crowd
from beteiligung.dashboards.moderation import as_shown, notes_on
from beteiligung.dashboards.result import Texts, Words
from beteiligung.surveys.models import Response
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import FIRST, Asked

NEWEST = 10  # texts of a question beside its figures; all of them have a page of their own


def texts_of(session: Session, crowd: Crowd, asked: Asked) -> tuple[Texts, ...]:
    """The texts that these people wrote to this question."""
    return tuple(
        _texts(session, name, option, crowd.among(crowd.found.coded(name).where([FIRST])))
        for name, option in _written(asked)
    )


def _written(asked: Asked) -> Iterable[tuple[str, str | None]]:
    if asked.figures in {Figures.WORDS, Figures.PHOTOS}:
        yield asked.question.id, None
    for option in asked.lines:
        yield asked.question.text_name(option), option.code


def _texts(session: Session, name: str, option: str | None, writers: Crowd) -> Texts:
    import numpy as np

    newest = writers.found.ids[np.flatnonzero(writers.rows)[-NEWEST:]].tolist()
    rows = session.execute(
        select(Response.id, Response.language, Response.answers).where(Response.id.in_(newest))
    ).all()
    notes = notes_on(session, name, newest)
    words = [
        Words(shown, row.language)
        for row in rows
        if name in row.answers
        and (shown := as_shown(str(row.answers[name]), notes.get(row.id))) is not None
    ]
    in_order = sorted(words, key=lambda each: (each.text.casefold(), each.language))
    return Texts(name, option, writers.total, tuple(in_order))
