"""P1: a kill costs at most the counts of the last second, and never anybody's way to the survey."""

import http.client
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import func, select

from beteiligung.db import Store
from beteiligung.qrcodes.models import QRCode, ScanDay
from tests.proofs import rig
from tests.proofs.proof import Proof
from tests.proofs.served import Served

KILLS = 20
A_SECOND = 1.0
WRITING = 0.25  # seconds that writing it down may take on a busy machine
LED_ON = 303
AGAIN_FOR = 30.0  # seconds in which somebody scans once more who saw no page
SPELL = (1.2, 2.6)  # seconds of scanning between kills


@dataclass(slots=True)
class Scans:
    """What came of scanning: when each was led on, and what else was heard."""

    led: deque[float] = field(default_factory=deque)  # since the last look into the database
    all_: int = 0
    others: list[int] = field(default_factory=list)  # answers that led nowhere
    gone: int = 0  # who was not led on in all that time


def prove() -> Iterator[Proof]:
    """One worker that is killed again and again while somebody scans, on both databases."""
    for kind in rig.DATABASES:
        yield from proved_on(kind, KILLS)


def proved_on(kind: str, kills: int) -> Iterator[Proof]:
    """The same on one database."""
    with rig.folder() as data, rig.database(kind, data) as url:
        store = Store(url)
        rig.fill(store, rig.document("schlicht"))
        with store.reading() as session:
            code = session.scalars(select(QRCode.code)).first()
        served = Served(url, data, workers=1, secret=rig.SECRET)
        scans, rng, lost = Scans(), Random(7), []
        try:
            served.start()
            lost += [
                _killed(served, store, f"/q/{code}", scans, rng.uniform(*SPELL))
                for _ in range(kills)
            ]
        finally:
            served.stop()
            store.dispose()
    most = max(seconds for _, seconds in lost)
    yield Proof(
        f"P1 counts lost to a kill, {kind}",
        f"at most the last {most:.2f} s ({sum(n for n, _ in lost)} of {scans.all_:,} scans, "
        f"{kills} kills)",
        most <= A_SECOND,
    )
    wrong = len(scans.others) + scans.gone
    yield Proof(
        f"P1 scans that led nowhere over kills, {kind}",
        f"{wrong} of {scans.all_:,}",
        wrong == 0 and scans.all_ > 0,
    )


def _killed(
    served: Served, store: Store, path: str, scans: Scans, spell: float
) -> tuple[int, float]:
    """Scan for a while, kill the worker; how many scans it took along, over how many seconds."""
    before = _counted(store)
    scans.led.clear()
    until = time.monotonic() + spell
    while time.monotonic() < until:
        _scan(served, path, scans)
    ended = time.monotonic()
    served.kill_worker(Random(1))
    time.sleep(0.2)  # whatever it was writing is written, or is not
    kept = _counted(store) - before
    lost = len(scans.led) - kept
    seconds = ended - scans.led[-lost] if lost > 0 else 0.0
    _scan(served, path, scans)  # the next one finds another worker
    time.sleep(A_SECOND + WRITING)  # and is counted before the next round begins
    return max(lost, 0), seconds


def _scan(served: Served, path: str, scans: Scans) -> None:
    """One scan: whoever hears nothing tries again, as people do."""
    until = time.monotonic() + AGAIN_FOR
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
            connection.request("GET", path, headers={"Accept-Language": "de"})
            status = connection.getresponse().status
            connection.close()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        if status == LED_ON:
            scans.led.append(time.monotonic())
            scans.all_ += 1
        else:
            scans.others.append(status)
        return
    scans.gone += 1


def _counted(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.coalesce(func.sum(ScanDay.scans), 0))) or 0
