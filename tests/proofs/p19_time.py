"""P19: between two releases nothing public moves, whoever answers and however often one looks."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count, product
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from beteiligung.access import audience_of
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.disclosure.differences import FEWEST_NEW
from beteiligung.districts.models import District
from beteiligung.errors import Refusal
from beteiligung.releases.actions import compute_release, publish_release
from beteiligung.releases.models import Release
from beteiligung.surveys.models import Response, Survey
from tests.builders import a_survey
from tests.proofs.people import BEGAN, answers, document, platform, sketch
from tests.proofs.proof import Proof
from tests.proofs.rig import OWN_PAGE

SEED = 19
FIRST, WATCHED = 60, 40  # answers before the release, and answers that are watched
LANGUAGES = ("de", "ar")
# What an address may name. Codes, tokens and pictures are asked for by whoever holds them.
NAMED: Mapping[str, tuple[str, ...]] = {
    "lang": LANGUAGES,
    "slug": (f"erfunden-{SEED}",),
    "district": ("sonnenberg",),
    "number": ("1",),
    "question": ("alter", "zufrieden0", "probleme"),
    "paper": ("a4",),
}
# For operators, built files, and the doors of the staff, whose forms are fresh for each visitor.
BESIDE = ("/metrics", "/static", "/healthz", "/readyz", "/anmelden", "/passwort")
SLOW, SLOWLY = (".pdf", ".png"), 10  # made anew for each look: looked at after every tenth answer
FRESH = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
STAMP = re.compile(rb'(name="(?:seen|page-stamp|stamp|since|csrf_token|token)"[^>]* value=")[^"]*')
NETWORKS = count(1)
Seen = dict[str, tuple[int, bytes, tuple[tuple[str, str], ...]]]


class Clock:
    """The time by which the platform goes; it stands still while somebody looks."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The present moment."""
        return self.at


def prove() -> Iterator[Proof]:
    """Before any release, after one, and how soon the next may follow."""
    yield from watched(before=25, after=WATCHED)


def watched(*, before: int, after: int) -> Iterator[Proof]:
    """Look at everything after every single answer; so many before the first release, and after."""
    clock = Clock(BEGAN + timedelta(days=1))
    with platform() as store, tempfile.TemporaryDirectory() as folder:
        with store.writing() as session:
            district = session.scalars(select(District)).one()
            a_survey(session, district, document=document(SEED), days=400, at=BEGAN)
        settings = Settings(
            database_url=str(store.url),
            data_dir=Path(folder),
            secret_key="of this proof only",
            answers_per_minute=0,
        )
        app = create_app(settings, now=clock)
        people = _people()
        yield _moved(app, people, before, "before the first release")
        for _ in range(FIRST - before):
            _answer(app, next(people))
        earlier = _look(app)
        clock.at = BEGAN + timedelta(days=10)
        _release(store, clock.at)
        yield _noticed(earlier, _look(app))
        yield _moved(app, people, after, "after a release")
        yield _next(store, app, people, clock)
        app.extensions["ledger"].close()
        app.extensions["store"].dispose()


def _moved(app: Flask, people: Iterator[dict[str, Any]], number: int, when: str) -> Proof:
    moved: set[str] = set()
    first = _look(app)
    for at in range(1, number + 1):
        _answer(app, next(people))
        now = _look(app, all_of_it=at % SLOWLY == 0 or at == number)
        moved |= {path for path in now if now[path] != first[path]}
    about = f"{len(moved)} of {len(first)} addresses over {number} answers"
    said = about + "".join(f"; {path}" for path in sorted(moved)[:4])
    return Proof(f"P19 public addresses that moved, {when}", said, not moved)


def _noticed(before: Seen, after: Seen) -> Proof:
    """Whoever watches so would see a release: else watching proves nothing."""
    moved = [path for path in before if before[path] != after[path]]
    least = {f"/de/ergebnisse/erfunden-{SEED}", "/de/"}
    said = f"{len(moved)} of {len(before)} addresses"
    return Proof("P19 addresses that a release moves", said, least <= set(moved))


