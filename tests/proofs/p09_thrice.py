"""P9: a thousand answers of tablets, each sent three times in any order, many of them cut off.

The parcels are sealed here as the app seals them; the server runs with four workers, and each
sender is a connection of its own that is closed in the middle, or before the receipts have come.
"""

import json
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from beteiligung.access import Asker
from beteiligung.db import Store
from beteiligung.fieldwork.actions import expect_tablet
from beteiligung.fieldwork.models import Parcel
from beteiligung.surveys.models import Response
from tests.builders import a_district, a_survey
from tests.fieldwork.parcels import OWN, interview, sealed
from tests.proofs import rig
from tests.proofs.proof import Proof
from tests.proofs.served import Served

RECORDS, TIMES, ABORTED = 1000, 3, 0.3
BATCH, SENDERS, WORKERS = 10, 8, 4
PATIENCE = 60.0  # seconds, for one batch
SLUG, WAYS = "eine-antwort", ("fuss", "rad")
SOMEBODY = Asker(id=1, name="Leitung", admin=True)
DONE = {"kept", "known"}
CUT = ("half", "unheard")  # in the middle of its parcels, or before the receipts have come
ROUNDS, PAUSE = 5, 20.0  # seconds; a network has so many contacts a minute
Sent = list[dict[str, Any]]


def thrice() -> Iterator[Proof]:
    """On both databases: exactly a row for each, with what was given; nothing is set aside."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            store = Store(url)
            code = district(store)
            served = Served(url, data, workers=WORKERS, secret=rig.SECRET)
            served.start()
            try:
                cut, again, heard = _day(served.port, code, Random(kind))
            finally:
                served.stop()
            rows, right, aside = _arrived(store)
            store.dispose()
        figure = f"{len(right)} of {RECORDS} are there with their answer, in {rows} rows, "
        figure += f"{len(heard - right)} receipts without one, {aside} set aside; "
        figure += f"{cut} sendings cut off, {again} answers sent once more"
        met = rows == len(right) == RECORDS and not heard - right and aside == 0 < cut
        name = f"P9 {RECORDS} answers sent {TIMES} times in any order, {ABORTED:.0%} cut off"
        yield Proof(f"{name}, {kind}", figure, met)


def district(store: Store) -> str:
    at = rig.now()
    with store.writing() as session:
        district = a_district(session, places=("Lessingplatz",), at=at)
        a_survey(session, district, document="single", days=400, at=at)
        _tablet, code = expect_tablet(session, SOMEBODY, district, name="1", role="Wer", at=at)
    return code


def _day(port: int, code: str, chance: Random) -> tuple[int, int, set[str]]:
    """What the tablet does; how many sendings were cut off, how often one went again; receipts."""
    _status, said = _ask(port, "koppeln", {"code": code})
    begun = rig.now()
    parcels = []
    for number in range(RECORDS):
        content = interview(SLUG, begun, weg=WAYS[number % len(WAYS)])
        parcels.append(sealed(said["key"], str(uuid4()), content))
    sent = parcels * TIMES
    chance.shuffle(sent)
    batches = [sent[at : at + BATCH] for at in range(0, len(sent), BATCH)]
    fates = [chance.choice(CUT) if chance.random() < ABORTED else "" for _ in batches]
    heard: set[str] = set()

    def send(number: int) -> list[str]:
        return _send(port, said["token"], batches[number], fates[number])

    with ThreadPoolExecutor(SENDERS) as senders:
        for keys in senders.map(send, range(len(batches))):
            heard.update(keys)
    again, left = 0, _left(parcels, heard)
    for _ in range(ROUNDS):  # as the app does: what has no receipt goes again, a little later
        for at in range(0, len(left), BATCH):
            heard.update(_send(port, said["token"], left[at : at + BATCH], ""))
        again, left = again + len(left), _left(parcels, heard)
        if left:
            time.sleep(PAUSE)
    return sum(map(bool, fates)), again, heard


def _left(parcels: Sent, heard: set[str]) -> Sent:
    return [parcel for parcel in parcels if parcel["key"] not in heard]


def _send(port: int, token: str, parcels: Sequence[Any], fate: str) -> list[str]:
    """One batch; the keys of those that have a receipt. Cut off in its half, or left unheard."""
    if fate:
        _cut_off(port, token, parcels, half=fate == "half")
        return []
    status, said = _ask(port, "annahme", {"parcels": list(parcels)}, token)
    receipts: Sent = said.get("receipts", []) if status == 200 else []
    return [each["key"] for each in receipts if each["outcome"] in DONE]


def _cut_off(port: int, token: str, parcels: Sequence[Any], *, half: bool) -> None:
    body = json.dumps({"parcels": list(parcels)}).encode()
    head = {**_headers(token), "Host": f"127.0.0.1:{port}", "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    request = f"POST /tablet/de/annahme HTTP/1.1\r\n{lines}\r\n".encode() + body
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(request[: len(request) - len(body) // 2] if half else request)


def _ask(port: int, where: str, content: object, token: str = "") -> tuple[int, dict[str, Any]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(
            "POST", f"/tablet/de/{where}", json.dumps(content).encode(), _headers(token)
        )
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()


def _headers(token: str) -> dict[str, str]:
    return {**OWN, "Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _arrived(store: Store) -> tuple[int, set[str], int]:
    """How many rows; the keys of those with an answer that was given; and how many are aside."""
    with store.reading() as session:
        rows = session.execute(select(Response.key, Response.answers)).all()
        right = {row.key for row in rows if row.answers.get("weg") in WAYS}
        return len(rows), right, session.scalar(select(func.count(Parcel.digest))) or 0
