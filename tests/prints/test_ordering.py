"""Staff order prints; residents find the check word again, and may ask whether a code is real."""

import pathlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from random import Random

import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.districts.queries import places_of
from beteiligung.prints.order import order_of
from beteiligung.qrcodes.actions import Wish, create_codes_for_survey, retire_code
from beteiligung.qrcodes.check_word import word_of
from beteiligung.qrcodes.queries import codes_named, share_code
from beteiligung.surveys.models import Survey
from tests.builders import a_survey, on_the_shelf
from tests.visitor import Visitor


@pytest.fixture
def survey(store: Store, district: District, now: datetime) -> Survey:
    """A survey that runs on the Sonnenberg."""
    with store.writing() as session:
        own = session.get_one(District, district.id)
        return a_survey(session, own, document=on_the_shelf("every_kind"), at=now)


@pytest.fixture
def codes(store: Store, survey: Survey, district: District, now: datetime) -> list[str]:
    """Posters of it at two places."""
    with store.writing() as session:
        own = session.get_one(District, district.id)
        wishes = [Wish(own, place, "poster") for place in places_of(session, own)[:2]]
        made = create_codes_for_survey(
            session, None, wishes, slug=survey.slug, at=now, rng=Random(1)
        )
        return [code.code for code in made]


def test_a_manager_sees_the_poster_and_takes_it_as_a_file(
    manager: Visitor, survey: Survey, codes: list[str]
) -> None:
    page = manager.get(f"/verwaltung/codes/drucken/{survey.slug}")
    shown = next(page.all("img")).get("src", "")
    picture = Image.open(BytesIO(manager.client.get(shown).data))
    assert next(code.text[-5:] for code in zxingcpp.read_barcodes(picture)) in codes
    made = page.choose("poster-a3").submit("Drucken", status=200)
    assert made.body.startswith(b"%PDF")


def test_what_has_no_code_yet_is_said_beside_the_choice(
    manager: Visitor, survey: Survey, codes: list[str]
) -> None:
    assert codes
    page = manager.get(f"/verwaltung/codes/drucken/{survey.slug}")
    for name, said in (("flyer", "noch keinen Code"), ("outcome-a4", "noch keine Ergebnisse")):
        asked = page.choose(name)
        assert said in asked.submit("Drucken", status=422).text
        looked = asked.submit("Erst ansehen", status=200)
        assert (said in looked.text, list(looked.all("img"))) == (True, [])


def test_a_picture_of_what_is_chosen_comes_before_the_file(
    manager: Visitor, survey: Survey, codes: list[str]
) -> None:
    assert codes
    page = manager.get(f"/verwaltung/codes/drucken/{survey.slug}").choose("list")
    seen = next(page.submit("Erst ansehen", status=200).all("img")).get("src", "")
    assert "/vorschau-list.png" in seen
    assert manager.client.get(seen).data.startswith(b"\x89PNG")


def test_the_page_behind_a_code_says_its_check_word(
    visitor: Visitor, survey: Survey, codes: list[str]
) -> None:
    for _ in range(2):  # made ready, then handed out
        for code in codes:
            page = visitor.get(f"/de/umfrage/{survey.slug}?c={code}")
            assert f"Kennwort auf dem Plakat: {word_of(code)}" in page.text
    assert "Kennwort auf dem Plakat" not in visitor.get(f"/de/umfrage/{survey.slug}").text


def test_only_code_and_word_together_are_confirmed_and_guessing_tells_nothing(
    visitor: Visitor, codes: list[str]
) -> None:
    code = codes[0]
    right = visitor.get(f"/de/echt?code={code.lower()}&wort={word_of(code).lower()}")
    assert "Ja, dieser Code ist von uns." in right.text
    wrong = visitor.get(f"/de/echt?code={code}&wort=Nirgends")
    never = visitor.get(f"/de/echt?code=ZZZZZ&wort={word_of('ZZZZZ')}")
    assert "nicht bestätigen" in wrong.text
    assert wrong.text.replace(code, "").replace("Nirgends", "") == never.text.replace(
        "ZZZZZ", ""
    ).replace(word_of("ZZZZZ"), "")


@pytest.fixture
def command(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> Callable[..., tuple[int, str]]:
    """`beteiligung codes print` on the same database, with a file of its own."""
    address = store.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", address)
    monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(tmp_path))

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["codes", "print", *words])
        return done.exit_code, done.output

    return run


def test_an_operator_prints_by_command(
    command: Callable[..., tuple[int, str]],
    survey: Survey,
    codes: list[str],
    tmp_path: pathlib.Path,
) -> None:
    out = tmp_path / "plakate.pdf"
    order = ["--survey", survey.slug, "--format", "poster-a4", "--languages", "de"]
    assert codes
    assert command(*order, "--out", str(out))[0] == 0
    assert out.read_bytes().startswith(b"%PDF")
    again = command(*order, "--out", str(out))
    assert again[0] == 2
    assert "exists already" in again[1]
    strange = command(*order[:-1], "xx", "--out", str(tmp_path / "x.pdf"))
    assert (strange[0], "There is no language xx" in strange[1]) == (2, True)
    unfinished = command(*order[:-1], "ti", "--out", str(tmp_path / "x.pdf"))
    assert (unfinished[0], "not finished in this language: ti" in unfinished[1]) == (2, True)
    assert not (tmp_path / "x.pdf").exists()
    elsewhere = command(*order, "--place", "Nirgends", "--out", str(tmp_path / "x.pdf"))
    assert (elsewhere[0], "hangs at Nirgends" in elsewhere[1]) == (2, True)
    early = ["--survey", survey.slug, "--format", "answers-a4", "--out", str(tmp_path / "x.pdf")]
    assert "are not published" in command(*early)[1]
    pictures = ["--survey", survey.slug, "--format", "screen", "--out"]
    one = command(*pictures, str(tmp_path / "x.png"))
    assert (one[0], "needs a .zip file" in one[1]) == (2, True)
    assert command(*pictures, str(tmp_path / "x.zip"))[0] == 0


def test_what_was_taken_down_or_only_passed_on_is_printed_no_more(
    store: Store, survey: Survey, codes: list[str], now: datetime
) -> None:
    with store.writing() as session:
        (first,) = codes_named(session, codes[:1])
        retire_code(session, first, asker=None, at=now)
    with store.reading() as session:
        assert share_code(session, f"umfrage/{survey.slug}")
        order = order_of(session, session.get_one(Survey, survey.id), Settings())
    assert [hung.code for hung in order.hung] == codes[1:]
