"""P3: however often an idea, or a support for one, is sent at once, it counts once."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import func, select

from beteiligung.db import Store
from beteiligung.ideas.giving import secret_of
from beteiligung.ideas.models import Idea, ReferenceNumber, Support
from beteiligung.web.signs import grouped
from tests.builders import a_district
from tests.ideas.boards import a_board, an_idea
from tests.proofs import rig
from tests.proofs.proof import Proof
from tests.proofs.served import Served

MANY = 50
OK = 200
TOKEN = "0123456789abcdef" * 2
GIVE = "/de/ideen/besser/neu"
HEADERS = {**rig.OWN_PAGE, "Content-Type": "application/x-www-form-urlencoded"}

Sender = Callable[[str, dict[str, str]], tuple[int, str]]


class Counted(NamedTuple):
    """What is in the database."""

    ideas: int  # beside the one that was there before
    last_number: int
    supports: int
    supporters: int


def prove() -> Iterator[Proof]:
    """Fifty at once to a server with two workers, on both databases."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            reference = prepare(url)
            served = Served(url, data, workers=2, secret=rig.SECRET)
            served.start()
            try:
                yield from proved(kind, url, reference, [partial(_over_the_wire, served.port)])
            finally:
                served.stop()


def prepare(url: str) -> str:
    """A board with an idea; the idea's number."""
    store = Store(url)
    with store.writing() as session:
        district = a_district(session, at=rig.now())
        board = a_board(session, district, at=rig.now())
        reference = an_idea(session, board, at=rig.now()).reference
    store.dispose()
    return reference


def proved(
    kind: str, url: str, reference: str, senders: Sequence[Sender], many: int = MANY
) -> Iterator[Proof]:
    """Send one form, then one support, so many times at once."""
    store = Store(url)
    key = str(uuid.UUID(int=50, version=4))
    given = at_once(senders, GIVE, [{"key": key, "text": "Licht", "language": "de"}] * many)
    code = grouped(secret_of(rig.SECRET, key))
    receipts = sum(status == OK and code in page for status, page in given)
    found = counted(store, reference)
    fine = (receipts, found.ideas, found.last_number) == (many, 1, 2)
    said = f"{found.ideas} of {many} counted, {receipts} times the same receipt"
    yield Proof(f"P3 one form of an idea sent {many} times at once, {kind}", said, fine)
    support = {"token": TOKEN, "wish": "support"}
    statuses = at_once(senders, f"/de/idee/{reference}", [support] * many)
    thanked = sum(status == OK for status, _ in statuses)
    found = counted(store, reference)
    fine = (thanked, found.supports, found.supporters) == (many, 1, 1)
    said = f"{found.supporters} of {many} counted, {thanked} thanked"
    yield Proof(f"P3 one device supports {many} times at once, {kind}", said, fine)
    store.dispose()


def at_once(
    senders: Sequence[Sender], path: str, forms: Sequence[dict[str, str]]
) -> list[tuple[int, str]]:
    """What each sender heard; they take turns, all at the same time."""
    with ThreadPoolExecutor(len(forms)) as people:
        sent = [
            people.submit(senders[number % len(senders)], path, form)
            for number, form in enumerate(forms)
        ]
        return [each.result() for each in sent]


def counted(store: Store, reference: str) -> Counted:
    """What is there of ideas and supports."""
    with store.reading() as session:
        number = select(func.count())
        return Counted(
            (session.scalar(number.select_from(Idea)) or 0) - 1,
            session.scalars(select(ReferenceNumber.last)).one(),
            session.scalar(number.select_from(Support)) or 0,
            session.scalars(select(Idea.supporters).where(Idea.reference == reference)).one(),
        )


def _over_the_wire(port: int, path: str, form: dict[str, str]) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", path, urlencode(form), HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
