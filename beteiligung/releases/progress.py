"""How far the next release of a survey is: what is decided, computed, written, and missing."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.disclosure.differences import FEWEST_NEW
from beteiligung.locales import LocaleEntry, entries
from beteiligung.releases import conclusion_check, queries
from beteiligung.releases.actions import APART, AnswersMoved
from beteiligung.releases.basis import moved
from beteiligung.releases.models import Release
from beteiligung.releases.planning import Plan, plan_of, preparation_of
from beteiligung.releases.released import Released, read
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import answers_by_version, newest_version
from beteiligung.text import N_

NOT_COMPUTED = N_("The figures are not computed yet.")
CHANGED = N_("You have changed the choice of questions since. Please compute once more.")
MOVED = AnswersMoved.default
FOUND_OUT = N_(
    "The program can still find something out from these figures. Please compute once more."
)
COMPUTED_BEFORE = N_("The figures hold too few new answers. Please compute once more.")
TOO_EARLY = N_("Since the last release fewer than 7 days have passed.")
TOO_FEW = N_("Since the last release fewer than 20 new answers have come in.")
NO_WORDS = N_("The conclusion is missing in the language of the survey.")
TO_MEND = N_("A conclusion holds a figure that this release does not have: %(language)s.")


class Writing(enum.StrEnum):
    """How far a conclusion is in one language."""

    MISSING = "missing"
    MEND = "mend"  # it names a figure that the release does not have
    DRAFT = "draft"
    READ = "read"  # by a second person


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the survey and its conclusion."""

    entry: LocaleEntry
    state: Writing
    text: str = ""
    by: int | None = None
    who: str = ""
    read_who: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a release from being published (a message id), and where it is mended."""

    message: str
    step: str  # of the page: "compute", "write", "wait"
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the next release stands."""

    plan: Plan
    release: Release | None  # being prepared
    released: Released | None  # its figures
    last: Release | None  # the newest one that is out
    answers: int  # that count now
    moved: bool  # whether an answer in the figures no longer counts, or one counts again
    tongues: tuple[Tongue, ...]
    source: str
    at: datetime

    @property
    def changed(self) -> bool:
        """Whether the plan is another one than the figures were computed by."""
        return self.release is not None and self.release.plan != self.plan.written()

    @property
    def new_answers(self) -> int:
        """How many answers have come in since the last release."""
        return max(0, self.answers - (self.last.answers if self.last else 0))

    @property
    def since_computed(self) -> int:
        """How many answers have come in since the figures were computed."""
        came = self.answers - self.release.answers if self.release else 0
        return 0 if self.moved else max(0, came)

    @property
    def earliest(self) -> datetime | None:
        """When it may be published at the earliest; none without a release before."""
        published = self.last.published_at if self.last else None
        return published + APART if published else None

    @property
    def waits(self) -> bool:
        """Whether days or answers are missing since the last release."""
        return any(each.step == "wait" for each in self.obstacles)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """Everything that keeps it from being published now."""
        return (*self._of_figures(), *self._of_time(), *self._of_words())

    @property
    def to_compute(self) -> tuple[Obstacle, ...]:
        """Why figures that are there have to be computed once more; nothing if they hold."""
        return tuple(self._of_figures()) if self.release else ()

    def _of_figures(self) -> Iterator[Obstacle]:
        if self.release is None:
            yield Obstacle(NOT_COMPUTED, "compute")
        elif self.changed:
            yield Obstacle(CHANGED, "compute")
        elif self.moved:
            yield Obstacle(MOVED, "compute")
        elif self.last and self.release.answers - self.last.answers < FEWEST_NEW:
            if self.new_answers >= FEWEST_NEW:
                yield Obstacle(COMPUTED_BEFORE, "compute")
        elif not self.release.report.get("passed"):
            yield Obstacle(FOUND_OUT, "compute")

    def _of_time(self) -> Iterator[Obstacle]:
        if self.earliest is not None and self.at < self.earliest:
            yield Obstacle(TOO_EARLY, "wait")
        if self.last is not None and self.new_answers < FEWEST_NEW:
            yield Obstacle(TOO_FEW, "wait")

    def _of_words(self) -> Iterator[Obstacle]:
        for tongue in self.tongues:
            if tongue.state is Writing.MISSING and tongue.entry.id == self.source:
                yield Obstacle(NO_WORDS, "write")
            if tongue.state is Writing.MEND:
                yield Obstacle(TO_MEND, "write", {"language": tongue.entry.name})


def progress(session: Session, survey: Survey, at: datetime) -> Progress:
    """How far the next release of a survey is."""
    found, version = preparation_of(session, survey), newest_version(session, survey)
    release = queries.prepared(session, survey)
    figures = read(release.document) if release else None
    written = found.conclusions if found else {}
    locales = list(dict.fromkeys([*(version.locales if version else ()), *written]))
    return Progress(
        plan=plan_of(session, survey),
        release=release,
        released=figures,
        last=queries.latest(session, survey),
        answers=sum(answers_by_version(session, survey, None).values()),
        moved=release is not None and moved(session, survey, release.report.get("basis")),
        tongues=tuple(_tongue(each, written.get(each.id), figures) for each in entries(locales)),
        source=survey.source,
        at=at,
    )


def _tongue(
    entry: LocaleEntry, written: Mapping[str, Any] | None, figures: Released | None
) -> Tongue:
    if not written:
        return Tongue(entry, Writing.MISSING)
    state = Writing.READ if written["read_who"] else Writing.DRAFT
    if figures is not None and conclusion_check.faults(written["text"], figures, entry.id):
        state = Writing.MEND
    return Tongue(entry, state, written["text"], written["by"], written["who"], written["read_who"])
