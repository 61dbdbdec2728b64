"""Parcels: what a tablet seals for this installation, and how it is opened here."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from beteiligung.fieldwork.keys import Key

# Envelopes: the words as they are, or made small before they were sealed; and a larger one, for an
# idea or an answer with photos, and for a recording.
PLAIN, DEFLATED, LARGE = 1, 2, 3
LARGEST = {  # characters of what is sealed, as it is sent
    PLAIN: 96 * 1024,
    DEFLATED: 96 * 1024,
    LARGE: 1000 * 1024,
}
LARGEST_OPEN = {DEFLATED: 256 * 1024, LARGE: 1200 * 1024}  # bytes of the words in it
GZIP = 16 + zlib.MAX_WBITS  # how a batch of parcels is made small on its way
NAMES = ("kid", "key", "version", "epk", "iv", "ct")


class Unopened(Exception):
    """A parcel that cannot be opened; the words say why."""


class Misshapen(Unopened):
    """It is no parcel at all, or only a part of one."""


class TooLarge(Unopened):
    """It is larger than answers to a survey can be."""


class ForeignKey(Unopened):
    """It was sealed for another installation, or for a key that is not here."""


class Tampered(Unopened):
    """It is not what the tablet has sealed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A parcel as it came: what stands on its outside, and what is inside, unread."""

    v: int  # of the envelope
    kid: str  # which of our keys opens it
    key: str  # of the answer
    version: int  # of the questionnaire
    epk: bytes
    iv: bytes
    ct: bytes

    @classmethod
    def read(cls, raw: object) -> Self:
        """A parcel out of JSON; `Misshapen` if it is none."""
        if not isinstance(raw, Mapping) or raw.get("v") not in LARGEST:
            raise Misshapen
        if any(not isinstance(raw.get(name), str | int) for name in NAMES):
            raise Misshapen
        if len(str(raw["ct"])) > LARGEST[raw["v"]]:
            raise TooLarge
        try:
            parts = [_bytes(raw[name]) for name in ("epk", "iv", "ct")]
            key, number = str(UUID(raw["key"])), int(raw["version"])
            return cls(int(raw["v"]), str(raw["kid"]), key, number, *parts)
        except (ValueError, TypeError, AttributeError, binascii.Error):
            raise Misshapen from None

    @property
    def outside(self) -> bytes:
        """What stands on it in the clear; changed, it no longer opens."""
        return f"beteiligung-tablet\n{self.v}\n{self.kid}\n{self.key}\n{self.version}".encode()


def opened(keys: Mapping[str, Key], sealed: Sealed) -> dict[str, Any]:
    """What is in a parcel (P-256 ECDH, HKDF-SHA256, AES-256-GCM); `Unopened` if it stays shut."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = keys.get(sealed.kid)
    if key is None:
        raise ForeignKey
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sealed.epk)
        shared = key.private.exchange(ec.ECDH(), theirs)
        derive = HKDF(hashes.SHA256(), 32, sealed.epk + key.public, b"beteiligung-tablet 1")
        plain = AESGCM(derive.derive(shared)).decrypt(sealed.iv, sealed.ct, sealed.outside)
        if sealed.v != PLAIN:
            plain = unpacked(plain, LARGEST_OPEN[sealed.v])
        content = json.loads(plain)
    except (InvalidTag, ValueError, zlib.error):
        raise Tampered from None
    if not isinstance(content, dict):
        raise Tampered
    return content


def unpacked(small: bytes, most: int, bits: int = -zlib.MAX_WBITS) -> bytes:
    """What was made small (deflate, or as ``bits`` say); `TooLarge` if it is larger, or cut off."""
    unpacking = zlib.decompressobj(bits)
    words = unpacking.decompress(small, most)
    if not unpacking.eof:
        raise TooLarge
    return words


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
