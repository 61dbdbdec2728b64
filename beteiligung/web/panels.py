"""What is going on in some districts, gathered from everything that knows of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung.web.seams import Panel, seams

STAGES = ("open", "heard", "became")


class Ground(NamedTuple):
    """A district whose panels are wanted, and the code that its links carry."""

    id: int
    code: str


def by_ground(
    session: Session, grounds: Sequence[Ground], at: datetime
) -> dict[Ground, list[Panel]]:
    """The panels of each of these districts."""
    return {
        ground: [panel for ask in seams().panels for panel in ask(session, ground.id, at)]
        for ground in grounds
    }


def merged(found: Mapping[Ground, Sequence[Panel]]) -> list[Panel]:
    """Every panel of these districts once, what is open first.

    A link to something open carries the district's code, so that an answer knows its district;
    something open in several of them cannot know it and carries none.
    """
    panels: dict[str, Panel] = {}
    codes: dict[str, set[str]] = {}
    for ground, here in found.items():
        for panel in here:
            panels.setdefault(panel.href, panel)
            codes.setdefault(panel.href, set()).add(ground.code)
    carrying = [_with_code(panel, codes[href]) for href, panel in panels.items()]
    return sorted(carrying, key=lambda panel: STAGES.index(panel.stage))


def gather(session: Session, grounds: Sequence[Ground], at: datetime) -> list[Panel]:
    """Every panel of these districts once, what is open first."""
    return merged(by_ground(session, grounds, at))


def _with_code(panel: Panel, codes: set[str]) -> Panel:
    if panel.stage != "open" or len(codes) != 1:
        return panel
    sign = "&" if "?" in panel.href else "?"
    return panel._replace(href=f"{panel.href}{sign}c={min(codes)}")
