"""Copies that only the holder of a private key can read: the machine itself has the public one."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from beteiligung.config import PREFIX
from beteiligung.errors import OperatorError

if TYPE_CHECKING:
    from pyrage.x25519 import Identity, Recipient

MAGIC = b"age-encryption.org/v1"
SUFFIX = ".age"
CHUNK = 1024 * 1024


def recipients(setting: str) -> "list[Recipient]":
    """Who can open copies: public keys as age writes them, with blanks or commas between them."""
    import pyrage

    try:
        return [
            pyrage.x25519.Recipient.from_str(each) for each in setting.replace(",", " ").split()
        ]
    except pyrage.RecipientError as error:
        message = f"{PREFIX}BACKUP_RECIPIENT is no public key of age (age1…)."
        raise OperatorError(message) from error


def seal(plain: Path, sealed_for: "list[Recipient]") -> tuple[Path, str]:
    """Encrypt a copy beside itself and remove the plain one; the new file and its SHA-256.

    This machine cannot open it again. What it can prove, it does: that what lies on the disk is,
    byte for byte, what came out of the encryption.
    """
    import pyrage

    target = plain.with_name(plain.name + SUFFIX)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with plain.open("rb") as source, _new(part) as file:
            written = _Counted(file)
            pyrage.encrypt_io(source, written, sealed_for)
            file.flush()
            os.fsync(file.fileno())
        if digest_of(part) != written.digest:
            message = f"{target} was not written as it should be. Try another disk."
            raise OperatorError(message)
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror or error}."
        raise OperatorError(message) from error
    finally:
        plain.unlink()
    part.rename(target)
    return target, written.digest


@contextmanager
def opened(source: Path, identity: Path | None, beside: Path) -> Iterator[Path]:
    """A copy as it was before it was sealed; a plain one as it is.

    What is decrypted lies in the folder ``beside`` meanwhile, for its owner only.
    """
    import pyrage

    if not _is_sealed(source):
        yield source
        return
    if identity is None:
        message = f"{source} is encrypted. Give the file of the private key: --identity FILE."
        raise OperatorError(message)
    keys = _identities(identity)
    plain = beside / f"{source.name}.opened"
    plain.unlink(missing_ok=True)
    try:
        with source.open("rb") as file, _new(plain) as target:
            try:
                pyrage.decrypt_io(file, target, keys)
            except (pyrage.DecryptError, OSError) as error:
                message = f"{source} cannot be opened with this key, or is damaged."
                raise OperatorError(message) from error
        yield plain
    finally:
        plain.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, as `sha256sum` says it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _identities(path: Path) -> "list[Identity]":
    import pyrage

    lines = path.read_text(encoding="utf-8").split("\n")
    try:
        found = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.strip() and not line.startswith("#")
        ]
    except pyrage.IdentityError:
        found = []
    if not found:
        message = f"{path} holds no private key of age (AGE-SECRET-KEY-1…)."
        raise OperatorError(message)
    return found


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


class _Counted:
    """A file that remembers what was written into it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, content: bytes) -> int:
        """Write on."""
        self._hash.update(content)
        return self._file.write(content)

    def flush(self) -> None:
        """Nothing is held back here."""

    @property
    def digest(self) -> str:
        """The SHA-256 of everything so far."""
        return self._hash.hexdigest()
