"""Codes of the second step: from an app, a new one every half minute, and spare ones on paper."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from datetime import datetime

import pyotp

PERIOD = 30  # seconds, as every app has it
DIGITS = 6
CLOCKS_DIFFER = (0, -1, 1)  # periods by which the clock of a phone may be off
SECRET_BYTES = 20  # 160 bits, what the standard asks for
GROUP = 4
SPARE_CODES = 10
SPARE_SIGNS = 24  # 120 random bits: more than 112, so a plain hash of it is enough
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"  # no I, L, O, U

_BETWEEN = re.compile(r"[\s\u200e\u200f‐‑–—-]+")
# Digits as keyboards of other scripts type them; and letters that hands write for digits.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LOOK_ALIKES = str.maketrans("OIL", "011")


def fresh_salt() -> str:
    """What tells one person's secret from all others; by itself it opens nothing."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_of(key: str, salt: str) -> str:
    """The secret that an app holds: it follows from the installation's key and a salt.

    HMAC-SHA-256 as a function that derives keys (RFC 5869, the step "expand"), in base 32 as apps
    read it. So no secret is kept anywhere, and a stolen backup makes no codes.
    """
    derived = hmac.digest(key.encode(), f"second step at the door\0{salt}".encode(), hashlib.sha256)
    return base64.b32encode(derived[:SECRET_BYTES]).decode()


def address_for_apps(secret: str, email: str, issuer: str) -> str:
    """What a QR code says to the app."""
    return pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=email, issuer_name=issuer)


def period_of(secret: str, typed: str, at: datetime) -> int | None:
    """The half minute to which a code belongs, if it is right at this moment."""
    code = _BETWEEN.sub("", typed[:100]).translate(_DIGITS)
    now = int(at.timestamp()) // PERIOD
    maker = pyotp.TOTP(secret, interval=PERIOD, digits=DIGITS)
    for period in (now + by for by in CLOCKS_DIFFER):
        right = maker.generate_otp(period)
        if hmac.compare_digest(right.encode(), code.encode()):
            return period
    return None


def spare_codes() -> Iterator[str]:
    """Ten codes for paper that nobody has yet."""
    for _ in range(SPARE_CODES):
        yield "".join(secrets.choice(SIGNS) for _ in range(SPARE_SIGNS))


def read_spare(typed: str) -> str:
    """A code from paper as it is compared, however it was grouped and written."""
    return _BETWEEN.sub("", typed[:200]).translate(_DIGITS).upper().translate(_LOOK_ALIKES)


def grouped(code: str) -> str:
    """A long code as people read and type it."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
