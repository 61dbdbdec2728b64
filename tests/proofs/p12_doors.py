"""P12: everybody at every door of two districts, with things of both and with what is not there."""

from collections import Counter
from collections.abc import Iterator

from beteiligung.app import create_app
from beteiligung.config import Settings
from tests.conftest import NOW
from tests.house import doors
from tests.house.town import PEOPLE, Town, build
from tests.proofs import rig
from tests.proofs.proof import Proof


def prove() -> Iterator[Proof]:
    """Try every door of an installation on each kind of database."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            app = create_app(
                Settings(database_url=url, data_dir=data, secret_key=rig.SECRET), now=lambda: NOW
            )
            yield from _tried(kind, build(app, NOW))
            app.extensions["ledger"].close()
            app.extensions["store"].dispose()


def _tried(kind: str, town: Town) -> Iterator[Proof]:
    missing, _ = doors.unnamed(town.app)
    found: Counter[str] = Counter()
    wrong = []
    for person in PEOPLE:
        token = doors.token_of(town.people[person]) if PEOPLE[person] else ""
        for door in doors.all_doors(town, person):
            wanted = doors.expected(town.app, door, person)
            sent = {"csrf_token": token} if wanted != "open" and token else {}
            got = doors.verdict(town.people[person], door, **sent)
            found[wanted] += 1
            wrong += [f"{door} for {person}: {got}"] if got != wanted else []
    cells = ", ".join(f"{n} {verdict}" for verdict, n in found.most_common())
    yield Proof(
        f"P12 role x address x object, {kind}",
        f"{len(wrong)} unexpected of {found.total()} ({cells}) {'; '.join(wrong[:3])}".strip(),
        not wrong,
    )
    rules = len(doors.rules(town.app))
    yield Proof(f"P12 addresses classified, {kind}", f"{rules}, {len(missing)} not", not missing)
