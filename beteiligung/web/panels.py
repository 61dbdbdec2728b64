"""What is going on in some districts, gathered from everything that knows of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.text import Translated
from beteiligung.web.seams import Panel, seams

STAGES = ("open", "heard", "became")


class Ground(NamedTuple):
    """A district whose panels are wanted, and the code that its links carry."""

    id: int
    code: str
    name: Translated


def by_ground(
    session: Session, grounds: Sequence[Ground], at: datetime
) -> list[tuple[Ground, list[Panel]]]:
    """The panels of each of these districts."""
    return [
        (ground, [panel for ask in seams().panels for panel in ask(session, ground.id, at)])
        for ground in grounds
    ]


def merged(found: Sequence[tuple[Ground, Sequence[Panel]]]) -> list[Panel]:
    """Every panel of these districts once, what is open first.

    A link to something open carries the district's code, so that an answer knows its district;
    something open in several of them cannot know it and carries none. Of several districts each
    panel names its own, since the same question may be asked in all of them.
    """
    panels: dict[str, Panel] = {}
    where: dict[str, dict[int, Ground]] = {}
    for ground, here in found:
        for panel in here:
            panels.setdefault(panel.href, panel)
            where.setdefault(panel.href, {})[ground.id] = ground
    told = [
        _named(_with_code(panel, {ground.code for ground in here}), here, len(found))
        for panel, here in ((panels[href], [*grounds.values()]) for href, grounds in where.items())
    ]
    return sorted(told, key=lambda panel: STAGES.index(panel.stage))


def gather(session: Session, grounds: Sequence[Ground], at: datetime) -> list[Panel]:
    """Every panel of these districts once, what is open first."""
    return merged(by_ground(session, grounds, at))


def _with_code(panel: Panel, codes: set[str]) -> Panel:
    if panel.stage != "open" or len(codes) != 1:
        return panel
    sign = "&" if "?" in panel.href else "?"
    return panel._replace(href=f"{panel.href}{sign}c={min(codes)}")


def _named(panel: Panel, here: Sequence[Ground], of: int) -> Panel:
    if len(here) == of:
        return panel
    # Each in its own direction.
    names = i18n.listed([f"\u2068{i18n.phrase(ground.name).text}\u2069" for ground in here])
    return panel._replace(line=" · ".join(filter(None, (names, panel.line))))
