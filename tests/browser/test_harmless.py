"""What people typed, in a real browser: nothing runs, and what is refused is counted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Response, Survey
from tests.browser.conftest import DESK, PHONE, People
from tests.builders import a_survey, on_the_shelf
from tests.house import naughty
from tests.visitor import Visitor

OVERHEARD = f"""
window.heard = [];
window.{naughty.CANARY} = () => window.heard.push('ran');
"""

ENDS = (
    "",
    "fragebogen/",
    "fragebogen/frage/eins",
    "vorschau/de/seite?art=alles",
    "ergebnisse",
    "ergebnisse/texte?frage=worte",
    "sprachen",
    "texte/ar",
    "ergebnisse/veroeffentlichen/fragen",
)


@pytest.fixture
def survey(store: Store, district: District, now: datetime) -> Survey:
    """A survey that is bad all over: each of its texts is code, for whoever would take it so."""
    document = on_the_shelf("every_kind")
    texts = iter(naughty.SCRIPTS * 3)
    with store.writing() as session:
        bad = _spoilt(document, texts)
        survey = a_survey(session, session.merge(district), document=bad, at=now)
        for number, text in enumerate(naughty.SCRIPTS):
            session.add(
                Response(
                    key=str(number),
                    survey_id=survey.id,
                    version_id=survey.versions[-1].id,
                    district_id=district.id,
                    language="de",
                    channel="web",
                    status="complete",
                    kind="real",
                    hour=now.replace(minute=0),
                    notice_version=1,
                    answers={"eins": "a", "worte": text},
                )
            )
    return survey


def _spoilt(value: Any, texts: Any) -> Any:
    if isinstance(value, list):
        return [_spoilt(inside, texts) for inside in value]
    if isinstance(value, dict):
        if set(value) <= {"de", "ar"}:
            return {locale: next(texts) for locale in value}
        return {name: _spoilt(inside, texts) for name, inside in value.items()}
    return value


def test_nothing_that_staff_or_residents_wrote_runs(
    people: People, app: Flask, survey: Survey, signed_in: Callable[..., Visitor]
) -> None:
    people.expect("404")
    phone, desk = people.open(PHONE), people.open(DESK)
    cookie = signed_in(Role.ADMIN).client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    desk.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": people.address}])
    own = f"/verwaltung/umfragen/{survey.slug}"
    _watched(phone, [f"/de/umfrage/{survey.slug}", "/de/", f"/de/umfrage/{survey.slug}/danke"])
    _watched(desk, [f"{own}/{end}" for end in ENDS])


def _watched(page: Page, addresses: list[str]) -> None:
    dialogs: list[str] = []

    def hear(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    page.add_init_script(OVERHEARD)
    for address in addresses:
        page.goto(address)
        page.keyboard.press("Tab")  # some wait for the focus
        for link in page.query_selector_all("a[href]")[:80]:
            scheme = (link.get_attribute("href") or "").strip().lower()
            assert not scheme.startswith(("javascript:", "data:", "vbscript:")), address
        assert page.evaluate("window.heard") == [], address
    assert not dialogs


def test_what_the_policy_refuses_reaches_the_count(people: People) -> None:
    page = people.open(DESK)
    people.expect("Content Security Policy")
    people.refusals = 1
    page.goto("/de/")
    with page.expect_response(lambda answer: answer.url.endswith("/bericht")) as said:
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
        )
    assert said.value.status == 204
