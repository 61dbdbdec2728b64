"""Rare ways of asking on a phone: by keyboard, from right to left, without a net, for everybody."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.media.models import Medium
from tests.browser.answering import CUT, Filling, kept, survey_of
from tests.browser.conftest import DESK, NARROW, PHONE, People, fits
from tests.builders import on_the_shelf

HERE = {"latitude": 50.83219, "longitude": 12.91876}
SQUARE = "50.83245,12.91850"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos too."""
    return replace(settings, photos=True)


def only(*ids: str) -> dict[str, Any]:
    """The survey of rare kinds with these questions only."""
    document = on_the_shelf("rare_kinds")
    wanted = [each for each in document["questions"] if each["id"] in ids]
    return {**document, "questions": wanted}


def left(place: Any) -> float:
    box = place.bounding_box()
    assert box is not None
    return float(box["x"])


# ---- smileys -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "reading"), [("de", 1), ("ar", -1)])
def test_the_best_smiley_stands_where_reading_begins(
    people: People, store: Store, now: datetime, language: str, reading: int
):
    slug = survey_of(store, only("drei", "fuenf", "sieben"), at=now)
    filling = Filling(people.open(DESK, language), slug, language).start()
    for codes in ("321", "54321", "7654321"):
        places = [reading * left(filling.option(code)) for code in codes]
        assert places == sorted(places)
        assert len(set(places)) == len(codes)
        filling.next()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_on_a_narrow_phone_smileys_keep_their_order_and_their_words(
    people: People, store: Store, now: datetime, language: str
):
    slug = survey_of(store, only("sieben"), at=now)
    filling = Filling(people.open(NARROW, language), slug, language).start()
    labels = [filling.screen.locator(f"label:has(input[value='{code}'])") for code in "7654321"]
    boxes = [label.bounding_box() or {"y": -1, "height": 0} for label in labels]
    tops = [box["y"] for box in boxes]
    assert tops == sorted(tops)
    assert min(box["height"] for box in boxes) >= 44
    for label in labels:
        assert label.inner_text().strip()
        face, words = label.locator("svg"), label.locator("span")
        assert (left(face) > left(words)) is (language == "ar")


def test_in_arabic_a_survey_begins_at_its_beginning(people: People, store: Store, now: datetime):
    slug = survey_of(store, "rare_kinds", at=now)
    page = people.open(PHONE, "ar")
    filling = Filling(page, slug, "ar").open()
    expect(page.locator("[data-start]")).to_be_visible()
    expect(filling.finish).to_be_hidden()
    page.locator("[data-begin]").click()
    assert filling.question == "ja"
    expect(filling.finish).to_be_hidden()


# ---- orders --------------------------------------------------------------------------------------


def test_an_order_is_made_by_keyboard_alone(people: People, store: Store, now: datetime):
    slug = survey_of(store, only("rang"), at=now)
    page = people.open(DESK)
    filling = Filling(page, slug).start()
    press = page.keyboard.press

    def button(words: str) -> Any:
        return page.get_by_role("button", name=words, exact=True)

    button("Bänke zum Sitzen").focus()
    press("Enter")
    expect(button("Herausnehmen: Bänke zum Sitzen")).to_be_focused()
    button("Bäume").focus()
    press("Enter")
    expect(button("Nach oben: Bäume")).to_be_focused()
    press("Space")
    expect(page.get_by_text("Bäume: Platz 1")).to_be_attached()
    expect(button("Nach unten: Bäume")).to_be_focused()
    button("Toiletten").focus()
    press("Enter")
    expect(button("Licht an den Wegen")).to_be_disabled()  # three at most
    button("Herausnehmen: Bänke zum Sitzen").focus()
    press("Enter")
    expect(button("Bänke zum Sitzen")).to_be_focused()
    filling.next().next().thanked()
    assert kept(store)[0].answers == {"rang": ["baum", "wc"]}


def test_an_order_survives_a_reload_and_a_change_of_language(
    people: People, store: Store, now: datetime
):
    slug = survey_of(store, only("rang"), at=now)
    page = people.open(PHONE)
    filling = Filling(page, slug).start()
    for words in ("Bäume", "Toiletten"):
        page.get_by_role("button", name=words, exact=True).click()
    page.reload()
    filling.do("resume")
    expect(page.locator(".rank.in").first).to_contain_text("Bäume")
    page.locator(".menu summary").first.click()
    page.locator("button[name=language]:visible:has-text('العربية')").first.click()
    expect(page.locator(".rank.in").first).to_contain_text("أشجار")
    page.locator("label.apart").click()
    expect(page.locator(".rank.in")).to_have_count(0)
    filling.next().next().thanked()
    assert kept(store)[0].answers == {"rang": None}


# ---- places --------------------------------------------------------------------------------------


def test_a_place_is_given_without_a_net_and_only_its_square_leaves_the_phone(
    people: People, store: Store, now: datetime
):
    people.expect(CUT)
    slug = survey_of(store, only("ort"), at=now)
    page = people.open(PHONE, geolocation=HERE, permissions=["geolocation"])
    sent: list[str] = []
    page.on("request", lambda one: sent.append((one.post_data or "") + one.url))
    filling = Filling(page, slug).start()
    page.context.set_offline(True)
    filling.choose("anders")
    assert "50.8" not in str(filling.draft())  # nothing is asked for before the tap
    page.locator("[data-locate]").click()
    expect(page.locator("[data-said-located]")).to_contain_text("100 Metern")
    filling.screen.locator("input[type=text]").fill("am Brunnen")
    filling.next().next()
    expect(page.locator("[data-do=again]")).to_be_visible()
    page.context.set_offline(False)
    filling.thanked()
    answers = kept(store)[0].answers
    assert answers == {"ort": "anders", "ort__anders": "am Brunnen", "ort__anders__point": SQUARE}
    assert not [words for words in sent if "83219" in words or "91876" in words]


