"""One matter of the self-check: how bad it is, and what to do about it."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from beteiligung.text import N_


class Level(enum.StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"


WORDS = {Level.OK: N_("in order"), Level.WARN: N_("worth a look"), Level.FAULT: N_("at fault")}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it: texts of the catalogues."""

    level: Level
    matter: str
    found: str
    remedy: str = ""
    values: Mapping[str, object] = field(default_factory=dict)  # what stands in the texts
    stops: bool = False  # with this, answers could be lost or read: no server starts

    def said(self, text: str) -> str:
        """One of its texts, with the values in their places."""
        return text % self.values if self.values else text

    def __str__(self) -> str:
        """One line for the operator."""
        line = f"{self.level:<5}  {self.matter}: {self.said(self.found)}"
        return f"{line} → {self.said(self.remedy)}" if self.remedy else line

    def as_json(self) -> dict[str, object]:
        """The same for programs that watch."""
        return {
            "level": self.level.value,
            "matter": self.matter,
            "found": self.said(self.found),
            "remedy": self.said(self.remedy),
            "stops": self.stops,
        }


Findings = Iterator[Finding]