def _next(store: Store, app: Flask, people: Iterator[dict[str, Any]], clock: Clock) -> Proof:
    """From how many new answers on a next release is possible, and after how many days."""
    clock.at += timedelta(days=6)
    while _new(store) < FEWEST_NEW:
        _answer(app, next(people))
    early = _is_refused(store, clock.at)
    clock.at += timedelta(days=2)
    _release(store, clock.at)
    clock.at += timedelta(days=8)
    for _ in range(FEWEST_NEW - 1):
        _answer(app, next(people))
    few = _is_refused(store, clock.at)
    _answer(app, next(people))
    enough = not _is_refused(store, clock.at)
    said = f"{FEWEST_NEW} new answers and 7 days; fewer are refused: {few}, sooner: {early}"
    return Proof("P19 the next release needs", said, early and few and enough)


def _new(store: Store) -> int:
    """How many answers came since the last release."""
    with store.reading() as session:
        there = session.scalar(select(func.count()).select_from(Response)) or 0
        return there - (session.scalar(select(func.max(Release.answers))) or 0)


def _release(store: Store, at: datetime) -> None:
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        made = compute_release(
            session, survey, plan={}, asker=None, at=at, timezone="Europe/Berlin"
        )
        publish_release(session, made, asker=None, at=at, who="Prüfung")


def _is_refused(store: Store, at: datetime) -> bool:
    session = store.open(writing=True)
    try:
        survey = session.scalars(select(Survey)).one()
        made = compute_release(
            session, survey, plan={}, asker=None, at=at, timezone="Europe/Berlin"
        )
        publish_release(session, made, asker=None, at=at, who="Prüfung")
    except Refusal:
        return True
    finally:
        store.close(session)  # never committed
    return False


# ---- somebody who looks --------------------------------------------------------------------------


def _look(app: Flask, *, all_of_it: bool = True) -> Seen:
    """Everything that anybody can see, and what it says about itself."""
    app.extensions["ledger"].flush()
    client = app.test_client()
    wanted = [path for path in addresses(app) if all_of_it or not path.endswith(SLOW)]
    return {path: _seen(client, path) for path in wanted}


def _seen(client: FlaskClient, path: str) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    # From a network of its own: how much one network may ask for is no secret about answers.
    number = next(NETWORKS)
    network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    answer = client.get(path, environ_overrides={"REMOTE_ADDR": network})
    body = STAMP.sub(rb"\1", FRESH.sub(b"", answer.data))  # what is fresh for everybody who looks
    told = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status_code, body, tuple(sorted(told.items()))


def addresses(app: Flask) -> list[str]:
    """Every public address that names what somebody outside can know."""
    found = [path for rule in app.url_map.iter_rules() for path in _paths(app, rule)]
    return sorted({path for path in found if not path.startswith(BESIDE)})


def _paths(app: Flask, rule: Rule) -> Iterator[str]:
    audience = audience_of(app.view_functions[rule.endpoint])
    is_public = audience is None or audience.is_public
    if not is_public or "GET" not in (rule.methods or ()) or not rule.arguments <= NAMED.keys():
        return
    names = sorted(rule.arguments)
    for values in product(*(NAMED[name] for name in names)):
        built = rule.build({**dict(zip(names, values, strict=True))})
        if built is not None:
            yield built[1]


def _people() -> Iterator[dict[str, Any]]:
    rng, plan = Random("time"), sketch(SEED)
    while True:
        given = answers(rng, plan)
        yield {"key": str(UUID(int=rng.getrandbits(128), version=4)), **given}


def _answer(app: Flask, given: dict[str, Any]) -> None:
    path = f"/de/umfrage/erfunden-{SEED}"
    answer = app.test_client().post(path, data=given, headers=OWN_PAGE)
    if answer.status_code != 303:
        message = f"an answer was not taken: {answer.status_code}"
        raise RuntimeError(message)
