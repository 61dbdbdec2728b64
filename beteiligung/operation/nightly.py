"""The copy of every night: dated, restored on trial, sealed if wished, kept for 35 days at most."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from beteiligung.chores import BACKUP, note_done, note_failed
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.operation import backups, erasing, sealing

LONGEST = 35  # days: deleted answers live on in copies, and the privacy page promises an end
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)\.backup(?:\.age)?")
_WHEN = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Night:
    """What became of one night: the new copy, and which old ones went."""

    copy: Path
    copied: backups.Copied
    trial: str  # how it was tried
    digest: str  # SHA-256 of the file
    removed: tuple[str, ...]

    @property
    def is_sealed(self) -> bool:
        """Whether only the holder of the private key can read it."""
        return self.copy.suffix == sealing.SUFFIX

    def as_detail(self) -> dict[str, str | int | bool]:
        """What the self-check and the administration's page say of it."""
        return {
            "file": self.copy.name,
            "size": self.copy.stat().st_size,
            "rows": self.copied.total,
            "trial": self.trial,
            "encrypted": self.is_sealed,
            "digest": self.digest,
        }


def back_up(settings: Settings, folder: Path, *, keep: int, at: datetime) -> Night:
    """Write tonight's copy into a folder, try it, and take away those older than ``keep`` days.

    It is restored on trial before it counts as made; only then is it sealed. What went wrong is an
    `OperatorError`, and is noted where the self-check and the administration look.
    """
    try:
        night = _made(settings, folder, keep, at)
    except OperatorError as error:
        _note_failure(settings, str(error), at)
        raise
    store = Store(settings.database)
    try:
        with store.writing() as session:
            note_done(session, BACKUP, night.as_detail(), at=at)
    finally:
        store.dispose()
    return night


def _made(settings: Settings, folder: Path, keep: int, at: datetime) -> Night:
    sealed_for = sealing.recipients(settings.backup_recipient)
    plain = folder / f"{at.astimezone(UTC):{_WHEN}}.backup"
    copied = backups.backup(settings, plain)
    try:
        erasing.write_beside(settings, folder)
        trial = backups.tried(settings, plain, copied)
        if sealed_for:
            copy, digest = sealing.seal(plain, sealed_for)
        else:
            copy, digest = plain, sealing.digest_of(plain)
    except BaseException:
        plain.unlink(missing_ok=True)
        raise
    return Night(copy, copied, trial, digest, tuple(outdated(folder, keep=keep, at=at)))


def outdated(folder: Path, *, keep: int, at: datetime) -> list[str]:
    """Take away the copies older than so many days, by the date in their names; which those were.

    Files of other names are nobody's business. It follows a new copy, so one is always left.
    """
    limit = at - timedelta(days=keep)
    removed = []
    for path in sorted(folder.iterdir()):
        match = _NAME.fullmatch(path.name)
        if match and datetime.strptime(match[1], _WHEN).replace(tzinfo=UTC) <= limit:
            path.unlink()
            removed.append(path.name)
    return removed


def _note_failure(settings: Settings, reason: str, at: datetime) -> None:
    store = Store(settings.database)
    # Where even that cannot be noted, the command's own words and exit code remain.
    with suppress(SQLAlchemyError, OSError), store.writing() as session:
        note_failed(session, BACKUP, reason, at=at)
    store.dispose()
