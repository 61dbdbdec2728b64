"""Somebody who answers a survey on a device, one question at a time."""

import json
from datetime import datetime
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.surveys.models import Response, Survey
from tests.builders import a_district, a_survey

PHONE_SURVEY = "auf-dem-telefon"
CUT = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch"


def survey_of(
    store: Store, document: str | dict[str, Any] = "on_the_phone", *, at: datetime
) -> str:
    """Publish a survey for one district; its name in addresses."""
    with store.writing() as session:
        survey: Survey = a_survey(session, a_district(session, at=at), document=document, at=at)
        return survey.slug


def kept(store: Store) -> list[Response]:
    """All answers that have arrived."""
    with store.reading() as session:
        return _all(session)


def _all(session: Session) -> list[Response]:
    found = session.query(Response).order_by(Response.id).all()
    session.expunge_all()
    return found


class Filling:
    """One person and one survey on one page."""

    def __init__(self, page: Page, slug: str, language: str = "de", code: str = "") -> None:
        self.page = page
        self.slug = slug
        self.address = f"/{language}/umfrage/{slug}" + (f"?c={code}" if code else "")

    def open(self) -> "Filling":
        """Open the survey's first page."""
        self.page.goto(self.address)
        return self

    def start(self) -> "Filling":
        """Open it and begin."""
        self.open().page.locator("[data-begin]").click()
        return self

    @property
    def screen(self) -> Locator:
        """The question that is shown: exactly one."""
        shown = self.page.locator("[data-screen]:visible")
        expect(shown).to_have_count(1)
        return shown

    @property
    def question(self) -> str:
        """The name of the question (and row) that is shown."""
        data: dict[str, str] = self.screen.evaluate("it => ({...it.dataset})")
        return data["question"] + (f".{data['item']}" if "item" in data else "")

    def option(self, code: str) -> Locator:
        """One of the options shown."""
        return self.screen.locator(f"input[value='{code}']")

    def choose(self, *codes: str) -> "Filling":
        """Tap on options."""
        for code in codes:
            self.screen.locator(f"label:has(input[value='{code}'])").click()
        return self

    def type(self, words: str) -> "Filling":
        """Write into the field of the question."""
        self.screen.locator("textarea, .field input.input").fill(words)
        return self

    def next(self) -> "Filling":
        """Tap on the wide button: the next question, or send."""
        self.page.locator("[data-next]").click()
        return self

    def do(self, deed: str) -> "Filling":
        """Tap on another button that is shown."""
        self.page.locator(f"[data-do={deed}]:visible").click()
        return self

    def through(self) -> "Filling":
        """Answer everything of the shelf's survey as one who lives here, up to its end."""
        self.choose("ja").next().choose("kurz").next().choose("bank", "bus").next()
        self.choose("3").next().choose("2").next().type("7").next().type("Mehr Grün").next()
        expect(self.finish).to_be_visible()
        return self

    @property
    def finish(self) -> Locator:
        """The last screen."""
        return self.page.locator("[data-finish]")

    @property
    def said(self) -> Locator:
        """What the page says about sending."""
        return self.page.locator("[data-said]")

    def thanked(self) -> None:
        """Wait for the page after sending."""
        self.page.wait_for_url("**/danke**")
        expect(self.page.locator("[data-module=thanks]")).to_be_attached()

    def stored(self) -> dict[str, Any]:
        """Everything the page keeps on the device, by place and name."""
        found: dict[str, Any] = self.page.evaluate(
            "() => Object.fromEntries([localStorage, sessionStorage].flatMap("
            "(store) => Object.entries(store)))"
        )
        return found

    def draft(self) -> dict[str, Any]:
        """The one draft on the device."""
        stored = self.stored()
        assert list(stored) == [f"draft:{self.slug}"]
        found: dict[str, Any] = json.loads(stored[f"draft:{self.slug}"])
        return found
