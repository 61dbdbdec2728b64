"""How measures look to everybody: in four groups, with what they rest on and what happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.measures.kinds import KINDS, OWED, Kind
from beteiligung.measures.models import FrozenFigure, IdeaTaken, Measure
from beteiligung.measures.path import Status
from beteiligung.measures.queries import taken_up
from beteiligung.text import N_, Translated
from beteiligung.web.seams import Missing, ShownIdea, seams

DONE, DOING, NO, WAITING = "done", "doing", "no", "waiting"
GROUPS: Mapping[str, str] = {
    DONE: N_("What we have done"),
    DOING: N_("What we are doing"),
    NO: N_("What is not possible, and why"),
    WAITING: N_("What is still waiting"),
}
_GROUP_OF = {
    Status.DONE: DONE,
    Status.PLANNED: DOING,
    Status.DECIDED: DOING,
    Status.RUNNING: DOING,
    Status.REFUSED: NO,
}
PRIORITIES = {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low")}


class TakenIdea(NamedTuple):
    """An idea that a measure has to do with, as everybody reads it."""

    idea: ShownIdea
    kind: str  # message id
    because: Translated


class Taken(NamedTuple):
    """A measure that has to do with an idea, as the idea's page tells it."""

    measure: Measure
    says: Kind
    because: Translated
    at: datetime  # since when everybody can read it

    @property
    def kind(self) -> str:
        """What becomes of the idea (a message id)."""
        return KINDS[self.says]


def group_of(measure: Measure) -> str:
    """Where a measure stands on the page "You said, we did"."""
    return _GROUP_OF.get(measure.stands, WAITING)


def grouped(measures: Sequence[Measure]) -> dict[str, list[Measure]]:
    """Measures by their group, every group in its order, empty ones too."""
    return {
        group: [measure for measure in measures if group_of(measure) == group] for group in GROUPS
    }


def public_figures(measure: Measure) -> list[FrozenFigure]:
    """The figures that everybody may see: those that stood in a release."""
    return [figure for figure in measure.figures if figure.is_public]


def ideas_of(session: Session, measure: Measure) -> list[TakenIdea]:
    """The ideas of a measure that everybody can read."""
    said = {taken.reference: taken for taken in measure.ideas}
    found = seams().shown_ideas(session, list(said)) if said else []
    return [_idea(idea, said[idea.reference]) for idea in found]


def heard(session: Session, measures: Sequence[Measure]) -> dict[str, list[TakenIdea]]:
    """The ideas of several measures that everybody can read, by the number of the measure."""
    numbers = {taken.reference for measure in measures for taken in measure.ideas}
    shown = seams().shown_ideas(session, sorted(numbers)) if numbers else []
    by_number = {idea.reference: idea for idea in shown}
    return {
        measure.reference: [
            _idea(by_number[taken.reference], taken)
            for taken in measure.ideas
            if taken.reference in by_number
        ]
        for measure in measures
    }


def shared(session: Session, measures: Sequence[Measure]) -> dict[str, str]:
    """Whose answers the figures of a survey of several districts count together, by its name."""
    surveys = {each.survey for measure in measures for each in public_figures(measure)}
    found = seams().asked_together(session, surveys) if surveys else {}
    return {slug: _together(names) for slug, names in found.items()}


def missing(session: Session, measure: Measure) -> list[Missing]:
    """Who is missing in the releases that a measure rests on, each release once."""
    outs = dict.fromkeys((each.survey, each.number) for each in public_figures(measure))
    ask = seams().who_is_missing
    found = [ask(session, survey, number) for survey, number in outs if number is not None]
    return [each for each in found if each is not None]


def _together(names: Sequence[Translated]) -> str:
    return f"{i18n.gettext('Together')}: {i18n.listed([i18n.phrase(each).text for each in names])}"


def about(figure: FrozenFigure) -> Translated:
    """What a figure is about in few words: the row of its question where it has rows."""
    asked = figure.text("question")
    short = {locale: text.rpartition(" – ")[2] for locale, text in asked.texts.items()}
    return Translated(short, asked.source)


def takings(session: Session, references: Sequence[str]) -> dict[str, list[Taken]]:
    """The public measures that have to do with these ideas, by the number of each idea."""
    found: dict[str, list[Taken]] = {}
    for taken in taken_up(session, references):
        said = Taken(taken.measure, kind_of(taken), because_of(taken), _since(taken))
        found.setdefault(taken.reference, []).append(said)
    return found


def kind_of(taken: IdeaTaken) -> Kind:
    """What becomes of an idea: nothing that a refused measure took up is possible."""
    kind = Kind(taken.kind)
    refused = taken.measure.stands is Status.REFUSED
    return Kind.IMPOSSIBLE if refused and kind not in OWED else kind


def _since(taken: IdeaTaken) -> datetime:
    """Since when everybody can read it: a refused measure speaks anew of all that it took up."""
    measure = taken.measure
    days = [taken.taken_at, measure.published_at or taken.taken_at]
    if kind_of(taken) is not Kind(taken.kind):
        days.append(measure.status_at)
    return max(days)


def because_of(taken: IdeaTaken) -> Translated:
    """Why: the reason of its own, else that of the refused measure."""
    refused = kind_of(taken) is not Kind(taken.kind)
    return taken.measure.text("reason") if refused and not taken.reason else taken.because


def _idea(idea: ShownIdea, taken: IdeaTaken) -> TakenIdea:
    return TakenIdea(idea, KINDS[kind_of(taken)], because_of(taken))
