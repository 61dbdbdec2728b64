"""What a measure rests on: figures frozen as they were, and ideas, with what becomes of each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.errors import NotFound, Refusal
from beteiligung.measures.history import keep
from beteiligung.measures.kinds import OWED, Kind
from beteiligung.measures.models import FrozenFigure, IdeaTaken, Measure
from beteiligung.text import N_
from beteiligung.web.seams import Figure


class NothingChosen(Refusal):
    """No figure was ticked."""

    default = N_("Please tick at least one result.")


class Gone(Refusal):
    """A figure that is not there any more in this form."""

    default = N_("These results have changed meanwhile. Please choose again.")


class NoIdea(Refusal):
    """An idea that nobody sees, or of a district that is not one's own."""

    default = N_("There is no such idea on your boards that everybody can read.")


class WhyMissing(Refusal):
    """A link that owes a reason."""

    default = N_("Please write the reason in German. Whoever gave the idea will read it.")


def add_figures(
    session: Session,
    measure: Measure,
    offered: Iterable[Figure],
    chosen: Sequence[str],
    *,
    asker: Asker | None,
    at: datetime,
) -> int:
    """Freeze the chosen figures beside a measure, each once: how many are new."""
    if not chosen:
        raise NothingChosen
    known = {figure.key: figure for figure in offered}
    if not set(chosen) <= set(known):
        raise Gone
    there = {figure.key for figure in measure.figures}
    new = [known[key] for key in dict.fromkeys(chosen) if key not in there]
    measure.figures += [_frozen(figure, at) for figure in new]
    if new:
        keys = [figure.key for figure in new]
        keep(session, measure, "add_figures", asker=asker, at=at, keys=keys)
    return len(new)


def remove_figure(
    session: Session, measure: Measure, number: int, *, asker: Asker | None, at: datetime
) -> None:
    """Take a figure away from a measure."""
    found = next((figure for figure in measure.figures if figure.id == number), None)
    if found is None:
        raise NotFound
    measure.figures.remove(found)
    keep(session, measure, "remove_figure", asker=asker, at=at, keys=[found.key])


def take_idea(
    session: Session,
    measure: Measure,
    reference: str,
    kind: Kind,
    reason: Mapping[str, str],
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Say what a measure does with an idea; said anew, it replaces what was said before."""
    if kind in OWED and not reason.get("de", "").strip():
        raise WhyMissing
    taken = next((each for each in measure.ideas if each.reference == reference), None)
    if taken is None:
        taken = IdeaTaken(reference=reference, taken_at=at)
        measure.ideas.append(taken)
    taken.kind, taken.reason, taken.taken_at = kind.value, dict(reason), at
    said = {"idea": reference, "kind": kind.value}
    keep(session, measure, "take_idea", asker=asker, at=at, words=reason, **said)


def release_idea(
    session: Session, measure: Measure, reference: str, *, asker: Asker | None, at: datetime
) -> None:
    """Say no more that a measure has to do with an idea."""
    taken = next((each for each in measure.ideas if each.reference == reference), None)
    if taken is None:
        raise NotFound
    measure.ideas.remove(taken)
    keep(session, measure, "release_idea", asker=asker, at=at, idea=reference)


def _frozen(figure: Figure, at: datetime) -> FrozenFigure:
    return FrozenFigure(
        key=figure.key,
        survey=figure.survey,
        number=figure.number,
        day=figure.day,
        title=dict(figure.title.texts),
        question=dict(figure.question.texts),
        answer=dict(figure.answer.texts),
        percent=figure.percent,
        count=figure.people,
        base=figure.base,
        taken_at=at,
    )
