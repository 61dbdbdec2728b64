"""Waves side by side: which questions can be compared over time, and why the others cannot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from beteiligung.dashboards.counting import counted
from beteiligung.dashboards.result import Result
from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.question import Item, Option
from beteiligung.surveys.variables import Asked
from beteiligung.surveys.waves import waves_of
from beteiligung.text import N_, Translated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]

COMPARED = frozenset({Figures.CHOICE, Figures.ROWS, Figures.SEVERAL, Figures.NUMBER})
# What nobody expects in a row of figures over time, so that nothing needs to be said about it.
PASSED_OVER = frozenset({Figures.WORDS, Figures.PHOTOS, Figures.CONSENT})

Value = str | Translated | tuple[Translated, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question cannot be compared with another wave, or what to know if it is."""

    message: str
    values: Mapping[str, Value]
    absent: bool = False  # whether it simply was not asked there


@dataclass(frozen=True)
class Wave:
    """One survey of several that ask the same, as answered in somebody's districts."""

    survey: Survey
    found: Columns
    chosen: "Chosen"

    @property
    def total(self) -> int:
        """How many filled questionnaires there are."""
        return int(self.chosen.sum())

    def question(self, id_: str) -> Asked | None:
        """The question of an id, as this wave asks it."""
        return next((asked for asked in self.found.asked if asked.question.id == id_), None)


@dataclass(frozen=True, slots=True)
class Compared:
    """One question over time; ``points`` are the waves that ask it alike, oldest first."""

    asked: Asked
    points: tuple[tuple[Wave, Result], ...]
    refused: tuple[tuple[Wave, Reason], ...]
    remarks: tuple[tuple[Wave, Reason], ...]

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare."""
        return len(self.points) > 1

    @property
    def absent(self) -> bool:
        """Whether no other wave asked it at all."""
        return all(reason.absent for _, reason in self.refused)


def waves(session: Session, survey: Survey, districts: frozenset[int] | None) -> list[Wave]:
    """The waves of a survey that have begun and are asked in one of these districts (none: all).

    Oldest first; the survey itself is always among them once it was published.
    """
    found = [
        wave
        for wave in waves_of(session, survey)
        if wave.opens_at is not None
        and wave.versions
        and (districts is None or not districts.isdisjoint(d.id for d in wave.districts))
    ]
    found.sort(key=lambda wave: (wave.opens_at or wave.created_at, wave.id))
    return [_wave(session, wave, districts) for wave in found]


def compared(found: Sequence[Wave], survey: Survey) -> list[Compared]:
    """Every question of a survey beside the other waves, in the survey's order."""
    here = next((wave for wave in found if wave.survey.id == survey.id), None)
    if here is None:
        return []
    return [
        _compared(found, here, asked)
        for asked in here.found.asked
        if asked.figures not in PASSED_OVER
    ]


def _wave(session: Session, survey: Survey, districts: frozenset[int] | None) -> Wave:
    import numpy as np

    found = columns(session, survey)
    chosen = np.ones(found.size, bool)
    if districts is not None:
        chosen &= np.isin(found.district.places, found.district.places_of(districts))
    return Wave(survey, found, chosen)


def _compared(found: Sequence[Wave], here: Wave, asked: Asked) -> Compared:
    alike, refused, remarks = [], [], []
    for wave in found:
        there = asked if wave is here else wave.question(asked.question.id)
        reason = None if wave is here else _difference(asked, there, wave)
        if reason is not None:
            refused.append((wave, reason))
        elif there is not None:
            alike.append((wave, there))
            remarks += [(wave, remark) for remark in _remarks(asked, there)]
    rows = _rows(asked, [there for _, there in alike])
    points = tuple(
        (wave, counted(wave.found, there._replace(items=rows), wave.chosen))
        for wave, there in alike
    )
    return Compared(asked._replace(items=rows), points, tuple(refused), tuple(remarks))


