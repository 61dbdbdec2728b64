"""The notices that show now: read when one has changed, and chosen by the clock on every page."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple, cast

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from beteiligung import i18n
from beteiligung.db import Store
from beteiligung.duties.explained import EASY_GERMAN
from beteiligung.duties.models import Notice, Severity
from beteiligung.locales import BY_ID
from beteiligung.text import N_, Translated
from beteiligung.web.layout import SiteTexts, site_texts

WEIGHT = (Severity.URGENT, Severity.IMPORTANT, Severity.INFO)
SAID = {
    Severity.URGENT: N_("Urgent"),
    Severity.IMPORTANT: N_("Important"),
    Severity.INFO: N_("Notice"),
}


class Shown(NamedTuple):
    """A notice as pages show it."""

    mark: str  # its name on people's devices: another one as soon as its words change
    severity: str
    title: Translated
    text: Translated
    link: str
    district_id: int | None
    begins_at: datetime
    ends_at: datetime

    @property
    def word(self) -> str:
        """How much it matters, in words: colour alone says nothing to many people."""
        return SAID[Severity(self.severity)]

    @property
    def until(self) -> int:
        """When a device may forget that somebody has closed it: milliseconds, as scripts count."""
        return int(self.ends_at.timestamp() * 1000)

    @property
    def href(self) -> str:
        """Where it leads: pages of ours in the reader's language."""
        start, first, rest = (*self.link.split("/", 2), "", "")[:3]
        if not start and first in BY_ID:
            return f"/{i18n.current().id}/{rest}"
        return self.link


class Notices:
    """The notices of this installation, read again only when the site's texts have changed.

    Whoever writes one marks the site's texts (`actions.mark`), which every worker looks at once a
    second anyway: so pages without notices pay nothing for them.
    """

    def __init__(self, store: Store, texts: SiteTexts, now: Callable[[], datetime]) -> None:
        self._store = store
        self._texts = texts
        self._now = now
        self._seen = -1
        self._all: tuple[Shown, ...] = ()

    def showing(self) -> tuple[Shown, ...]:
        """What shows at this moment, the most urgent first."""
        self._read()
        if not self._all:
            return ()
        at = self._now()
        return tuple(row for row in self._all if row.begins_at <= at < row.ends_at)

    def stamp(self) -> object:
        """Another one as soon as pages have something else to say: texts, or notices by the clock.

        Pages that are kept ready stand for as long as it is the same.
        """
        stamp = self._read()
        if not self._all:
            return stamp  # as on most days: nothing to compare with the clock
        return stamp, *(row.mark for row in self.showing())

    def _read(self) -> int:
        stamp = self._texts.stamp
        if stamp == self._seen:
            return stamp
        try:
            with self._store.reading() as session:
                rows = session.scalars(select(Notice).order_by(Notice.begins_at, Notice.id))
                found = [shown(row) for row in rows]
        except SQLAlchemyError:
            return stamp  # the page that says so shows the last ones known
        found.sort(key=lambda row: WEIGHT.index(Severity(row.severity)))
        self._all, self._seen = tuple(found), stamp
        return stamp


def attach(app: Flask) -> None:
    """Let every page show what is to be noticed, and link what explains this website."""
    app.jinja_env.globals.update(attention=attention, explains=explains)


def attention(districts: Collection[int] = ()) -> list[Shown]:
    """What a page about these districts shows: their notices, and those of the whole website."""
    showing = cast("Notices", current_app.extensions["notices"]).showing()
    return [row for row in showing if row.district_id is None or row.district_id in districts]


def explains(what: str) -> bool:
    """Whether this website is explained in "easy" words in the page's language, or in a "film"."""
    texts = site_texts().get(what).texts
    if what == "film":
        return bool(texts)
    return bool({**EASY_GERMAN, **texts}.get(i18n.current().id))


def shown(row: Notice) -> Shown:
    """A notice as pages show it."""
    return Shown(
        mark=f"{row.id}-{int(row.changed_at.timestamp())}",
        severity=row.severity,
        title=Translated(row.title),
        text=Translated(row.text),
        link=row.link,
        district_id=row.district_id,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
    )
