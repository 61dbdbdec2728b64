"""P4: whatever statement of the database fails, an answer is here whole or not at all."""

import io
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import (
    Column,
    CompoundSelect,
    Select,
    Table,
    event,
    exists,
    literal,
    select,
    union_all,
)
from sqlalchemy.exc import OperationalError

from beteiligung.db import Base, Store
from beteiligung.surveys.codes import code_of
from tests.proofs import rig
from tests.proofs.proof import Proof

# Counts that the ledger keeps by itself, beside every answer: no part of one.
BESIDE = frozenset({"arrival", "scan_day", "alembic_version", "rhythm"})
KEPT, REFUSED, BROKEN = (200, 303), 422, (500, 503)
GONE = 404  # what a code is told whose answer was taken back already, like any that nobody has
ASIDE = frozenset({"+set_aside"})
MOST_STEPS = 120  # more than any way of sending takes: a photo beside everything else takes 63
Rows = Mapping[str, Counter[str]]


@dataclass(slots=True)
class Fault:
    """Fails at one step of the database's work, counted over all steps of the test's thread."""

    error: Callable[[], Exception]
    at: int = -1  # no step
    steps: int = 0
    fired: bool = False

    def step(self, *_: object, **__: object) -> None:
        """One more thing is done with the database: a beginning, a statement, its end, a commit."""
        if threading.current_thread().name == "ledger" or self.at < 0:
            return
        self.steps += 1
        if self.steps - 1 == self.at:
            self.fired = True
            raise self.error()


@dataclass(slots=True)
class Found:
    """What all faults together came to."""

    faults: int = 0
    partial: list[str] = field(default_factory=list)
    impolite: list[str] = field(default_factory=list)


def prove() -> Iterator[Proof]:
    """Every way of sending, every step, two kinds of error, both databases."""
    for kind in rig.DATABASES:
        found = _found_on(kind)
        about = f"{found.faults} faults in {len(SCENARIOS)} ways of sending"
        said = f"{len(found.partial)} partial ({about})" + "".join(
            f"; {line}" for line in found.partial[:3]
        )
        yield Proof(f"P4 a fault at every statement, {kind}", said, not found.partial)
        said = f"{len(found.impolite)} of {found.faults}" + "".join(
            f"; {line}" for line in found.impolite[:3]
        )
        yield Proof(
            f"P4 faults that were thanked for or shown raw, {kind}", said, not found.impolite
        )


def _found_on(kind: str) -> Found:
    with rig.folder() as data, rig.database(kind, data) as url:
        return found_in(url, data, tuple(SCENARIOS), (database_error, program_error))


def found_in(
    url: str, data: Path, names: tuple[str, ...], errors: tuple[Callable[[], Exception], ...]
) -> Found:
    """What comes of faults in these ways of sending, on an empty database."""
    found, store = Found(), Store(url)
    rig.fill(store, *SURVEYS.values())
    with rig.platform(url, data, rig.Clock()) as app:
        for name in names:
            for error in errors:
                _scenario(app, name, error, found)
    store.dispose()
    return found


def database_error() -> Exception:
    """What a driver says when the disk or the server goes away."""
    return OperationalError("planted", None, Exception("disk I/O error"))


def program_error() -> Exception:
    """A fault of the program itself."""
    return ArithmeticError("planted")


def _scenario(app: Flask, name: str, error: Callable[[], Exception], found: Found) -> None:
    scenario, store = SCENARIOS[name], app.extensions["store"]
    with _planted(store, Fault(error)) as fault:
        whole = _done(app, scenario, _key(), store)
        for step in range(MOST_STEPS):
            key = _key()
            scenario.before(app, key)
            before = _state(store)
            fault.at, fault.steps, fault.fired = step, 0, False
            status, text = scenario.send(app, key)
            fault.at = -1
            if not fault.fired:
                return
            found.faults += 1
            where = f"{name}, step {step}, {error.__name__}"
            change = _change(before, _state(store))
            if change not in ({}, whole):
                found.partial.append(f"{where}: {change}")
            if (status not in BROKEN and change != whole) or _raw(text):
                found.impolite.append(f"{where}: {status}")
            again, _ = scenario.send(app, key)
            after = _change(before, _state(store))
            if change == whole:  # said to be lost, though it was kept: what is set aside may repeat
                after = {**after, **{name: n for name, n in whole.items() if name in ASIDE}}
            told = (*KEPT, REFUSED, *([GONE] if change == whole else []))
            if after != whole or again not in told:
                found.partial.append(f"{where}: sent again, it is not whole ({again}, {after})")
    message = f"{name} does not end"
    raise RuntimeError(message)


def _raw(text: str) -> bool:
    return "Traceback" in text or "planted" in text


def _key() -> str:
    """A new person, who goes by the way whose places are limited."""
    return f"1{str(uuid.uuid4())[1:]}"


def _done(app: Flask, scenario: "Scenario", key: str, store: Store) -> Mapping[str, int]:
    """How many rows each table gains and loses if nothing fails."""
    scenario.before(app, key)
    before = _state(store)
    status, _ = scenario.send(app, key)
    found = _change(before, _state(store))
    if status not in (*KEPT, REFUSED) or not found:
        message = f"without a fault: {status}, {found}"
        raise RuntimeError(message)
    return found


