"""Pages around ideas with something on each, and in error: ways through them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.orm import Session

from beteiligung.accounts.models import Staff
from beteiligung.districts.models import District
from beteiligung.ideas.models import Idea, State, WorkingTranslation
from beteiligung.ideas.records import Burst, IdeaLink, IdeaReply, IdeaReport
from beteiligung.media.photos import cleaned_photo, keep_photos
from tests.browser.conftest import People
from tests.ideas.boards import a_board, an_idea
from tests.ideas.test_photos import a_photo
from tests.visitor import Visitor

Look = Callable[[Page], None]

ABOUT_SOMEBODY = "Frau Anna Müller, 0371 4884711, hilft bei https://licht.example"
SEND = "main form:has([name=key]) button.full"
# What only a board with work on it shows; "!": sent as it stands, to look at what is to be mended.
WORK = (
    "besser/pruefung",
    "besser/meldung/1!",
    "besser/schwung/1",
    "besser/idee/SO-2026-00002!",
    "besser/antworten",
)
LOOKED_AT = (
    *WORK,
    "",
    "neu",
    "besser/",
    "besser/bearbeiten",
    "besser/phase/_neu!",
    "besser/thema/gruen",
    "besser/stand/_neu",
    "besser/schwung/1!",
    "besser/idee/SO-2026-00001/antwort",
    "besser/fuer-jemanden!",
    "besser/zaehlen!",
)


def fill(session: Session, district: District, now: datetime) -> None:
    """A board on which somebody has to do each thing that there is to do."""
    board = a_board(session, district, at=now)
    ideas = [
        an_idea(session, board, "مقاعد وظل بجانب الملعب", at=now, language="ar"),
        an_idea(session, board, ABOUT_SOMEBODY, at=now, state=State.RECEIVED),
        an_idea(session, board, "Bänke und Schatten am Platz", at=now),
        an_idea(session, board, "Kauft alle", at=now, state=State.QUARANTINED),
    ]
    photo = cleaned_photo(a_photo(), 1600)
    keep_photos(session, [photo], at=now)
    for idea in ideas[:2]:
        idea.photo, idea.photo_text = photo.digest, "Eine Bank"
    ideas[0].photo_shown_at, ideas[1].received_at = now, now - timedelta(days=20)
    burst = Burst(board_id=board.id, began_at=now)
    session.add(burst)
    session.flush()
    ideas[3].burst_id = burst.id
    session.add_all(_beside(ideas, now))


def _beside(ideas: list[Idea], now: datetime) -> Iterator[object]:
    first = {"idea_id": ideas[0].id}
    words = {"language": "de", "text": "Bänke und Schatten", "origin": "staff", "changed_at": now}
    yield WorkingTranslation(**first, **words)
    yield IdeaReply(**first, texts={"de": "Wir prüfen es."}, created_at=now, changed_at=now)
    yield IdeaLink(idea_id=ideas[2].id, lead_id=ideas[0].id, who="Wer", at=now)
    yield IdeaReport(
        **first,
        key="a report",
        secret_hash="of nothing",
        reason="insult",
        words="هذا خطأ",
        language="ar",
        received_at=now,
    )


def gives(page: Page, look: Look, language: str) -> None:
    """Somebody sends nothing, then an idea; the page of the error and that of the code."""
    page.goto(f"/{language}/ideen/besser/neu")
    page.click(SEND)
    assert page.locator("[aria-invalid=true]").count() == 1
    look(page)
    page.fill("[name=text]", "بنوك" if language == "ar" else "Bänke am Platz mit Schatten")
    page.click(SEND)
    page.locator("details.more > summary").click()
    page.locator("details.fold > summary").click()
    assert page.locator("img.qr").count() == 1
    look(page)


def reads(page: Page, look: Look, language: str) -> None:
    """Somebody reads the list, opens the form and an idea, and reports it."""
    page.goto(f"/{language}/ideen/besser")
    page.locator("details.filters > summary").click()
    look(page)
    page.goto(f"/{language}/ideen/besser/neu")
    page.locator("details.more summary").click()
    look(page)
    page.goto(f"/{language}/idee/SO-2026-00001")
    look(page)
    page.goto(f"/{language}/idee/SO-2026-00001/melden")
    page.click(SEND)
    look(page)


def works(page: Page, look: Look, paths: Sequence[str]) -> None:
    """Somebody of the staff goes through what waits."""
    for path in paths:
        page.goto(f"/verwaltung/ideen/{path.removesuffix('!')}")
        look(page)
        if path.endswith("!"):
            page.locator("main form button:not([name]):not([type=button])").first.click()
            assert page.locator("#errors, .error").count(), path
            look(page)


def enters(page: Page, people: People, app: Flask, visitor: Visitor) -> None:
    """The page belongs to somebody of the staff who has signed in."""
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": people.address}])


def speaks(session: Session, language: str) -> None:
    """All the staff read the administration in this language."""
    session.execute(update(Staff).values(locale=language))
