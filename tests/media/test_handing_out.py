"""Recordings and pictures are handed out for good, in parts, to everybody."""

from datetime import datetime

import pytest

from beteiligung.db import Store
from beteiligung.media.actions import take_picture, take_recording
from tests.media.files import a_picture, a_wav
from tests.visitor import Visitor


@pytest.fixture
def recording(store: Store, now: datetime) -> str:
    with store.writing() as session:
        digest = take_recording(session, a_wav(), asker=None, at=now).digest
    return f"/medien/ton/{digest}"


def test_a_recording_is_handed_out_for_good(visitor: Visitor, recording: str):
    page = visitor.get(recording)
    assert page.body == a_wav()
    assert page.headers["Content-Type"] == "audio/wav"
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers.getlist("Content-Security-Policy")[0].endswith("; sandbox")
    assert len(page.headers.getlist("Content-Security-Policy")) == 1
    visitor.get(recording, 304, If_None_Match=page.headers["ETag"])


def test_a_phone_may_ask_for_a_part(visitor: Visitor, recording: str):
    page = visitor.get(recording, 206, Range="bytes=0-1")
    assert page.body == b"RI"
    assert page.headers["Content-Range"] == f"bytes 0-1/{len(a_wav())}"
    assert page.headers["Accept-Ranges"] == "bytes"
    page = visitor.get(recording, 206, Range="bytes=100-")
    assert page.body == a_wav()[100:]
    visitor.get(recording, 416, Range="bytes=999999-")


def test_a_picture_is_handed_out_as_webp(visitor: Visitor, store: Store, now: datetime):
    with store.writing() as session:
        digest = take_picture(session, a_picture(), asker=None, at=now).digest
    page = visitor.get(f"/medien/bild/{digest}")
    assert page.headers["Content-Type"] == "image/webp"
    assert page.body[8:12] == b"WEBP"
    visitor.get(f"/medien/ton/{digest}", 404)


@pytest.mark.parametrize("digest", ["0" * 64, "x", "..%2f..%2fetc"])
def test_what_is_not_there_is_not_found(visitor: Visitor, digest: str):
    visitor.get(f"/medien/ton/{digest}", 404)