@contextmanager
def _planted(store: Store, fault: Fault) -> Iterator[Fault]:
    hooks = ["before_cursor_execute", "after_cursor_execute"]
    hooks += ["begin"] if store.sqlite else []  # PostgreSQL's begins with its first statement
    real = store.engine.dialect.do_commit

    def commit(connection: Any) -> None:
        fault.step()
        real(connection)
        fault.step()  # committed, and nobody hears of it

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.engine.dialect, "do_commit", commit)
        for hook in hooks:
            event.listen(store.engine, hook, fault.step)
        yield fault
        for hook in hooks:
            event.remove(store.engine, hook, fault.step)


def _state(store: Store) -> Rows:
    """Everything that is in the database, row by row; a table in which nothing is has no rows."""
    statements = _statements()
    with store.reading() as session:
        filled = set(session.scalars(_filled()))
        return {
            name: Counter(repr(tuple(row)) for row in session.execute(statement))
            if name in filled
            else Counter[str]()
            for name, statement in statements.items()
        }


@cache
def _statements() -> Mapping[str, Select[Any]]:
    return {
        table.name: select(*_telling(table))
        for table in Base.metadata.sorted_tables
        if table.name not in BESIDE
    }


@cache
def _filled() -> CompoundSelect[Any]:
    """The names of all tables in which anything is, asked for at once."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in BESIDE]
    return union_all(
        *(select(literal(table.name)).where(exists().select_from(table)) for table in tables)
    )


def _telling(table: Table) -> list[Column[Any]]:
    """The columns that say something: the ids of contacts are dice, thrown again beside answers."""
    return [column for column in table.columns if (table.name, column.name) != ("contact", "id")]


def _change(before: Rows, after: Rows) -> Mapping[str, int]:
    """How many rows came or went or changed, by table; nothing of tables that stayed as they were.

    A row that changed went and came.
    """
    moved = {
        name: ((after[name] - before[name]).total(), (before[name] - after[name]).total())
        for name in after
    }
    return {
        f"{sign}{name}": n
        for name, both in moved.items()
        for sign, n in zip("+-", both, strict=True)
        if n
    }


# ---- ways of sending -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is sent, to which survey, after what came before."""

    survey: str
    more: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] | None = None  # what else the same person has sent before
    path: str = "umfrage"

    def before(self, app: Flask, key: str) -> None:
        """What happened earlier."""
        if self.first is not None:
            _post(app, f"/de/umfrage/{self.survey}", self._form(key, self.first))

    def send(self, app: Flask, key: str) -> tuple[int, str]:
        """Send it: the status of the answer, and what it says."""
        if self.path == "beleg":
            code = code_of(rig.SECRET, key)
            return _post(app, "/de/beleg/", {"code": code, "withdraw": "1"})
        return _post(app, f"/de/umfrage/{self.survey}", self._form(key, self.more))

    def _form(self, key: str, more: Mapping[str, str]) -> dict[str, Any]:
        form: dict[str, Any] = {"key": key, **rig.answers(key), **more}
        asked = {question["id"] for question in SURVEYS[self.survey]["questions"]}
        if "name" in asked:
            form["name"] = f"Frau {key[:8]}"
        if "bild" in asked:
            form["bild"] = (io.BytesIO(_photo(key)), "bild.png")
        return form


SURVEYS = {
    slug: rig.document(slug, *parts)
    for slug, parts in {
        "schlicht": (),
        "plaetze": (),
        "beleg": ("receipt",),
        "kontakt": ("contact",),
        "foto": ("photo",),
        "plaetze-alles": ("receipt", "contact", "photo"),
    }.items()
}
SCENARIOS: Mapping[str, Scenario] = {
    "plain": Scenario("schlicht"),
    "with limited places": Scenario("plaetze"),
    "with a receipt": Scenario("beleg"),
    "with a contact": Scenario("kontakt"),
    "with a photo": Scenario("foto"),
    "with everything": Scenario("plaetze-alles"),
    "other answers with a used key": Scenario("schlicht", {"wort_0": "anders"}, first={}),
    "the same where places are limited": Scenario("plaetze", {"wort_0": "anders"}, first={}),
    "put by": Scenario("beleg", {"save-here": "1"}),
    "sent after it was put by": Scenario("beleg", {}, first={"save-here": "1"}),
    "withdrawn": Scenario("plaetze-alles", {}, first={}, path="beleg"),
}


def _post(app: Flask, path: str, form: Mapping[str, Any]) -> tuple[int, str]:
    answer = app.test_client().post(path, data=dict(form), headers=rig.OWN_PAGE)
    return answer.status_code, answer.get_data(as_text=True)


@cache
def _photo(key: str) -> bytes:
    """A photo unlike all others, also once it is pressed: the same one would be kept only once."""
    file = io.BytesIO()
    Image.frombytes("L", (32, 32), Random(key).randbytes(32 * 32)).save(file, "PNG")
    return file.getvalue()
