"""Themes of free texts: what people wrote about, how many of them, and what may be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from beteiligung.dashboards.models import Theme, ThemeMark
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.dashboards.written import Allowed, spots
from beteiligung.errors import NotFound
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.settled import counted
from beteiligung.surveys.variables import Asked
from beteiligung.text import Translated

FEWEST_SENSITIVE = 10  # people, where the question is a sensitive one


@dataclass(frozen=True, slots=True)
class PublicTheme:
    """A theme that a release may take up; ``people`` are ids of answers, for counting only."""

    code: str  # the same in every release
    name: Translated
    summary: Translated
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class QuestionThemes:
    """The themes of one question for a release; ``base`` are all who wrote something to it."""

    question: str
    sensitive: bool
    base: frozenset[int]  # ids of answers, for counting only
    themes: tuple[PublicTheme, ...]  # in the order in which they were made

    @property
    def counts(self) -> Mapping[str, int]:
        """How many people wrote about each theme; one person may stand in several."""
        return {theme.code: len(theme.people) for theme in self.themes}


def themes_of(session: Session, survey: Survey, question: str) -> list[Theme]:
    """The themes of a question, in the order in which they were made."""
    wanted = select(Theme).filter_by(survey_id=survey.id, question=question).order_by(Theme.id)
    return list(session.scalars(wanted))


def theme(session: Session, survey: Survey, theme_id: int) -> Theme:
    """A theme of this survey; `NotFound` if there is none."""
    found = session.get(Theme, theme_id)
    if found is None or found.survey_id != survey.id:
        raise NotFound
    return found


def people_by_theme(session: Session, survey: Survey, allowed: Allowed = None) -> dict[int, int]:
    """How many people of these districts wrote about each theme; set-aside answers do not count."""
    who = func.count(func.distinct(Response.id)).label("people")
    wanted = _marked(survey, allowed).with_only_columns(ThemeMark.theme_id, who)
    wanted = wanted.order_by(None).group_by(ThemeMark.theme_id)
    return {row.theme_id: row.people for row in session.execute(wanted)}


def may_be_offered(asked: Asked) -> bool:
    """Whether releases can show themes of this question at all: not those of a line beside."""
    return asked.figures is Figures.WORDS


def fewest(asked: Asked) -> int:
    """How many people a theme of this question needs before everybody may read of it."""
    return FEWEST_SENSITIVE if asked.question.sensitive else FEWEST


def public_themes(session: Session, survey: Survey) -> tuple[QuestionThemes, ...]:
    """The themes that a release of this survey may take up, question by question.

    Those that staff named, summed up and set free, and that enough people of the whole survey
    wrote about: 5, of a sensitive question 10. A question without such a theme is left out, and so
    is the line beside an option, whose question has figures of its own.
    """
    people: dict[int, set[int]] = {}
    for row in session.execute(_marked(survey, None)):
        people.setdefault(row.theme_id, set()).add(row.id)
    asked = {spot.name: spot.asked for spot in spots(survey) if spot.option is None}
    found = (
        QuestionThemes(
            question=id_,
            sensitive=each.question.sensitive,
            base=_wrote(session, survey, id_),
            themes=tuple(
                PublicTheme(f"theme{theme.id}", theme.named, theme.summed_up, frozenset(who))
                for theme in themes_of(session, survey, id_)
                if theme.public
                and any(theme.summary.values())
                and len(who := people.get(theme.id, set())) >= fewest(each)
            ),
        )
        for id_, each in asked.items()
    )
    return tuple(each for each in found if each.themes)


def _wrote(session: Session, survey: Survey, question: str) -> frozenset[int]:
    words = Response.answers[question].as_string()
    wanted = counted(survey.id, Response.id).where(words.is_not(None), words != "")
    return frozenset(session.scalars(wanted))


def _marked(survey: Survey, allowed: Allowed) -> "Select[tuple[int, int]]":
    """Counted answers with the themes of their texts."""
    wanted = counted(survey.id, Response.id, ThemeMark.theme_id)
    wanted = wanted.join(ThemeMark, ThemeMark.response_id == Response.id)
    wanted = wanted.join(Theme, Theme.id == ThemeMark.theme_id).where(Theme.survey_id == survey.id)
    return wanted if allowed is None else wanted.where(Response.district_id.in_(allowed))


def named(themes: Sequence[Theme]) -> Mapping[int, Translated]:
    """The names of themes by their ids."""
    return {theme.id: theme.named for theme in themes}
