"""Photos: off unless switched on, freed of all but the picture, for staff only, then forgotten."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.authoring.forgetting import forget_unused_media
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.media.models import Medium
from beteiligung.surveys.forgetting import forget_answers
from beteiligung.surveys.models import Survey
from beteiligung.surveys.photos import cleaned
from tests.surveys.conftest import answers, responses
from tests.visitor import Visitor

Running = Callable[..., Survey]
SignedIn = Callable[..., Visitor]
PLACE, MAKE, TURNED = 0x8825, 0x010F, 0x0112  # tags of a camera: where, which one, which way up


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos."""
    return replace(settings, photos=True)


def a_photo(
    width: int = 1200, height: int = 900, form: str = "JPEG", colour: str = "teal"
) -> bytes:
    """A picture as a camera writes it, with place, device and a turn."""
    exif = Image.Exif()
    exif[MAKE], exif[TURNED] = "Beispielkamera", 6
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (50.0, 49.0, 55.0)
    file = io.BytesIO()
    more = {"exif": exif} if form != "PNG" else {}
    Image.new("RGB", (width, height), colour).save(file, form, **more)
    return file.getvalue()


def send(visitor: Visitor, slug: str, content: bytes, status: int = 303) -> Any:
    page = visitor.get(f"/en/umfrage/{slug}")
    data = {"key": page.value("key"), "bild": (io.BytesIO(content), "urlaub.jpg")}
    return visitor.post(f"/en/umfrage/{slug}", data, status)


def media(store: Store) -> list[tuple[str, str, bytes]]:
    with store.reading() as session:
        return [(m.digest, m.sort, m.content) for m in session.scalars(select(Medium))]


def test_what_a_camera_wrote_into_the_file_is_gone(
    visitor: Visitor, running: Running, store: Store
):
    original = a_photo()
    assert b"Beispielkamera" in original
    send(visitor, running("photo").slug, original)
    ((digest, sort, content),) = media(store)
    assert answers(store) == {"bild": f"{digest}.jpg"}
    assert sort == "photo"
    assert b"Beispielkamera" not in content
    assert b"Exif" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (600, 800))  # upright, 800 at most
        assert not image.getexif()


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_pictures_become_photos_too(form: str):
    photo = cleaned(a_photo(300, 200, form))
    assert photo is not None
    assert photo.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff\xe0 nothing behind it",
        a_photo()[:500],
        b"GIF89a" + bytes(50),
        b"x",
    ],
    ids=["svg", "begun", "cut off", "gif", "text"],
)
def test_what_cannot_be_read_as_a_photo_is_refused_in_words(
    visitor: Visitor, running: Running, store: Store, content: bytes
):
    page = send(visitor, running("photo").slug, content, 422)
    assert "could not be read as a photo" in page.error("bild")
    assert responses(store) == []
    assert media(store) == []


def test_a_trap_of_too_many_pixels_is_refused():
    file = io.BytesIO()
    Image.new("1", (9000, 9000)).save(file, "PNG")
    assert cleaned(file.getvalue()) is None


def test_nobody_can_name_a_photo_that_is_none(visitor: Visitor, running: Running, store: Store):
    slug = running("photo").slug
    page = visitor.get(f"/en/umfrage/{slug}")
    page = visitor.post(f"/en/umfrage/{slug}", {"key": page.value("key"), "bild": "x.jpg"}, 422)
    assert "could not be read" in page.error("bild")
    assert responses(store) == []


def test_staff_of_the_district_see_it_and_nobody_else(
    visitor: Visitor,
    running: Running,
    manager: Visitor,
    manager_of_zentrum: Visitor,
):
    slug = running("photo").slug
    for colour in ("red", "green", "blue", "white", "black"):
        send(visitor, slug, a_photo(colour=colour))
    results = f"/verwaltung/umfragen/{slug}/ergebnisse"
    page = manager.get(results).sees("5 people sent a photo.")
    shown = [image.get("src", "") for image in page.all("img")]
    assert len(shown) == 5
    assert manager.get(shown[0]).headers["Content-Type"] == "image/jpeg"
    manager_of_zentrum.get(shown[0], 404)
    assert visitor.get(shown[0], None).status in {303, 401, 403}
    manager.get(f"{results}/foto/{'0' * 64}.jpg", 404)


def test_photos_go_with_the_answers(
    visitor: Visitor, running: Running, store: Store, now: datetime
):
    send(visitor, running("photo").slug, a_photo())
    with store.writing() as session:
        forget_answers(session, at=now + timedelta(days=500))
    assert media(store) == []


def test_photos_stay_as_long_as_their_answers(
    visitor: Visitor, running: Running, store: Store, now: datetime
):
    send(visitor, running("photo").slug, a_photo())
    with store.writing() as session:
        forget_unused_media(session, at=now + timedelta(days=60))
    assert len(media(store)) == 1


class TestSwitchedOff:
    """Nobody has switched photos on here."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, photos=False)

    def test_the_question_is_not_asked(self, visitor: Visitor, running: Running, store: Store):
        slug = running("rare_kinds", days=3).slug
        visitor.get(f"/de/umfrage/{slug}").misses("Zeigen Sie uns die Stelle.")
        page = visitor.get(f"/de/umfrage/{slug}")
        data = {"key": page.value("key"), "ja": "2026-1", "bild": (io.BytesIO(a_photo()), "a.jpg")}
        visitor.post(f"/de/umfrage/{slug}", data)
        assert answers(store) == {"ja": "2026-1"}
        assert media(store) == []


def test_the_role_of_a_pilot_is_not_enough(
    visitor: Visitor, running: Running, store: Store, signed_in: SignedIn, district: District
):
    slug = running("photo").slug
    send(visitor, slug, a_photo())
    name = answers(store)["bild"]
    pilot = signed_in(Role.PILOT, district)
    pilot.get(f"/verwaltung/umfragen/{slug}/ergebnisse/foto/{name}", 403)
