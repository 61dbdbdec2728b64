"""What a board with ten thousand ideas costs the server: any page of the list, and the search."""

import re
import time
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from benchmarks.figure import Figure, at_most
from beteiligung.accounts.tokens import digest
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.boards import written
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.wording import folded

IDEAS, RUNS, SEED = 10_000, 9, 20261127
BOARD = "sonnenberg-besser"
LIST, SEARCH = 50.0, 100.0  # milliseconds
PACKED = {"Accept-Encoding": "gzip"}
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
# What somebody is typing while the server looks for ideas like it.
TYPED = {
    "ideas, similar ones while typing in German": "Mehr Bänke am Spielplatz und Schatten für alle",
    "ideas, similar ones while typing in Arabic": "نحتاج إلى مقاعد في الظل بجانب الملعب للأطفال",
}
FIRST = 60.0  # KB that a first visit loads, without photos
PLACES = {
    "ideas, first page of 10,000": ("", LIST),
    "ideas, last page of 10,000": ("?seite=500", LIST),
    "ideas, most supported, page 250": ("?folge=beliebt&seite=250", LIST),
    "ideas, mixed, page 250": ("?folge=gemischt&z=7&seite=250", LIST),
    "ideas, one topic and status": ("?thema=gruen&stand=neu", LIST),
    "ideas, languages that I read": ("?sprache=ar&sprache=uk", LIST),
    "ideas, search": ("?q=spielplatz", SEARCH),
    "ideas, search that finds nothing": ("?q=بيانو", SEARCH),
}


def measure(folder: Path) -> Iterator[Figure]:
    """Milliseconds that the server works for each page, its database included."""
    app = create_app(Settings(data_dir=folder))
    store: Store = app.extensions["store"]
    with store.writing() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        session.execute(insert(Idea), list(_ideas(board)))
    client = app.test_client()
    for name, (asked, goal) in PLACES.items():
        address = f"/de/ideen/{BOARD}{asked}"
        times = [_once(client, address) for _ in range(RUNS + 1)][1:]
        yield at_most(name, median(times) * 1000, "ms", goal)
    for name, text in TYPED.items():
        said = {"text": text, "language": "de", "category": "gruen"}
        times = [_once(client, f"/de/ideen/{BOARD}/aehnlich", said) for _ in range(RUNS)]
        yield at_most(name, median(times) * 1000, "ms", SEARCH)
    page = client.get(f"/de/ideen/{BOARD}").get_data()
    yield at_most("ideas, the list's page, not compressed", len(page) / 1000, "KB", FIRST)
    beside = sum(len(client.get(each, headers=PACKED).get_data()) for each in _linked(page))
    whole = (len(page) + beside) / 1000
    yield at_most("ideas, first visit, page, styles and scripts", whole, "KB", FIRST)
    app.extensions["ledger"].close()
    store.dispose()


def _linked(page: bytes) -> set[str]:
    """The styles, scripts and pictures of our own that a page brings along."""
    return set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.decode()))


def _ideas(board: Board) -> Iterator[dict[str, Any]]:
    rng, said = Random(SEED), written()["ideas"]
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for number in range(IDEAS):
        one, two = rng.choice(said), rng.choice(said)
        text = f"{one['text']} {two['text']} {number}"
        yield {
            "board_id": board.id,
            "key": str(uuid.UUID(int=rng.getrandbits(128))),
            "content_hash": "",
            "reference": f"BE-2026-{number:05d}",
            "secret_hash": digest(str(number)),
            "text": text,
            "language": one["language"],
            "direction": "ltr",
            "folded": folded(text),
            "category_id": rng.choice(board.categories).id,
            "state": State.PUBLISHED.value,
            "status_id": rng.choice(board.statuses).id,
            "supporters": rng.randrange(100),
            "received_at": now,
            "published_at": now,
        }


def _once(client: FlaskClient, address: str, said: Mapping[str, str] | None = None) -> float:
    started = time.process_time()
    answer = client.post(address, data=said, headers=OWN_PAGE) if said else client.get(address)
    answer.get_data()
    took = time.process_time() - started
    if answer.status_code != HTTPStatus.OK:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return took
