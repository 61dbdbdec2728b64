"""P20: nothing says who answered: no address, no browser, no exact time, no order to join by."""

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from sqlalchemy import ColumnElement, literal_column, select

from beteiligung.config import Settings
from beteiligung.db import Base, Store
from beteiligung.districts.models import District
from beteiligung.operation.backups import backup
from beteiligung.operation.forgetting import forget, wipe
from beteiligung.surveys.mixing import mix_noted
from beteiligung.surveys.models import Channel, Contact, Response
from beteiligung.surveys.recording import Submission, record_response
from tests import postgres
from tests.builders import a_district
from tests.proofs import rig
from tests.proofs.proof import Proof

TRIALS, PEOPLE = 30, 60
CHANCE, MARGIN = 0.5, 0.02
ADDRESS, FORWARDED, BROWSER = "203.0.113.77", "198.51.100.99", "GeplanterBrowser/77.31"
PLANTED = (ADDRESS, FORWARDED, BROWSER)
MOMENT = datetime(2031, 3, 7, 13, 47, 53, tzinfo=UTC)
ABOUT_ANSWERS = ("response", "contact", "receipt", "saved", "set_aside", "medium")
PLACE = {"SQLite": "rowid", "PostgreSQL": "ctid"}


def prove() -> Iterator[Proof]:
    """Search what was planted, then join contact details with answers as whoever has the file."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            yield from searched(kind, url, data)
        with rig.folder() as data, rig.database(kind, data) as url:
            yield from joined(kind, url, data, trials=TRIALS, people=PEOPLE)


# ---- what was planted ----------------------------------------------------------------------------


def searched(kind: str, url: str, data: Path) -> Iterator[Proof]:
    """Use every page as somebody whose address, browser and time are known; then look for them."""
    log = data / "everything.log"
    handler = logging.FileHandler(log)
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    try:
        requests = _use(url, data)
    finally:
        logging.getLogger().setLevel(level)
        logging.getLogger().removeHandler(handler)
        handler.close()
    settings = Settings(database_url=url, data_dir=data)
    backup(settings, data / "copy.backup")
    store = Store(url)
    found = [*_in_rows(store), *_in_files(kind, data)]
    times = list(_exact_times(store))
    store.dispose()
    where = "tables, files, database log, logs, backup"
    yield Proof(
        f"P20 {kind}: address and browser",
        f"{len(found)} found after {requests} requests ({where}){''.join(found[:3])}",
        not found,
    )
    yield Proof(
        f"P20 {kind}: times finer than the hour beside answers",
        f"{len(times)} found{' '.join(times[:3])}",
        not times,
    )


class Stopped(rig.Clock):
    """A clock that always says the planted moment."""

    def __call__(self) -> datetime:
        """The planted moment."""
        return MOMENT


def _use(url: str, data: Path) -> int:
    with rig.platform(url, data, Stopped()) as app:
        rig.fill(
            app.extensions["store"],
            rig.document("offen", "contact"),
            rig.document("beleg", "receipt"),
            at=MOMENT,
        )
        client = app.test_client()
        headers = {
            "User-Agent": BROWSER,
            "X-Forwarded-For": FORWARDED,
            "Forwarded": f"for={FORWARDED}",
            **rig.OWN_PAGE,
        }
        environ = {"REMOTE_ADDR": ADDRESS}
        count = 0
        for path in ("/", "/de/", "/ar/datenschutz", "/de/nicht-da", "/anmelden", "/q/AAAAA"):
            client.get(path, headers=headers, environ_base=environ)
            count += 1
        for slug in ("offen", "beleg"):
            for part in ("", "/danke", "/datenschutz"):
                client.get(f"/de/umfrage/{slug}{part}", headers=headers, environ_base=environ)
            for more in ({}, {"save-here": "1"}):
                key = str(uuid4())
                form = {**rig.answers(key), "key": key, "name": "Erika", **more}
                address = f"/de/umfrage/{slug}"
                client.post(address, data=form, headers=headers, environ_base=environ)
            count += 5
        for path, form in (
            ("/de/barrierefreiheit", {"message": "Zu klein."}),
            ("/de/beleg/", {"code": "K7QF3M2X9TRA"}),
            ("/anmelden", {"email": "a@b.example", "password": "falsch"}),
        ):
            client.post(path, data=form, headers=headers, environ_base=environ)
            count += 1
    return count


def _in_rows(store: Store) -> Iterator[str]:
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                yield from (f" {table.name}: {word}" for word in PLANTED if word in str(row))


def _in_files(kind: str, data: Path) -> Iterator[str]:
    folders = [data]
    if kind == "PostgreSQL":
        folders.append(postgres.Server.of_this_run().folder)
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                content = path.read_bytes()
                for word in PLANTED:
                    if any(word.encode(code) in content for code in ("utf-8", "utf-16-le")):
                        yield f" {path.name}: {word}"


def _exact_times(store: Store) -> Iterator[str]:
    with store.reading() as session:
        for name in ABOUT_ANSWERS:
            table = Base.metadata.tables[name]
            for row in session.execute(select(table)):
                for value in row:
                    if isinstance(value, datetime) and (value.minute or value.second):
                        yield f" {name}: {value}"


# ---- joining -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """One survey as its thief sees it: who stands where among answers and among contacts."""

    survey: int
    names: Sequence[str]  # of the people, in the order of their answers


def joined(
    kind: str, url: str, data: Path, *, trials: int, people: int, margin: float = MARGIN
) -> Iterator[Proof]:
    """Try to say whose contact details belong to which answer: by day, and after the night."""
    store = Store(url)
    try:
        held = [_fill(store, f"{kind}-{n}".lower(), people, mixed=True) for n in range(trials)]
        bare = [_fill(store, f"{kind}-ungemischt-{n}".lower(), people, mixed=False) for n in (1, 2)]
        wipe(store)
        attack = {name: auc(store, way, bare, data) for name, way in ways(kind).items()}
        yield Proof(
            f"P20 {kind}: the attack itself, where nothing is mixed",
            _said(attack),
            max(attack.values()) > 0.9,
        )
        for when in ("by day", "after the night"):
            if when == "after the night":
                forget(Settings(database_url=url, data_dir=data), store, at=rig.now())
            found = {name: auc(store, way, held, data) for name, way in ways(kind).items()}
            met = all(abs(value - CHANCE) <= margin for value in found.values())
            about = f"AUC over {trials} surveys of {people} people: "
            yield Proof(
                f"P20 {kind}: contacts joined with answers, {when}", about + _said(found), met
            )
    finally:
        store.dispose()


def ways(kind: str) -> dict[str, str]:
    """What puts contact details into an order: for SQL, and for whoever has the file."""
    found = {"id": "id", "day of deletion": "delete_on", "row": PLACE[kind]}
    more = {"place in the file": "file"} if kind == "SQLite" else {"transaction": "xmin"}
    return found | more


def auc(store: Store, way: str, trials: Sequence[Trial], data: Path) -> float:
    """How often a right pair of answer and contact looks better than a wrong one."""
    return float(np.mean([_auc(_ranks(store, way, trial, data)) for trial in trials]))


def _auc(ranks: "np.ndarray[Any, Any]") -> float:
    near = -np.abs(np.arange(len(ranks))[:, None] - ranks[None, :])  # answer, contact
    right = near.diagonal()
    wrong = near[~np.eye(len(ranks), dtype=bool)]
    better = (right[:, None] > wrong[None, :]).mean()
    same = (right[:, None] == wrong[None, :]).mean()
    return float(better + same / 2)


def _ranks(store: Store, way: str, trial: Trial, data: Path) -> "np.ndarray[Any, Any]":
    """Where each person's contact details stand in the order; what ties shares a place."""
    places = _in_file(trial, data) if way == "file" else _by_column(store, way, trial)
    values = np.array([places[name] for name in trial.names], dtype=float)
    return np.array([(values < each).sum() + (values == each).sum() / 2 - 0.5 for each in values])


