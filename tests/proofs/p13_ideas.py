"""P13: the whole list of naughty texts through every field around ideas, and out again as text."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from sqlalchemy import select

from beteiligung.app import create_app
from beteiligung.authoring.pasting import plain
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.ideas.models import Board, Category, Idea, Phase, Status, WorkingTranslation
from beteiligung.ideas.records import IdeaReply, IdeaReport
from beteiligung.ideas.wording import clean
from beteiligung.text import readable
from tests.conftest import NOW, Clock
from tests.house import naughty
from tests.house.town import Town, build
from tests.house.walking import Walk
from tests.page import Page
from tests.proofs import rig
from tests.proofs.proof import Proof

AROUND = re.compile(r"/idee/|/ideen/|/beleg/|/melden")
SHORT = 190  # signs, where a field does not say how many it takes
PEOPLE = ("visitor", "manager")
FINE = ("200", "303")
KEPT: tuple[type[Any], ...] = (
    Board,
    Category,
    Idea,
    IdeaReply,
    IdeaReport,
    Phase,
    Status,
    WorkingTranslation,
)


class Typing(Walk):
    """One person's way through the forms around ideas; each field gets the next bundle of texts."""

    round = 0

    def addresses(self, language: str = "de") -> Iterator[str]:
        """Only pages around ideas."""
        return (each for each in super().addresses(language) if AROUND.search(each))

    def again(self) -> None:
        """Once more through all forms, with the bundle after the last one."""
        self.round += 1
        self._known.clear()
        self.through(forged=False)

    def text(self, most: int) -> str:
        """A bundle of naughty texts that is short enough."""
        found = bundles(min(most, 4000) if most != 10_000 else SHORT)
        return found[self.round % len(found)]

    def _values(self, page: Page, control: Element, *, forged: bool) -> list[Any]:
        # A photo that is none would be said beside itself, and nothing else would be kept.
        return (
            [] if control.get("type") == "file" else super()._values(page, control, forged=forged)
        )


@cache
def bundles(most: int) -> list[str]:
    """All naughty texts that fit, each between its marks, in as few bundles as hold them."""
    found = [""]
    for number in range(len(naughty.STRINGS)):
        text = naughty.marked(number)
        if len(text) > most:
            continue
        if len(found[-1]) + 1 + len(text) > most:
            found.append("")
        found[-1] = f"{found[-1]} {text}".strip(" ")
    return found


def prove() -> Iterator[Proof]:
    """As many rounds as there are bundles for the shortest fields, then every page once more."""
    with rig.folder() as data, rig.database("SQLite", data) as url:
        clock = Clock(NOW)
        settings = Settings(
            database_url=url, data_dir=data, secret_key=rig.SECRET, map_tiles="outline"
        )
        app = create_app(settings, now=clock)
        town = build(app, NOW)
        walks = [Typing(town, person) for person in PEOPLE]
        for _ in bundles(SHORT):
            for walk in walks:
                clock.at += timedelta(minutes=1)
                walk.again()
        for walk in walks:
            for address in walk.addresses():
                walk.reread(address)
        faults = [fault for walk in walks for fault in walk.faults] + [*changed(town)]
        app.extensions["ledger"].close()
        app.extensions["store"].dispose()
    sent = sum(sum(walk.sent.values()) for walk in walks)
    taken = sum(walk.sent.get(status, 0) for walk in walks for status in FINE)
    said = f"{len(faults)} faults: {len(naughty.STRINGS)} texts, {sent} sendings, {taken} taken "
    yield Proof(
        "P13 naughty texts in every field around ideas",
        f"{said}{'; '.join(faults[:3])}".strip(),
        not faults and taken > 0,
    )


def changed(town: Town) -> Iterator[str]:
    """Texts around ideas that are kept otherwise than they were typed."""
    store: Store = town.app.extensions["store"]
    with store.reading() as session:
        for table in KEPT:
            names = [column.key for column in table.__table__.columns if column.key != "folded"]
            for row in session.scalars(select(table)):
                for name in names:
                    for text in _texts(getattr(row, name)):
                        yield from _changed(f"{table.__name__}.{name}", text)


def _changed(where: str, text: str) -> Iterator[str]:
    for typed, kept in naughty.found(text):
        if kept not in {readable(typed), plain(typed), clean(typed), clean(f"x{typed}x")[1:-1]}:
            yield f"{where}: {typed[:60]!r} is kept as {kept[:60]!r}"


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for text in value.values() if isinstance(text, str)]
    return [value] if isinstance(value, str) else []
