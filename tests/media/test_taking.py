"""Recordings and pictures are taken in inside limits, cleaned, and never kept by half."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.errors import Refusal
from beteiligung.media import pictures, sounds
from beteiligung.media.actions import take_picture, take_recording
from beteiligung.media.models import Medium
from tests.media.files import (
    a_bomb,
    a_photo_with_a_place,
    a_picture,
    a_wav,
    a_webm,
    an_mp3,
    an_mp4,
    an_ogg,
    checksum,
)

FORMATS: dict[str, Callable[..., bytes]] = {
    "audio/wav": a_wav,
    "audio/ogg": an_ogg,
    "audio/webm": a_webm,
    "audio/mpeg": an_mp3,
    "audio/mp4": an_mp4,
}
every_format = pytest.mark.parametrize("mime", FORMATS)


def in_pieces(seconds: float, **more: Any) -> bytes:
    return an_mp4(seconds, pieces=True, **more)


@every_format
def test_a_recording_is_known_by_its_bytes_and_its_length(mime: str):
    sound = sounds.cleaned(FORMATS[mime](3))
    assert sound.mime == mime
    assert sound.milliseconds == pytest.approx(3000, abs=30)


def test_a_phone_may_record_in_pieces():
    assert sounds.cleaned(in_pieces(4)).milliseconds == 4000


@every_format
def test_what_a_device_wrote_about_a_recording_is_gone(mime: str):
    content = FORMATS[mime](1, about=b"Lessingplatz 3, Frau Beispiel, iPhone")
    assert b"Frau Beispiel" in content
    clean = sounds.cleaned(content).content
    assert b"Frau Beispiel" not in clean
    assert sounds.cleaned(clean).milliseconds == sounds.cleaned(content).milliseconds


def test_a_cleaned_page_of_ogg_still_fits_its_checksum():
    clean = sounds.cleaned(an_ogg(1, about=b"Frau Beispiel" * 50)).content
    second = clean.index(b"OggS", 4)
    page = bytearray(clean[second : clean.index(b"OggS", second + 4)])
    said = int.from_bytes(page[22:26], "little")
    page[22:26] = bytes(4)
    assert said == checksum(page)


@pytest.mark.parametrize("make", [a_wav, an_ogg, an_mp3, an_mp4, in_pieces, a_webm])
def test_more_than_two_minutes_are_refused_with_the_figure(make: Callable[..., bytes]):
    with pytest.raises(sounds.TooLong, match=r"121 seconds long\. At most 120"):
        sounds.cleaned(make(121))


def test_an_hour_is_refused_with_the_figure():
    with pytest.raises(sounds.TooLong, match="3600 seconds"):
        sounds.cleaned(an_ogg(3600))
    with pytest.raises(sounds.TooLarge, match=r"28\.8 MB\. At most 2 MB"):
        sounds.cleaned(a_wav(3600))


def test_two_minutes_in_too_many_bytes_are_refused():
    heavy = a_webm(1) + b"\xec\x01" + (2_500_000).to_bytes(7) + bytes(2_500_000)
    with pytest.raises(sounds.TooLarge, match=r"2\.5 MB"):
        sounds.cleaned(heavy)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just words",
        a_picture(),
        an_ogg(head=b"\x01vorbis\0"),
        a_webm(codec=b"A_VORBIS"),
        a_webm(kind=1),
        an_mp4(codec=b"avc1"),
        a_wav(tag=7),
        a_webm(2)[:60],
        an_mp4(2)[:100],
        an_ogg(2)[:-3],
        a_wav(0),
        b"\0\0\0\x08ftyp" + b"\0\0\0\x08moov" * 200_000,
    ],
    ids=[
        "nothing",
        "words",
        "picture",
        "vorbis",
        "other codec",
        "film",
        "film as mp4",
        "old telephone",
        "cut webm",
        "cut mp4",
        "cut ogg",
        "no sound",
        "boxes",
    ],
)
def test_wrong_codecs_and_damaged_files_are_refused_in_words(content: bytes):
    with pytest.raises(sounds.NoRecording):
        sounds.cleaned(content)


@given(
    some.data(), some.sampled_from([a_wav(), an_ogg(), a_webm(), an_mp3(), an_mp4(), in_pieces(1)])
)
def test_whatever_bytes_come_there_is_a_sentence_or_a_recording(data: some.DataObject, made: bytes):
    spoilt = bytearray(made)
    for _ in range(data.draw(some.integers(1, 6))):
        place = data.draw(some.integers(0, min(len(spoilt) - 1, 400)))
        spoilt[place] = data.draw(some.integers(0, 255))
    with suppress(Refusal):  # any other error fails the test
        assert 0 < sounds.cleaned(bytes(spoilt)).milliseconds <= 120_000


# ---- pictures --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_small(form: str):
    kept = pictures.cleaned(a_picture(2400, 1200, form))
    assert (kept.width, kept.height) == (1600, 800)
    assert kept.content[8:12] == b"WEBP"
    assert pictures.cleaned(a_picture(2400, 1200, form), pictures.OPTION_EDGE).width == 480


def test_a_photo_stands_upright_and_tells_nothing_about_its_maker():
    photo = a_photo_with_a_place()
    assert b"Camera of a resident" in photo
    kept = pictures.cleaned(photo)
    assert (kept.width, kept.height) == (40, 60)
    assert b"Camera of a resident" not in kept.content
    assert b"EXIF" not in kept.content


def test_a_picture_bomb_is_refused_before_it_goes_off():
    with pytest.raises(pictures.TooManyPixels, match="At most 50 million"):
        pictures.cleaned(a_bomb())


def test_more_pixels_than_we_unpack_are_refused_with_the_figure():
    wide = a_picture(10_000, 5_100, "PNG")
    with pytest.raises(pictures.TooManyPixels, match="51 million pixels"):
        pictures.cleaned(wide)


@pytest.mark.parametrize(
    "content",
    [b"", b"words", a_wav(), a_picture()[:300], a_picture(form="GIF")],
    ids=["nothing", "words", "recording", "cut", "gif"],
)
def test_what_is_no_picture_is_refused_in_words(content: bytes):
    with pytest.raises(pictures.NoPicture):
        pictures.cleaned(content)


# ---- kept --------------------------------------------------------------------------------------


def test_the_same_recording_is_kept_once(session: Session, now: datetime):
    first = take_recording(session, a_wav(), asker=None, at=now)
    again = take_recording(session, a_wav(), asker=None, at=now)
    assert first is again
    assert session.scalar(select(func.count()).select_from(Medium)) == 1


def test_nothing_is_kept_of_what_is_refused(session: Session, now: datetime):
    for take, content in ((take_recording, an_ogg(3600)), (take_picture, a_bomb())):
        with pytest.raises(Refusal):
            take(session, content, asker=None, at=now)
    assert session.scalar(select(func.count()).select_from(Medium)) == 0


def test_a_picture_keeps_what_can_be_seen_through(session: Session, now: datetime):
    kept = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(kept, "PNG")
    medium = take_picture(session, kept.getvalue(), asker=None, at=now)
    with Image.open(io.BytesIO(medium.content)) as image:
        assert image.mode == "RGBA"
