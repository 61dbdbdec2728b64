"""The keys that open tablets' answers: files apart from the database; new ones join old ones."""

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from beteiligung.config import Settings
from beteiligung.errors import OperatorError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

NAME_DIGITS = 16  # of the public half's hash: a key's name in every parcel


@dataclass(frozen=True, slots=True)
class Key:
    """One pair of keys: its name, its public half as tablets take it, its private half."""

    name: str
    public: bytes  # an uncompressed point of P-256, 65 bytes
    private: "EllipticCurvePrivateKey"


def folder(settings: Settings) -> Path:
    """Where the private halves lie."""
    return settings.tablet_keys or settings.data_dir / "tablet_keys"


def files(settings: Settings) -> list[Path]:
    """The files of the keys, oldest first."""
    return sorted(folder(settings).glob("*.pem"))


def current(settings: Settings, *, at: datetime) -> Key:
    """The key to which tablets seal now: the newest; the first one is made when it is needed."""
    found = files(settings)
    return read(found[-1]) if found else make(settings, at=at)


def by_name(settings: Settings) -> dict[str, Key]:
    """All keys that can open something."""
    return {key.name: key for key in map(read, files(settings))}


def make(settings: Settings, *, at: datetime) -> Key:
    """A new key, to which tablets seal from their next contact on; the older ones still open."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = _named(ec.generate_private_key(ec.SECP256R1()))
    pem = key.private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder(settings) / f"{at:%Y%m%d%H%M%S}-{key.name}.pem"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}."
        raise OperatorError(message) from error
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return key


def read(path: Path) -> Key:
    """The key in a file; an `OperatorError` if there is none in it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        message = f"{path} holds no key: {error}."
        raise OperatorError(message) from error
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        message = f"{path} holds a key of another kind."
        raise OperatorError(message)
    return _named(private)


def _named(private: "EllipticCurvePrivateKey") -> Key:
    from cryptography.hazmat.primitives import serialization

    public = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return Key(sha256(public).hexdigest()[:NAME_DIGITS], public, private)