def _rows(asked: Asked, others: Sequence[Asked]) -> tuple[Item, ...]:
    """The rows of a matrix that every one of these waves has."""
    known = [{item.code for item in other.items} for other in others]
    return tuple(item for item in asked.items if all(item.code in codes for codes in known))


# ---- why not -------------------------------------------------------------------------------------


def _difference(asked: Asked, there: Asked | None, wave: Wave) -> Reason | None:
    """What keeps a question from being compared with another wave; the first that is found."""
    if there is None:
        return _absent(asked, wave)
    if asked.figures not in COMPARED:
        return Reason(N_("This way of asking cannot be compared over time."), {})
    if asked.question.kind != there.question.kind:
        return Reason(N_("It was asked in another way there."), {})
    if _limits(asked) != _limits(there):
        return Reason(N_("Other limits or another unit held there."), {})
    if asked.items and not _rows(asked, [there]):
        return Reason(N_("There is no row that both waves have."), {})
    return _other_options(asked, there)


def _absent(asked: Asked, wave: Wave) -> Reason:
    text = _plain(asked.question.text)
    for other in wave.found.asked:
        if _plain(other.question.text) == text:
            return Reason(
                N_(
                    "There the same words have the short name “%(id)s”. A question with another "
                    "short name counts as another question, for nobody can tell why it was changed."
                ),
                {"id": other.question.id},
            )
    return Reason(N_("It was not asked there."), {}, absent=True)


def _other_options(asked: Asked, there: Asked) -> Reason | None:
    here_only = tuple(_labels(asked, there))
    there_only = tuple(_labels(there, asked))
    if here_only and there_only:
        return Reason(
            N_(
                "The answers to choose from were others. Only there: %(there)s. "
                "Only in this survey: %(here)s."
            ),
            {"here": here_only, "there": there_only},
        )
    if here_only:
        message = N_("These answers could not be chosen there: %(here)s.")
        return Reason(message, {"here": here_only})
    if there_only:
        message = N_("These answers could be chosen only there: %(there)s.")
        return Reason(message, {"there": there_only})
    if asked.question.scale and asked.codes != there.codes:
        return Reason(N_("The answers stood in another order there."), {})
    for one, other in _pairs(asked, there):
        if (one.missing, one.exclusive) != (other.missing, other.exclusive):
            message = N_("“%(label)s” is part of the per cent in one of the waves only.")
            return Reason(message, {"label": one.label})
    return None


def _labels(asked: Asked, other: Asked) -> Iterator[Translated]:
    known = set(other.codes)
    return (option.label for option in asked.options if option.code not in known)


def _limits(asked: Asked) -> object:
    question = asked.question
    if question.kind == "multiple":
        return question.max
    return (question.min, question.max, _plain(question.unit)) if question.kind == "number" else ()


def _remarks(asked: Asked, there: Asked) -> Iterator[Reason]:
    """What to know about a comparison that is possible."""
    if _plain(asked.question.text) != _plain(there.question.text):
        message = N_("The question had other words there: “%(words)s”.")
        yield Reason(message, {"words": there.question.text})
    for one, other in _pairs(asked, there):
        if _plain(one.label) != _plain(other.label):
            message = N_("“%(label)s” had other words there: “%(words)s”.")
            yield Reason(message, {"label": one.label, "words": other.label})
    missing = {item.code for item in there.items}
    new = tuple(item.label for item in asked.items if item.code not in missing)
    if new:
        yield Reason(N_("These rows were not asked there: %(rows)s."), {"rows": new})


def _pairs(asked: Asked, there: Asked) -> Iterator[tuple[Option, Option]]:
    others = {option.code: option for option in there.options}
    return ((one, others[one.code]) for one in asked.options if one.code in others)


def _plain(text: Translated) -> str:
    """The words in the language they were written in, whatever spaces stand between them."""
    return " ".join(text.texts.get(text.source, "").split())