def test_whoever_tells_no_location_writes_the_street(people: People, store: Store, now: datetime):
    slug = survey_of(store, only("ort"), at=now)
    page = people.open(PHONE, permissions=[])
    filling = Filling(page, slug).start().choose("anders")
    page.locator("[data-locate]").click()
    expect(page.locator("[data-said-located]")).to_contain_text("Bitte schreiben Sie die Straße.")
    filling.next().next().thanked()
    assert kept(store)[0].answers == {"ort": "anders"}


# ---- photos --------------------------------------------------------------------------------------


def test_a_photo_leaves_the_phone_small_and_without_what_the_camera_wrote(
    people: People, store: Store, now: datetime
):
    slug = survey_of(store, only("bild"), at=now)
    page = people.open(PHONE)
    sent: list[bytes] = []
    page.on("request", lambda one: sent.append(one.post_data_buffer or b""))
    exif = Image.Exif()
    exif[0x010F] = "Beispielkamera"
    file = io.BytesIO()
    Image.new("RGB", (3000, 1000), "teal").save(file, "JPEG", exif=exif)
    filling = Filling(page, slug).start()
    page.locator("input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    )
    expect(page.locator("img.photo")).to_be_visible()
    page.reload()
    filling.do("resume")
    expect(page.locator("img.photo")).to_be_visible()
    filling.next().next().thanked()
    assert not any(b"Beispielkamera" in content for content in sent)
    with store.reading() as session:
        medium = session.scalars(select(Medium)).one()
        assert (medium.width, medium.sort) == (1600, "photo")
        digest = medium.digest
    assert kept(store)[0].answers == {"bild": f"{digest}.jpg"}


def test_what_is_no_photo_is_said_on_the_phone(people: People, store: Store, now: datetime):
    slug = survey_of(store, only("bild"), at=now)
    page = people.open(PHONE)
    filling = Filling(page, slug).start()
    page.locator("input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    page.wait_for_function("document.querySelector('[name=bild]').value === 'unreadable'")
    filling.next()
    expect(filling.screen.locator(".error")).to_contain_text("nicht als Foto gelesen")


# ---- all of them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "device"), [("de", NARROW), ("ar", DESK)], ids=["320-de", "1280-ar"]
)
def test_every_kind_is_for_everybody(
    people: People,
    store: Store,
    now: datetime,
    axe: Callable[[Page], None],
    language: str,
    device: dict[str, Any],
):
    slug = survey_of(store, "rare_kinds", at=now)
    page = people.open(device, language, geolocation=HERE, permissions=["geolocation"])
    filling = Filling(page, slug, language)
    filling.address += "?von=verein"
    filling.start()

    def look() -> None:
        axe(page)
        assert fits(page), page.url

    def on(wanted: str) -> None:
        look()
        filling.next()
        assert filling.question == wanted

    filling.next()  # without consent
    look()
    filling.choose("2026-1")
    on("drei")
    filling.choose("2")
    on("fuenf")
    filling.choose("4")
    on("sieben")
    filling.choose("6")
    on("rang")
    for _ in range(3):
        page.locator(".rank:not(.in) button.opt:enabled").first.click()
    on("geld")
    page.locator("[name='geld.bank']").fill("60")
    filling.next()  # too few
    look()
    page.locator("[name='geld.licht']").fill("٤٠")
    on("strecke")
    filling.type("2,5")
    on("seit")
    page.locator("[name='seit.month']").select_option("07")
    filling.next()  # without its year
    look()
    page.locator("[name='seit.year']").fill("2019")
    on("wann")
    page.locator("#wann").fill("21:05")
    on("ort")
    filling.choose("anders")
    page.locator("[data-locate]").click()
    expect(page.locator("[data-unlocate]")).to_be_visible()
    on("bild")
    on("mehr")  # 60 + 2.5 is more than 50: the phone has reckoned
    filling.type("Darum").next()
    expect(filling.finish).to_be_visible()
    look()
    filling.next().thanked()
    assert kept(store)[0].answers == {
        "ja": "2026-1",
        "drei": "2",
        "fuenf": "4",
        "sieben": "6",
        "rang": ["bank", "licht", "baum"],
        "geld": {"bank": 60, "licht": 40, "baum": 0, "wc": 0},
        "strecke": 2.5,
        "seit": "2019-07",
        "wann": "21:05",
        "ort": "anders",
        "ort__anders__point": SQUARE,
        "alle": 62.5,
        "mehr": "Darum",
        "quelle": "verein",
    }


@pytest.mark.parametrize("language", ["de", "ar"])
def test_without_scripts_every_kind_is_for_everybody(
    people: People, store: Store, now: datetime, language: str
):
    slug = survey_of(store, "rare_kinds", at=now)
    page = people.open(NARROW, language, java_script_enabled=False)
    page.goto(f"/{language}/umfrage/{slug}")
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 320
    expect(page.locator("select[name='rang.bank']")).to_be_visible()
    expect(page.locator("[data-locate]")).to_be_hidden()
