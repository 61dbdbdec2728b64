"""What a tablet does with WebCrypto, done here: sealing to a key that only the server can open."""

import base64
import json
import os
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beteiligung.fieldwork.sealing import DEFLATED, PLAIN
from tests.visitor import Visitor

OWN = {"Sec-Fetch-Site": "same-origin"}


def sealed(
    key: Mapping[str, str],
    answer_key: str,
    content: Mapping[str, Any],
    *,
    version: int = 1,
    v: int = 2,
) -> dict[str, Any]:
    """A parcel as the app seals it to a key that the office has said; 1: not made small."""
    recipient = bytes.fromhex(key["public"])
    own = ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), recipient)
    epk = own.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    derive = HKDF(hashes.SHA256(), 32, epk + recipient, b"beteiligung-tablet 1")
    iv = os.urandom(12)
    outside = f"beteiligung-tablet\n{v}\n{key['kid']}\n{answer_key}\n{version}".encode()
    plain = json.dumps(content).encode()
    if v != PLAIN:
        packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        plain = (packing.compress(plain) + packing.flush()).ljust(512, b"\0")
    ct = AESGCM(derive.derive(own.exchange(ec.ECDH(), theirs))).encrypt(iv, plain, outside)
    parts = {"epk": _text(epk), "iv": _text(iv), "ct": _text(ct)}
    return {"v": v, "kid": key["kid"], "key": answer_key, "version": version, **parts}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def interview(survey: str, begun: datetime, language: str = "de", **form: str) -> dict[str, Any]:
    """What is inside a parcel."""
    return {
        "kind": "answer",
        "survey": survey,
        "language": language,
        "form": urlencode(form),
        "begun": begun.isoformat(),
        "place": "Lessingplatz",
        "occasion": "festival",
    }


def contact(at: datetime, outcome: str, **more: Any) -> dict[str, Any]:
    """A contact as the app writes it down."""
    return {
        "kind": "contact",
        "day": at.date().isoformat(),
        "hour": at.hour,
        "place": "Lessingplatz",
        "occasion": "festival",
        "outcome": outcome,
        "topics": [],
        "centre": "",
        "language": "",
        **more,
    }


def correction(
    at: datetime, *entries: tuple[str, dict[str, Any], dict[str, Any] | None]
) -> dict[str, Any]:
    """A note that corrects contacts: the key of each, what it was, what it is now."""
    corrected = [{"key": key, "was": was, "now": now} for key, was, now in entries]
    return {"kind": "correction", "day": at.date().isoformat(), "entries": corrected}


class Tablet:
    """A coupled tablet, as far as the office sees it."""

    def __init__(self, visitor: Visitor, code: str, platform: str = "") -> None:
        self.visitor = visitor
        said = self._ask("koppeln", {"code": code, "platform": platform}).json
        self.token: str = said["token"]
        self.about: dict[str, Any] = said

    def seal(
        self, answer_key: str, content: Mapping[str, Any], *, version: int = 1, v: int = DEFLATED
    ) -> Any:
        """A parcel of this tablet."""
        return sealed(self.about["key"], answer_key, content, version=version, v=v)

    def send(self, *parcels: Any, status: int = 200, **more: Any) -> dict[str, Any]:
        """Send parcels: the outcome of each by its key."""
        answer = self._ask("annahme", {"parcels": list(parcels), **more}, status)
        self.about = answer.json
        return {each["key"]: each["outcome"] for each in self.about.get("receipts", ())}

    def send_small(self, small: bytes, status: int = 200) -> Any:
        """Send a batch that is gzip, or says so."""
        headers = {**OWN, "Authorization": f"Bearer {self.token}", "Content-Encoding": "gzip"}
        answer = self.visitor.client.post("/tablet/de/annahme", data=small, headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    def probe(
        self, content: Mapping[str, Any], now: datetime, *, spoiled: bool = False
    ) -> list[str]:
        """Run the self-test: what the office finds wrong."""
        parcel = self.seal("11111111-2222-4333-8444-555555555555", content)
        if spoiled:
            parcel["ct"] = parcel["ct"][:-4] + "AAAA"
        said = self._ask("probe", {"now": now.isoformat(), "parcel": parcel}).json
        found: list[str] = said["faults"]
        return found

    def package(self) -> Any:
        """What it is to take along."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.visitor.client.get("/tablet/de/paket", headers=headers)
        assert answer.status_code == 200
        return answer.json

    def _ask(self, where: str, content: Mapping[str, Any], status: int = 200) -> Any:
        headers = {**OWN, "Authorization": f"Bearer {getattr(self, 'token', '')}"}
        answer = self.visitor.client.post(f"/tablet/de/{where}", json=content, headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer
