"""The few places where a lower room asks a higher one; typed here, filled in app.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.text import Phrase


@dataclass(frozen=True, slots=True)
class Panel:
    """Something that is going on in a district, as a card on the pages of others."""

    kind: str  # message id of the card's tag
    title: Phrase
    line: str
    href: str


@dataclass(frozen=True, slots=True)
class Due:
    """Something of the staff's work that needs somebody today."""

    line: str
    href: str


@dataclass(frozen=True, slots=True)
class Seams:
    """Who is asking; where a code leads; what is going on in a district; what is due today."""

    asker: Callable[[], Asker | None]
    destination: Callable[[Session, str, datetime], str]  # path without language -> same, as of now
    panels: tuple[Callable[[Session, int, datetime], list[Panel]], ...] = ()  # by district id
    due: tuple[Callable[[Session, Asker, datetime], list[Due]], ...] = ()


def seams() -> Seams:
    """The seams of the running application."""
    return cast("Seams", current_app.extensions["seams"])
