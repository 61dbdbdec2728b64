"""One matter of the self-check: how bad it is, and what to do about it."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass


class Level(enum.StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it."""

    level: Level
    matter: str
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        """One line for the operator."""
        line = f"{self.level:<5}  {self.matter}: {self.found}"
        return f"{line} → {self.remedy}" if self.remedy else line


Findings = Iterator[Finding]
