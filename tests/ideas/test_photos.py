"""A photo belongs to its idea: gone with it, whoever else has the same picture; a bomb is none."""

import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.following import erase_idea
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.taking import HEAVIEST
from beteiligung.media.models import Medium
from beteiligung.media.photos import Photo, cleaned_photo
from beteiligung.surveys.forgetting import forget_answers
from beteiligung.web.platform import Asked
from tests.builders import a_survey, on_the_shelf
from tests.ideas.boards import a_board, an_idea
from tests.page import Page
from tests.proofs.p13_bombs import bomb
from tests.visitor import Visitor

NEW = "/en/ideen/besser/neu"
YEARS = timedelta(days=3 * 366)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos."""
    return replace(settings, photos=True)


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board that takes ideas."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def a_photo() -> bytes:
    """A bench, as a phone takes it."""
    file = io.BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(file, "JPEG")
    return file.getvalue()


def give(visitor: Visitor, photo: bytes, status: int = 200) -> Page:
    """An idea with a photo."""
    page = visitor.get(NEW).fill("Your idea", "Hier").fill("photo", (io.BytesIO(photo), "p.jpg"))
    page.choose("Everybody who can be recognised in the photo agrees.")
    return page.submit("Send the idea", status)


def photos(store: Store) -> set[str]:
    """The names of all photos that are kept."""
    with store.reading() as session:
        return set(session.scalars(select(Medium.digest)))


def test_an_erased_idea_takes_its_photo_and_leaves_that_of_an_answer(
    visitor: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        survey = a_survey(session, district, document=on_the_shelf("photo"), at=now)
        address = f"/en/umfrage/{survey.slug}"
    page = visitor.get(address)
    file = (io.BytesIO(a_photo()), "p.jpg")
    visitor.post(address, {"key": page.value("key"), "bild": file}, 303)
    answered = photos(store)
    give(visitor, a_photo())
    give(visitor, a_photo())
    assert len(answered) == 1
    assert len(photos(store)) == 3
    with store.writing() as session:
        ideas = session.scalars(select(Idea).order_by(Idea.id)).all()
        kept = ideas[1].photo
        erase_idea(session, ideas[0], at=now)
    assert photos(store) == answered | {kept}
    with store.writing() as session:
        gone = forget_answers(session, at=now + YEARS)
    assert gone["photo"] == 1
    assert photos(store) == {kept}
    with store.writing() as session:
        erase_idea(session, session.scalars(select(Idea).order_by(Idea.id)).all()[1], at=now)
    assert photos(store) == set()


def test_the_giver_removes_her_photo_and_keeps_her_words(visitor: Visitor, store: Store):
    page = give(visitor, a_photo())
    page.submit("Remove the photo", 200).sees("Hier").misses("With a photo")
    assert photos(store) == set()
    with store.reading() as session:
        idea = session.scalars(select(Idea)).one()
        assert (idea.text, idea.photo, idea.photo_text) == ("Hier", "", "")


def test_the_heaviest_photo_is_kept_with_400_kilobytes():
    noise = Image.effect_noise((1600, 1200), 120).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=95)
    assert len(cleaned_photo(file.getvalue(), 1600).content) > HEAVIEST
    photo = cleaned_photo(file.getvalue(), 1600, HEAVIEST)
    assert len(photo.content) <= HEAVIEST
    assert Image.open(io.BytesIO(photo.content)).size == (photo.width, photo.height)


def test_what_a_camera_wrote_never_lies_on_a_disk():
    head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n\r\n'
    body = head + b"p" * 5_000_000 + b"\r\n--x--\r\n"
    sent = Asked(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
    )
    assert isinstance(sent.files["photo"].stream, io.BytesIO)


def test_a_photo_sent_again_with_its_form_is_one_photo(visitor: Visitor, store: Store):
    page = visitor.get(NEW).fill("Your idea", "Hier")
    page.choose("Everybody who can be recognised in the photo agrees.")
    for _ in range(2):
        page.fill("photo", (io.BytesIO(a_photo()), "p.jpg")).submit("Send the idea", 200)
    assert len(photos(store)) == 1


def test_photos_of_two_ideas_have_nothing_in_common(store: Store, board: Board, now: datetime):
    photo: Photo = cleaned_photo(a_photo(), 1600)
    with store.writing() as session:
        names = {an_idea(session, board, at=now, photo=photo).photo for _ in range(2)}
    assert len(names | {photo.digest}) == 3


@pytest.mark.parametrize(
    ("form", "mode", "width", "height", "sentence"),
    [
        ("PNG", "1", 12_000, 12_000, "million pixels"),
        ("PNG", "L", 3_000, 2_500, "million pixels"),
        ("progressive JPEG", "L", 2_900, 2_900, "million pixels"),
        ("WebP", "L", 2_000, 2_000, "million pixels"),
        ("JPEG of 2,000 scans", "L", 64, 64, "JPEG, PNG and WebP"),
    ],
)
def test_a_small_file_that_would_become_huge_is_refused_in_words(
    visitor: Visitor, store: Store, form: str, mode: str, width: int, height: int, sentence: str
):
    page = give(visitor, bomb(form, mode, width, height), 422)
    assert sentence in page.error("photo")
    assert page.value("Your idea") == "Hier"
    assert photos(store) == set()


def test_a_photo_is_shown_only_with_words_for_those_who_do_not_see_it(
    visitor: Visitor, manager: Visitor
):
    give(visitor, a_photo())
    here = "/verwaltung/ideen/besser/idee/SO-2026-00001"
    agreed = "Das Foto darf gezeigt werden: Niemand ist zu erkennen, oder alle sind einverstanden"
    page = manager.get(here).choose(agreed).submit("Allen zeigen", 422)
    assert page.error("photo_text")
    visitor.get("/en/idee/SO-2026-00001", 404)
    page = manager.get(here).choose(agreed).fill("photo_text", "Eine Bank").submit("Allen zeigen")
    page = visitor.get("/en/idee/SO-2026-00001")
    assert [each.get("alt") for each in page.all("img", class_="photo")] == ["Eine Bank"]
    manager.get(here).submit("Das Foto nicht mehr zeigen")
    visitor.get("/en/idee/SO-2026-00001/foto", 404)
