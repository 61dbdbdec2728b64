"""Which answers belong to which residents: by equal codes, or as a manager said for a survey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.dashboards.models import MarginMatch
from beteiligung.districts.population import People, lacking
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.question import Option
from beteiligung.surveys.variables import Asked

ByHand = Mapping[str, MarginMatch]

FEWEST_ALIKE = 2  # categories that are codes of a question, so that it is taken for the same thing


@dataclass(frozen=True, slots=True)
class Group:
    """Residents and answers that belong together: mostly one category and one answer."""

    categories: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How a variable of the residents belongs to a question of a survey; ``asked`` may be none.

    ``categories`` are those of residents to whom no answer belongs, ``answers`` those to which no
    residents belong: both are left out of every comparison.
    """

    variable: str
    asked: Asked | None
    groups: tuple[Group, ...] = ()
    categories: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    by_hand: bool = False

    def options(self, codes: Iterable[str]) -> list[Option]:
        """The answers with these codes, in the questionnaire's order."""
        wanted = frozenset(codes)
        return (
            [option for option in self.asked.options if option.code in wanted] if self.asked else []
        )


def by_hand(session: Session, survey: Survey) -> ByHand:
    """What a manager said about a survey's answers, by the variable of the residents."""
    wanted = select(MarginMatch).where(MarginMatch.survey_id == survey.id)
    return {row.variable: row for row in session.scalars(wanted)}


def matches(
    kept: ByHand, asked: Sequence[Asked], categories: Mapping[str, Sequence[str]]
) -> dict[str, Match]:
    """For each variable of the residents (with its categories) the question it belongs to."""
    return {
        variable: _match_of(kept, variable, asked, codes) for variable, codes in categories.items()
    }


def fitting(kept: ByHand, asked: Sequence[Asked], tables: Sequence[People]) -> list[People]:
    """The tables of residents that a survey is compared with: newer ones of other groups wait.

    They are not among them until somebody says which answers belong to their groups; unless no
    other table fits either.
    """

    def fits(table: People, name: str) -> bool:
        codes = [code for (code,) in table.of(name).counts]
        return bool(_match_of(kept, name, asked, codes).groups)

    whole = [table for table in tables if not lacking(table, tables)]
    known = {name for table in whole for name in table.variables if fits(table, name)}
    return [
        table
        for table in tables
        if all(name not in known or fits(table, name) for name in table.variables)
    ]


def matched(variable: str, asked: Sequence[Asked], categories: Sequence[str]) -> Match:
    """The question whose codes are the residents' categories: the one that has most of them."""
    best = max(comparable(asked), key=lambda each: _alike(each, categories), default=None)
    if best is None or _alike(best, categories) < max(FEWEST_ALIKE, len(categories) / 2):
        return Match(variable, None, categories=tuple(categories))
    codes = _counting(best)
    return _match(
        variable, best, categories, {code: (code,) for code in categories if code in codes}
    )


def comparable(asked: Iterable[Asked]) -> list[Asked]:
    """The questions that residents can be compared with: one answer out of several."""
    return [
        each
        for each in asked
        if each.figures is Figures.CHOICE and len(_counting(each)) >= FEWEST_ALIKE
    ]


def _match_of(kept: ByHand, name: str, asked: Sequence[Asked], codes: Sequence[str]) -> Match:
    return _kept(kept[name], asked, codes) if name in kept else matched(name, asked, codes)


def _kept(row: MarginMatch, asked: Sequence[Asked], categories: Sequence[str]) -> Match:
    found = next((each for each in asked if each.question.id == row.question), None)
    if found is None:
        return Match(row.variable, None, categories=tuple(categories), by_hand=True)
    codes = _counting(found)
    answers = {
        category: tuple(code for code in row.answers.get(category, ()) if code in codes)
        for category in categories
    }
    return _match(row.variable, found, categories, answers, by_hand=True)


def _match(
    variable: str,
    asked: Asked,
    categories: Sequence[str],
    answers: Mapping[str, Sequence[str]],
    *,
    by_hand: bool = False,
) -> Match:
    groups = _joined(answers, _counting(asked))
    known = {category for group in groups for category in group.categories}
    taken = {code for group in groups for code in group.answers}
    return Match(
        variable,
        asked,
        groups,
        categories=tuple(each for each in categories if each not in known),
        answers=tuple(code for code in _counting(asked) if code not in taken),
        by_hand=by_hand,
    )


def _joined(answers: Mapping[str, Sequence[str]], order: Sequence[str]) -> tuple[Group, ...]:
    """Categories that share an answer are one group; groups in the order of the answers."""
    groups: list[tuple[list[str], set[str]]] = []
    for category, codes in answers.items():
        if not codes:
            continue
        same = [group for group in groups if group[1] & set(codes)]
        names = [name for group in same for name in group[0]] + [category]
        together = set(codes).union(*(group[1] for group in same))
        groups = [group for group in groups if group not in same] + [(names, together)]
    groups.sort(key=lambda group: min(map(order.index, group[1])))
    return tuple(
        Group(tuple(names), tuple(code for code in order if code in codes))
        for names, codes in groups
    )


def _alike(asked: Asked, categories: Iterable[str]) -> int:
    return len(set(_counting(asked)) & set(categories))


def _counting(asked: Asked) -> tuple[str, ...]:
    """The codes of the answers that count ("I'd rather not say" does not)."""
    return tuple(option.code for option in asked.options if not option.missing)
