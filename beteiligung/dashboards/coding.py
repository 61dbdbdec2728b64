"""Sorting free texts: themes are made, named, merged and deleted, texts put into them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.dashboards.models import Theme, ThemeMark
from beteiligung.dashboards.themes import themes_of
from beteiligung.dashboards.written import Spot, Text
from beteiligung.db import insert_into
from beteiligung.errors import Refusal
from beteiligung.surveys.models import Survey
from beteiligung.text import N_


class ThemeKnown(Refusal):
    """Two themes of a question cannot be told apart by the same name."""

    default = N_("There is a theme of this name already.")


class TooFewToShow(Refusal):
    """A theme that few people wrote about would show who they are."""

    default = N_(
        "Releases show a theme from %(fewest)s people on. This one has fewer, so it stays inside."
    )


class NoSummary(Refusal):
    """What everybody reads of a theme is its summary, never a text."""

    default = N_("Please sum up in German what people say about it. Only this is shown to all.")


def make_theme(
    session: Session, survey: Survey, question: str, name: str, *, asker: Asker, at: datetime
) -> Theme:
    """A new theme of a question, named in German for now."""
    _refuse_known(session, survey, question, name)
    made = Theme(survey_id=survey.id, question=question, name={"de": name}, summary={}, made_at=at)
    session.add(made)
    session.flush()
    _note(session, asker, "make_theme", survey, at, theme=name)
    return made


def word_theme(
    session: Session,
    survey: Survey,
    theme: Theme,
    *,
    name: Mapping[str, str],
    summary: Mapping[str, str],
    asker: Asker,
    at: datetime,
) -> None:
    """Name a theme and sum it up, in each language (by locale id)."""
    if (theme.name, theme.summary) == (dict(name), dict(summary)):
        return
    _refuse_known(session, survey, theme.question, name["de"], but=theme)
    theme.name, theme.summary = dict(name), dict(summary)
    _note(session, asker, "word_theme", survey, at, theme=name["de"])


def offer_theme(
    session: Session,
    survey: Survey,
    theme: Theme,
    *,
    public: bool,
    people: int,
    fewest: int,
    asker: Asker,
    at: datetime,
) -> None:
    """Let releases take a theme up, or no longer.

    ``people`` of the whole survey wrote about it; ``fewest`` must, and its summary must stand.
    """
    if public and people < fewest:
        raise TooFewToShow(fewest=fewest)
    if public and not theme.summary.get("de"):
        raise NoSummary
    if theme.public == public:
        return
    theme.public = public
    deed = "offer_theme" if public else "keep_theme"
    _note(session, asker, deed, survey, at, theme=theme.name["de"])


def mark_texts(
    session: Session,
    survey: Survey,
    theme: Theme,
    spot: Spot,
    texts: Iterable[Text],
    *,
    asker: Asker,
    at: datetime,
) -> int:
    """Put texts into a theme; how many were not in it before."""
    new = [text.response_id for text in texts if theme.id not in text.themes]
    rows = [{"theme_id": theme.id, "response_id": id_, "text": spot.name} for id_ in new]
    if rows:
        # Two colleagues may put the same text into the same theme at once.
        session.execute(insert_into(session, ThemeMark).on_conflict_do_nothing(), rows)
        _note(session, asker, "mark_texts", survey, at, theme=theme.name["de"], texts=len(rows))
    return len(rows)


def unmark_texts(
    session: Session,
    survey: Survey,
    theme: Theme,
    spot: Spot,
    texts: Iterable[Text],
    *,
    asker: Asker,
    at: datetime,
) -> int:
    """Take texts out of a theme; how many were in it."""
    ids = [text.response_id for text in texts if theme.id in text.themes]
    session.execute(
        delete(ThemeMark).where(
            ThemeMark.theme_id == theme.id,
            ThemeMark.text == spot.name,
            ThemeMark.response_id.in_(ids),
        )
    )
    if ids:
        _note(session, asker, "unmark_texts", survey, at, theme=theme.name["de"], texts=len(ids))
    return len(ids)


def merge_themes(
    session: Session, survey: Survey, theme: Theme, into: Theme, *, asker: Asker, at: datetime
) -> None:
    """Put everything of a theme into another one of the same question; the first is gone then."""
    there = {(row.response_id, row.text) for row in _marks(session, into)}
    for mark in _marks(session, theme):
        if (mark.response_id, mark.text) not in there:
            session.add(ThemeMark(theme_id=into.id, response_id=mark.response_id, text=mark.text))
    session.flush()
    session.delete(theme)
    names = {"theme": theme.name["de"], "into": into.name["de"]}
    _note(session, asker, "merge_themes", survey, at, **names)


def delete_theme(
    session: Session, survey: Survey, theme: Theme, *, asker: Asker, at: datetime
) -> None:
    """Take a theme away; the texts stay."""
    session.delete(theme)
    _note(session, asker, "delete_theme", survey, at, theme=theme.name["de"])


def _marks(session: Session, theme: Theme) -> list[ThemeMark]:
    return list(session.scalars(select(ThemeMark).filter_by(theme_id=theme.id)))


def _refuse_known(
    session: Session, survey: Survey, question: str, name: str, *, but: Theme | None = None
) -> None:
    others = (theme for theme in themes_of(session, survey, question) if theme is not but)
    if name.casefold() in {theme.name["de"].casefold() for theme in others}:
        raise ThemeKnown


def _note(
    session: Session,
    asker: Asker,
    deed: str,
    survey: Survey,
    at: datetime,
    **detail: object,
) -> None:
    audit.note(session, asker, deed, f"survey:{survey.slug}", at=at, **detail)
