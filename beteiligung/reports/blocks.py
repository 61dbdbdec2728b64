"""What a report consists of: chapters of words, lists, tables and charts, whatever its form."""

from datetime import date
from typing import NamedTuple

from beteiligung.releases.page import Part


class Said(NamedTuple):
    """Words in their own language, such as an idea in Arabic."""

    text: str
    lang: str = "de"
    rtl: bool = False


Cell = str | Said


class Words(NamedTuple):
    """A paragraph."""

    text: str
    small: bool = False


class Items(NamedTuple):
    """A list; ``nothing`` is said where it is empty."""

    items: tuple[Cell, ...]
    nothing: str = ""


class Rows(NamedTuple):
    """A table with its caption; the columns in ``numeric`` hold numbers."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[int, ...] = ()
    foot: tuple[Cell, ...] = ()


class Chart(NamedTuple):
    """One question of a release: its sentence, picture and table."""

    part: Part


class Title(NamedTuple):
    """A heading inside a chapter."""

    text: str


Block = Words | Items | Rows | Chart | Title


class Chapter(NamedTuple):
    """A chapter; its name is its address on the page."""

    name: str
    title: str
    blocks: tuple[Block, ...]


class Period(NamedTuple):
    """From which day to which day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


class Report(NamedTuple):
    """The whole report of a district; ``glance`` is its first page."""

    district: str
    period: str
    as_of: str
    by: str
    address: str
    glance: Chapter
    chapters: tuple[Chapter, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Bericht zur Beteiligung: {self.district}"
