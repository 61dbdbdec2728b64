"""Counts of one question's answers: as they are, for staff; as a release shows them, for all."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    """How people answered one variable: a question, a row of a matrix, or several options.

    ``counts`` stand in the questionnaire's order. ``asked`` are the people who saw the question;
    they are ``answered``, ``declined`` or ``unanswered``. ``base`` is what per cent are taken of:
    those who answered without an option in ``missing`` ("I have not been here that long").

    ``weighted`` are the counts, and ``weighted_base`` the base, with each person's weight, where
    somebody asked for them; everything else stays unweighted.
    """

    variable: str
    total: int  # everybody in the selection
    asked: int
    answered: int
    declined: int
    unanswered: int
    base: int
    counts: Mapping[str, int] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    several: bool = False  # whether one person may stand in several counts
    weighted: Mapping[str, float] | None = None
    weighted_base: float = 0.0

    @property
    def not_asked(self) -> int:
        """People to whom a rule, or an older version, did not show the question."""
        return self.total - self.asked

    def share(self, code: str) -> float | None:
        """The share (0 to 1) of an option among the base; none for what is left out of it."""
        if code in self.missing or self.base == 0:
            return None
        return self.counts[code] / self.base

    def weighted_share(self, code: str) -> float | None:
        """The share (0 to 1) by weight; none where there are no weights, or where `share` is."""
        if self.weighted is None or code in self.missing or not self.weighted_base:
            return None
        return self.weighted[code] / self.weighted_base


class Why(enum.StrEnum):
    """Why a number of a release is there or not.

    Computed releases say ``COVER`` of every hidden number: which ones are small is hidden too.
    """

    SHOWN = "shown"
    FEW = "few"  # fewer people than may be shown
    COVER = "cover"  # hidden so that a smaller one cannot be reckoned


@dataclass(frozen=True, slots=True)
class PublicCell:
    """One number of a release: how many people, or why nobody may know."""

    code: str
    count: int | None
    why: Why = Why.SHOWN


@dataclass(frozen=True, slots=True)
class PublicTally:
    """Counts that may be shown to everybody: they come out of a release, and from nowhere else.

    ``base`` is what per cent are taken of, none where it may not be shown. ``cells`` are the
    options in order; those in ``missing`` ("I have not been here that long") are not part of the
    base. Of a budget the cells hold mean points, not people. ``others`` are the people who gave no
    answer (``_none``) or were not asked (``_not_asked``). ``by`` and ``group`` name the group whose
    table it is, such as an age.
    """

    key: str
    question: str
    base: int | None
    cells: tuple[PublicCell, ...]
    others: tuple[PublicCell, ...] = ()
    missing: frozenset[str] = frozenset()
    several: bool = False  # whether one person may stand in several cells
    item: str | None = None  # the row of a matrix
    by: str | None = None
    group: str | None = None
    as_of: int = 1  # the number of the release whose figures these are

    def share(self, code: str) -> int | None:
        """The share of an option among the base in whole per cent; none where it is not known."""
        if code in self.missing or not self.base:
            return None
        count = next((cell.count for cell in self.cells if cell.code == code), None)
        return None if count is None else round(100 * count / self.base)

    @property
    def whole(self) -> bool:
        """Whether nothing is hidden among the answers that count."""
        return all(cell.why is Why.SHOWN for cell in self.cells if cell.code not in self.missing)