def _by_column(store: Store, way: str, trial: Trial) -> dict[str, float]:
    column: ColumnElement[Any] = literal_column(f"{way}::text::bigint" if way == "xmin" else way)
    wanted = select(Contact.details, column).where(Contact.survey_id == trial.survey)
    with store.reading() as session:
        rows = session.execute(wanted.order_by(column)).all()
    marks = [row[1] for row in rows]
    return {row[0]["name"]: float(marks.index(row[1])) for row in rows}


def _in_file(trial: Trial, data: Path) -> dict[str, float]:
    content = (data / "beteiligung.sqlite3").read_bytes()
    return {name: float(content.rindex(f'"name": "{name}"'.encode())) for name in trial.names}


def _fill(store: Store, slug: str, people: int, *, mixed: bool) -> Trial:
    names = [f"{slug} {number:04}" for number in range(people)]
    with store.writing() as session:
        district = session.get(District, 1)
        if district is None:
            district = a_district(session, at=rig.now())
        survey = rig.publish(session, district, rig.document(slug, "contact"), at=rig.now())
        survey_id, version_id = survey.id, survey.versions[-1].id
    while_one_second = list(_seconds(names)) if mixed else [[name] for name in names]
    for together in while_one_second:
        with store.writing() as session:
            for name in together:
                record_response(session, _submission(survey_id, version_id, name), at=rig.now())
        if mixed:  # as the ledger does, a second later
            with store.writing() as session:
                mix_noted(session, {survey_id: len(together)})
    with store.reading() as session:
        order = session.scalars(
            select(Response.answers).where(Response.survey_id == survey_id).order_by(Response.id)
        )
        return Trial(survey_id, [answers["wort_0"] for answers in order])


def _seconds(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Who came within the same second: one to four people."""
    dice, at = random.Random(names[0]), 0
    while at < len(names):
        number = dice.randint(1, 4)
        yield names[at : at + number]
        at += number


def _submission(survey: int, version: int, name: str) -> Submission:
    return Submission(
        survey_id=survey,
        version_id=version,
        notice_version=1,
        answers={"wort_0": name},  # so that the proof knows who it was; the thief does not look
        contact={"name": name},
        key=str(uuid4()),
        language="de",
        channel=Channel.WEB,
    )


def _said(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in found.items())
