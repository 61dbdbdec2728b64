"""The commands `beteiligung tablets …`: a new key, and files of what waits on a tablet."""

from collections import Counter
from collections.abc import Hashable
from pathlib import Path

import click

from beteiligung import clock
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import NotFound, OperatorError
from beteiligung.fieldwork import keys, queries
from beteiligung.fieldwork.answers import Desk
from beteiligung.fieldwork.intake import Outcome, take_in
from beteiligung.fieldwork.queue_file import BATCH, parcels_in, tablet_in
from beteiligung.surveys.mixing import mix_noted
from beteiligung.surveys.ready import Shelf


@click.group()
def tablets() -> None:
    """Tablets of the pilots: keys, and files of what waits on them."""


@tablets.command(name="new-key")
@click.pass_obj
def new_key(settings: Settings) -> None:
    """Make a new key; tablets seal to it from their next contact on, older keys still open."""
    made = keys.make(settings, at=clock.now())
    click.echo(f"{made.name} is in {keys.folder(settings)}. Keep a copy of the whole folder.")


@tablets.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def bring_in(settings: Settings, file: Path) -> None:
    """Take in FILE, in which a tablet has saved what waits on it; each answer once."""
    content = file.read_bytes()
    number, parcels = tablet_in(content), parcels_in(content)
    app = create_app(settings)  # ideas are read by the form of the website
    try:
        with app.app_context():
            secret = str(app.config["SECRET_KEY"]).encode()
            counts = _taken(app.extensions["store"], settings, number, parcels, secret)
    finally:
        app.extensions["ledger"].close()
        app.extensions["store"].dispose()
    known = counts[Outcome.KNOWN] + counts[Outcome.SETTLED]
    aside = counts[Outcome.ASIDE] + counts[Outcome.WAITS]
    kept = counts.total() - known - aside
    click.echo(f"{kept} kept, {known} known already, {aside} not counted.")


def _taken(
    store: Store, settings: Settings, number: int, parcels: list[object], secret: bytes
) -> Counter[Outcome]:
    counts: Counter[Outcome] = Counter()
    shelf, found = Shelf(store), keys.by_name(settings)
    for begin in range(0, len(parcels), BATCH):
        desk = Desk(found, shelf, settings.timezone, clock.now(), secret)
        with store.writing() as session:
            try:
                tablet = queries.tablet(session, number, None)
            except NotFound as error:
                message = f"There is no tablet {number}."
                raise OperatorError(message) from error
            receipts = take_in(session, desk, tablet, parcels[begin : begin + BATCH])
            contacts: dict[Hashable, int] = {
                each.contact_of: 1 for each in receipts if each.contact_of is not None
            }
            mix_noted(session, contacts)
        counts.update(each.outcome for each in receipts)
    return counts
