"""Ten more languages for residents: where a survey has them, or where the operator wants them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from beteiligung.i18n import OFFERED
from beteiligung.locales import BY_ID, TIER_2, entries
from beteiligung.surveys.models import Survey
from beteiligung.surveys.wording import texts
from tests.builders import on_the_shelf
from tests.page import Page
from tests.visitor import Visitor

Running = Callable[..., Survey]


def also_in(name: str, *locales: str) -> dict[str, Any]:
    """A survey from the shelf with words in more languages: the German ones, behind the tag."""
    document: dict[str, Any] = json.loads(json.dumps(on_the_shelf(name)))
    for _, text in texts(document):
        text.update({locale: f"{locale}: {text['de']}" for locale in locales})
    return document


def offered(page: Page) -> list[str]:
    """The languages of a page's chooser."""
    pills = [*page.all("a", class_="pill"), *page.all("button", class_="pill")]
    return list(dict.fromkeys(name for pill in pills if (name := language_of(pill))))


def language_of(pill: Any) -> str:
    names = {entry.name: entry.id for entry in entries(list(BY_ID))}
    return names.get("".join(pill.itertext()).strip(), "")


@pytest.mark.parametrize("locale", TIER_2)
def test_a_survey_speaks_every_language_it_was_written_in(
    visitor: Visitor, running: Running, locale: str
):
    running(also_in("single", locale))
    page = visitor.get(f"/{locale}/umfrage/eine-antwort")
    page.sees(f"{locale}: Wie kommen Sie zum Markt?")
    entry = BY_ID[locale]
    assert (page.root.get("lang"), page.root.get("dir")) == (entry.html_lang, entry.direction)
    assert offered(page) == ["de", locale]
    assert offered(visitor.get("/de/umfrage/eine-antwort")) == ["de", locale]


@pytest.mark.parametrize("locale", TIER_2)
def test_every_page_for_residents_is_there(visitor: Visitor, running: Running, locale: str):
    running(also_in("every_kind", locale))
    for path in ("", "sonnenberg/", "hilfe", "datenschutz", "impressum", "barrierefreiheit"):
        page = visitor.get(f"/{locale}/{path}")
        assert page.root.get("lang") == BY_ID[locale].html_lang
    for path in ("danke", "datenschutz"):
        visitor.get(f"/{locale}/umfrage/jede-art/{path}")


def test_a_survey_without_a_language_says_so_in_it(visitor: Visitor, running: Running):
    running("single")
    page = visitor.get("/fa/umfrage/eine-antwort")
    assert (page.root.get("lang"), page.root.get("dir")) == ("fa", "rtl")
    question = next(page.all("span", lang="de"))
    assert question.get("dir") == "ltr"
    page.sees("Wie kommen Sie zum Markt?", "Deutsch")
    assert "fa" not in offered(page)


def test_pages_offer_a_further_language_only_if_the_operator_wants_it(
    admin: Visitor, visitor: Visitor
):
    assert offered(visitor.get("/de/")) == list(OFFERED)
    page = admin.get("/verwaltung/texte")
    page.choose("فارسی / دری", "ትግርኛ").submit()
    assert offered(visitor.get("/de/")) == [*OFFERED, "fa", "ti"]
    admin.get("/verwaltung/texte").untick("فارسی / دری", "ትግርኛ").submit()
    assert offered(visitor.get("/de/")) == list(OFFERED)


def test_the_operator_writes_in_a_language_that_she_offers(admin: Visitor, visitor: Visitor):
    admin.get("/verwaltung/texte").choose("فارسی / دری").submit()
    admin.get("/verwaltung/texte").fill("byline-fa", "ما می‌پرسیم").submit()
    visitor.get("/fa/").sees("ما می‌پرسیم")


def test_whoever_is_on_such_a_page_finds_back_to_it(visitor: Visitor):
    assert offered(visitor.get("/tr/hilfe")) == [*OFFERED, "tr"]


@pytest.mark.parametrize("header", ["fa-AF,en;q=0.8", "prs"])
def test_a_browser_is_led_to_a_further_language_only_where_it_is_offered(
    admin: Visitor, app: Flask, header: str
):
    before = Visitor(app, language=header).get("/", 303 if "en" in header else 200)
    assert "/fa/" not in before.headers.get("Location", "")
    admin.get("/verwaltung/texte").choose("فارسی / دری").submit()
    app.extensions["site_texts"].forget()
    assert Visitor(app, language=header).get("/", 303).headers["Location"] == "/fa/"


@pytest.mark.parametrize("header", ["ckb-IQ,ar;q=0.9,en;q=0.8", "ps,en", "ti-ER,en;q=0.9"])
def test_nobody_is_sent_silently_to_a_language_he_may_not_read(app: Flask, header: str):
    Visitor(app, language=header).get("/").sees("English", "العربية")


def test_staff_pages_speak_only_what_the_administration_speaks(app: Flask, admin: Visitor):
    admin.get("/verwaltung/texte").choose("فارسی / دری").submit()
    app.extensions["site_texts"].forget()
    page = Visitor(app, language="fa").get("/anmelden").sees("Passwort")
    assert page.root.get("lang") == "de"
    Visitor(app, language="fa").get("/anmelden?sprache=fa").sees("Passwort")
    choices = [option.get("value") for option in admin.get("/verwaltung/konto").all("option")]
    assert choices == list(OFFERED)


def test_every_further_language_has_a_catalogue():
    shipped = Path(__file__).parents[2] / "translations"
    assert not [row.id for row in entries(TIER_2) if not (shipped / row.babel).is_dir()]
