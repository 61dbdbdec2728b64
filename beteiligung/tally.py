"""Counts of one question's answers, as they are: for staff only."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    """How people answered one variable: a question, a row of a matrix, or several options.

    ``counts`` stand in the questionnaire's order. ``asked`` are the people who saw the question;
    they are ``answered``, ``declined`` or ``unanswered``. ``base`` is what per cent are taken of:
    those who answered without an option in ``missing`` ("I have not been here that long").
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

    @property
    def not_asked(self) -> int:
        """People to whom a rule, or an older version, did not show the question."""
        return self.total - self.asked

    def share(self, code: str) -> float | None:
        """The share (0 to 1) of an option among the base; none for what is left out of it."""
        if code in self.missing or self.base == 0:
            return None
        return self.counts[code] / self.base
