"""A release as it is read: its frozen document as typed, immutable figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from beteiligung.tally import PublicCell, PublicTally, Why
from beteiligung.text import Translated

FORMAT = 1


class Answer(NamedTuple):
    """One answer that could be chosen; ``of`` are the codes of answers that it stands for."""

    code: str
    label: Translated
    of: tuple[str, ...]
    missing: bool  # not part of the base of the per cent
    note: Translated | None = None  # of a theme: what people say about it, in words of staff


class Item(NamedTuple):
    """A row of a matrix."""

    code: str
    label: Translated


class Asked(NamedTuple):
    """A question of a release. ``_language``, ``_channel`` and ``_district`` are asked of nobody.

    ``omitted`` says in words of staff why it is left out, ``dropped`` (a message id) that its
    figures could not be protected; either way it stays listed by name.
    """

    id: str
    kind: str
    figures: str  # a `Figures` value
    text: Translated
    answers: tuple[Answer, ...]
    items: tuple[Item, ...]
    scale: bool
    max: int | None
    omitted: Translated | None
    dropped: str


@dataclass(frozen=True)
class Released:
    """What everybody may know of a survey; made by `read` from a release's document only."""

    survey: str
    number: int
    day: date  # on which it was computed
    first: date | None  # days of the answers in it
    last: date | None
    total: int | None  # filled questionnaires, where the attack passes with it
    at_least: int  # else a band
    at_most: int
    set_aside: int  # answers that staff set aside with a reason, counted openly; a band's low end
    title: Translated
    locales: tuple[str, ...]
    districts: tuple[tuple[str, Translated], ...]  # short name and name
    asked: tuple[Asked, ...]  # in the order staff chose
    tallies: tuple[PublicTally, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Asked]:
        """The questions by their id."""
        return {asked.id: asked for asked in self.asked}

    def tallies_of(self, question: str, by: str | None = None) -> tuple[PublicTally, ...]:
        """The tables of a question, in order: one, one a row, or those of every group."""
        return self._tables.get((question, by), ())

    @cached_property
    def _tables(self) -> Mapping[tuple[str, str | None], tuple[PublicTally, ...]]:
        found: dict[tuple[str, str | None], tuple[PublicTally, ...]] = {}
        for table in self.tallies:
            key = (table.question, table.by)
            found[key] = (*found.get(key, ()), table)
        return found


def read(document: Mapping[str, Any]) -> Released:
    """The release of a frozen document."""
    total = document["total"]
    source = document["source"]
    return Released(
        survey=document["survey"],
        number=document["number"],
        day=date.fromisoformat(document["day"]),
        first=_day(document["first"]),
        last=_day(document["last"]),
        total=total.get("n"),
        at_least=total.get("n", total.get("from", 0)),
        at_most=total.get("n", total.get("to", 0)),
        set_aside=document["set_aside"],
        title=Translated(document["title"], source),
        locales=tuple(document["locales"]),
        districts=tuple((each["slug"], Translated(each["name"])) for each in document["districts"]),
        asked=tuple(_asked(each, source) for each in document["questions"]),
        tallies=tuple(_tally(each) for each in document["tables"]),
    )


def read_whole(document: Mapping[str, Any]) -> Released:
    """The release without the tables of groups, for whoever asks only about everybody."""
    tables = [table for table in document["tables"] if table["by"] is None]
    return read({**document, "tables": tables})


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _asked(question: Mapping[str, Any], source: str) -> Asked:
    return Asked(
        id=question["id"],
        kind=question["kind"],
        figures=question["figures"],
        text=Translated(question["text"], source),
        answers=tuple(_answer(each, source) for each in question["answers"]),
        items=tuple(
            Item(each["code"], Translated(each["label"], source)) for each in question["items"]
        ),
        scale=question["scale"],
        max=question["max"],
        omitted=Translated(question["omitted"], source) if question["omitted"] else None,
        dropped=question["dropped"],
    )


def _answer(answer: Mapping[str, Any], source: str) -> Answer:
    label = Translated(answer["label"], source)
    note = Translated(answer["note"], source) if answer.get("note") else None
    return Answer(answer["code"], label, tuple(answer["of"]), answer["missing"], note)


def _tally(table: Mapping[str, Any]) -> PublicTally:
    return PublicTally(
        key=table["key"],
        question=table["question"],
        base=table["base"],
        cells=_cells(table["cells"]),
        others=_cells(table["others"]),
        missing=frozenset(table["missing"]),
        several=table["several"],
        item=table["item"],
        by=table["by"],
        group=table["group"],
        as_of=table["as_of"],
    )


def _cells(cells: list[list[Any]]) -> tuple[PublicCell, ...]:
    return tuple(PublicCell(code, count, Why(why)) for code, count, why in cells)
