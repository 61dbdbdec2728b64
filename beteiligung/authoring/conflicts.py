"""Two people at one part: what each of them wrote, field by field, and what to take of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from beteiligung.authoring.parts import Part, Values, mark

Side = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two versions differ."""

    name: str
    mine: Any
    theirs: Any
    several: bool  # rows of answers: both can be kept
    suggested: Side  # who changed it, where only one did


def differences(
    part: Part, mine: Values, theirs: Values, base: Values | None
) -> Iterator[Difference]:
    """The fields that differ; ``base`` is what both began with, if it is still known."""
    lists = {rows.name for rows in part.rows}
    for name in mine:
        versions = (mine[name], theirs.get(name), (base or {}).get(name))
        own, other, began = map(_bare, versions) if name in lists else versions
        if own == other:
            continue
        only_theirs = base is not None and own == began
        side: Side = "theirs" if only_theirs else "mine"
        yield Difference(name, own, other, name in lists, side)


def common_base(part: Part, drafts: Iterable[Mapping[str, Any]], seen: str) -> Values | None:
    """What a part was when somebody opened it, from the drafts before the last changes."""
    for draft in drafts:
        values = part.read(draft)
        if values is not None and mark(values) == seen:
            return values
    return None


def settled(part: Part, mine: Values, theirs: Values, choices: Mapping[str, str]) -> Values:
    """One version out of two, as somebody chose field by field."""
    lists = {rows.name for rows in part.rows}
    taken = dict(mine)
    for name in mine:
        choice = choices.get(f"take.{name}")
        if choice == "theirs":
            taken[name] = theirs.get(name)
        elif choice == "both" and name in lists:
            there = {row["code"] for row in theirs[name]} | {row["label"] for row in theirs[name]}
            more = [row for row in mine[name] if not {row["code"], row["label"]} & there]
            taken[name] = [*theirs[name], *more]
    return taken


def _bare(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Rows without the code under which they were opened."""
    return [{name: value for name, value in row.items() if name != "was"} for row in rows or ()]
