"""A copy of everything, and the way back, whichever database an installation uses."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from beteiligung.config import Settings
from beteiligung.db import Store, WritersTurn
from beteiligung.errors import OperatorError
from beteiligung.migrations.run import current, knows
from beteiligung.operation import erasing, postgresql, sealing, sqlite
from beteiligung.operation.counts import same_rows
from beteiligung.operation.serving import alone


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and where what stood there before is kept."""

    rows: dict[str, int]  # by table
    revision: str
    size: int  # bytes
    aside: Path | None = None
    erased: int = 0  # what people had taken back since, and was taken out again

    @property
    def total(self) -> int:
        """All rows together."""
        return sum(self.rows.values())


def backup(settings: Settings, target: Path) -> Copied:
    """Write a consistent, verified copy of the database to a new file (mode 0600).

    Residents may go on answering. An existing file is never touched: `OperatorError`.
    """
    if target.exists():
        message = f"{target} exists already. Choose another name."
        raise OperatorError(message)
    if not target.parent.is_dir():
        message = f"There is no folder {target.parent}."
        raise OperatorError(message)
    part = target.with_name(f"{target.name}.part")  # a copy broken off never looks like a backup
    sqlite.remove(part)
    store = Store(settings.database)
    try:
        if store.turn is not None:
            rows = sqlite.copy(_existing(store), part)
            revision = sqlite.revision(part)
        else:
            rows = postgresql.dump(store.url, part)
            revision = postgresql.revision(part)
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror}."
        raise OperatorError(message) from error
    part.rename(target)
    return Copied(rows, revision, target.stat().st_size)


def tried(settings: Settings, source: Path, copied: Copied) -> str:
    """Restore a copy into a place of its own, compare the rows, and take that place away again.

    In which way it was tried: on PostgreSQL a role that may not make databases can only read the
    copy to its end. An `OperatorError` if anything differs.
    """
    store = Store(settings.database)
    try:
        if store.turn is None:
            return postgresql.tried(store.url, source, copied.rows)
        with TemporaryDirectory(dir=_path(store).parent, prefix="trial-") as folder:
            again = Path(folder) / "beteiligung.sqlite3"
            same_rows(copied.rows, sqlite.copy(source, again))
            trial = Store(f"sqlite:///{again}")
            try:  # through the platform's own door, as after a real restore
                current(trial)
            finally:
                trial.dispose()
        return "restored"
    finally:
        store.dispose()


def restore(
    settings: Settings, source: Path, *, at: datetime, identity: Path | None = None
) -> Copied:
    """Put a backup in the place of the database, which is kept aside.

    The backup is opened with the private key in ``identity`` if it is sealed, and verified first.
    An `OperatorError`, with nothing changed, if it is damaged, made by a newer program, or a
    server is running. What people took back since the copy was made is taken out again.
    """
    store = Store(settings.database)
    name = f"before-restore-{at:%Y%m%dT%H%M%SZ}"
    with alone(settings), sealing.opened(source, identity, settings.data_dir) as plain:
        back = erasing.known(settings, source)
        erasing.remember(settings, back)
        if store.turn is not None:
            done = _restore_sqlite(_path(store), store.turn, plain, name)
        else:
            done = _restore_postgresql(store, plain, settings.data_dir / f"{name}.dump")
        return replace(done, erased=erasing.erase_again(settings, back, at=at))


def _restore_sqlite(database: Path, turn: WritersTurn, source: Path, name: str) -> Copied:
    sqlite.verify(source)
    _refuse_newer(source, sqlite.revision(source))
    new = database.with_suffix(".restoring")
    sqlite.remove(new)
    rows = sqlite.copy(source, new)
    aside = database.with_suffix(f".{name}{database.suffix}")
    existed = sqlite.replace(database, new, aside, turn)
    turn.close()
    return Copied(
        rows, sqlite.revision(database), database.stat().st_size, aside if existed else None
    )


def _restore_postgresql(store: Store, source: Path, aside: Path) -> Copied:
    rows = postgresql.verify(source)
    revision = postgresql.revision(source)
    _refuse_newer(source, revision)
    kept: Path | None = aside
    try:
        postgresql.dump(store.url, aside)
    except OperatorError:
        kept = None  # an empty or broken database: there is nothing to keep
    postgresql.load(store.url, source)
    return Copied(rows, revision, source.stat().st_size, kept)


def _refuse_newer(source: Path, revision: str) -> None:
    if not knows(revision):
        message = f"{source} was made by a newer version of this program. Update the program first."
        raise OperatorError(message)


def _path(store: Store) -> Path:
    return Path(str(store.url.database))


def _existing(store: Store) -> Path:
    path = _path(store)
    if not path.exists():
        message = f"There is no database {path} yet."
        raise OperatorError(message)
    return path
