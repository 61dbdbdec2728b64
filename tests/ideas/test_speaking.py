"""Who does not like to write says an idea: the team hears it, writes it down, and lets it go."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from beteiligung.access import Asker, Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.moderating import Looked, NotWrittenDown, publish_idea, reject_idea
from beteiligung.ideas.speaking import Words, write_down
from beteiligung.media.models import Medium
from beteiligung.privacy.actions import forget_due
from tests.ideas.boards import a_board
from tests.ideas.test_residents import code_on
from tests.media.files import a_wav, a_webm, an_mp4
from tests.page import Page
from tests.visitor import Visitor

NEW = "/en/ideen/besser/neu"
DESK = "/verwaltung/ideen/besser/idee/SO-2026-00001"
AGREE = "I agree that the team listens to my recording and writes it down."
SEND = "Send the idea"
DAY = timedelta(days=1)
WHO = Asker(id=1, name="Wer", roles={1: Role.MANAGER})
OUTDATED = "zu einem früheren Text"


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board on which people may speak; it shows what is written at once."""
    with store.writing() as session:
        return a_board(session, district, takes_voice=True, checks_first=False, at=now)


def say(
    visitor: Visitor, voice: bytes, status: int = 200, *, agrees: bool = True, text: str = ""
) -> Page:
    """An idea that is spoken in Arabic."""
    page = visitor.get(NEW).fill("language", "ar").fill("text", text)
    page.fill("voice", (io.BytesIO(voice), "Aufnahme.m4a"))
    if agrees:
        page.choose(AGREE)
    return page.submit(SEND, status)


def the_idea(store: Store) -> Idea | None:
    """The idea that was kept, if one was."""
    with store.reading() as session:
        return session.scalars(select(Idea)).one_or_none()


def voices(store: Store) -> list[bytes]:
    """What is kept of what people said."""
    with store.reading() as session:
        return list(session.scalars(select(Medium.content).where(Medium.sort == "voice")))


@pytest.mark.parametrize("made", [a_webm, an_mp4, a_wav])
def test_a_voice_alone_is_an_idea_and_waits_whatever_the_board_does(
    visitor: Visitor, store: Store, made: Callable[..., bytes]
):
    voice = made(2, about=b"Handy von Anna")
    page = say(visitor, voice)
    idea = the_idea(store)
    assert idea is not None
    assert (idea.text, idea.language, idea.state) == ("", "ar", "received")
    assert idea.voice
    page.misses(idea.voice)
    assert len(voices(store)) == 1
    assert b"Anna" not in voices(store)[0]
    visitor.get("/ar/idee/SO-2026-00001", 404)
    visitor.get(f"/medien/ton/{idea.voice}", 404)
    visitor.get(f"{DESK}/aufnahme", 303)


def test_a_voice_sent_again_with_its_form_is_one_idea(visitor: Visitor, store: Store):
    page = visitor.get(NEW).choose(AGREE)
    for _ in range(2):
        page.fill("voice", (io.BytesIO(a_webm(2)), "a")).submit(SEND, 200)
    assert len(voices(store)) == 1
    page.fill("voice", (io.BytesIO(a_webm(3)), "a")).submit(SEND, 422)
    assert len(voices(store)) == 1


@pytest.mark.parametrize(
    ("voice", "sentence"),
    [(a_wav(61), "61"), (b"no sound", "WebM"), (a_wav(1)[:20], "WebM")],
)
def test_what_is_too_long_or_no_recording_is_said_beside_it(
    visitor: Visitor, store: Store, voice: bytes, sentence: str
):
    page = say(visitor, voice, 422, text="مقاعد")
    assert sentence in page.error("voice")
    assert page.value("text") == "مقاعد"
    assert the_idea(store) is None
    assert voices(store) == []


def test_without_consent_nothing_is_kept_and_the_recording_is_not_lost(
    visitor: Visitor, store: Store
):
    page = say(visitor, a_webm(2), 422, agrees=False)
    assert page.error("voice")
    assert voices(store) == []
    page.choose(AGREE).submit(SEND, 200)
    assert len(voices(store)) == 1


def test_a_recording_is_left_out_again_without_scripts(visitor: Visitor, store: Store):
    page = say(visitor, a_webm(2), 422, agrees=False)
    page.choose("Remove the recording").submit(SEND, 422).fill("text", "مقاعد").submit(SEND, 200)
    assert voices(store) == []


def test_a_board_that_takes_no_voice_hears_none(visitor: Visitor, store: Store, board: Board):
    with store.writing() as session:
        session.get_one(Board, board.id).takes_voice = False
    page = visitor.get(NEW)
    assert not list(page.all("input", name="voice"))
    assert "microphone=()" in page.headers["Permissions-Policy"]
    data = {"key": page.value("key"), "language": "ar", "text": "مقاعد", "heard": "y"}
    visitor.post(NEW, data | {"voice": (io.BytesIO(a_webm()), "a")}, 200)
    assert voices(store) == []


def test_only_the_page_of_the_form_may_use_the_microphone(visitor: Visitor):
    page = visitor.get(NEW)
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert "media-src 'self' blob:" in page.headers["Content-Security-Policy"]
    assert "microphone=()" in visitor.get("/ar/ideen/besser").headers["Permissions-Policy"]


def test_a_pilot_listens_and_writes_it_down_and_only_then_it_can_be_shown(
    visitor: Visitor, pilot: Visitor, manager: Visitor
):
    say(visitor, a_webm(2))
    queue = pilot.get("/verwaltung/ideen/besser/pruefung")
    queue.sees("Gesprochen, noch nicht aufgeschrieben")
    heard = pilot.get(f"{DESK}/aufnahme")
    assert heard.headers["Content-Type"] == "audio/webm"
    assert heard.headers["Cache-Control"] == "no-store"
    page = pilot.get(DESK)
    page.fill("said", "  ").submit("Diese Worte speichern", 422).sees(
        "Bitte schreiben Sie auf, was gesagt wird."
    )
    page = page.fill("said", "مقاعد في الظل").fill("said_in", "ar")
    page.submit("Diese Worte speichern", 303)
    manager.get(DESK).press("/zeigen", 303)
    page = visitor.get("/ar/idee/SO-2026-00001").sees("مقاعد في الظل")
    assert list(page.all("h1", dir="rtl"))
    visitor.get("/en/idee/SO-2026-00001").sees("Spoken, and written down by the team.")
    visitor.get("/ar/ideen/besser?q=مقاعد").sees("مقاعد في الظل")
    # Whoever writes it down otherwise later makes translations those of an earlier text.
    pilot.get(DESK).fill("into", "de").fill("meaning", "Bänke").press("/uebersetzen", 303)
    visitor.get("/de/idee/SO-2026-00001").sees("Bänke").misses(OUTDATED)
    pilot.get(DESK).fill("said", "مقاعد كثيرة").submit("Diese Worte speichern", 303)
    visitor.get("/de/idee/SO-2026-00001").sees("Bänke", OUTDATED)


def test_nobody_shows_what_nobody_has_written_down(visitor: Visitor, store: Store, now: datetime):
    say(visitor, a_webm(2))
    with store.writing() as session:
        idea = session.scalars(select(Idea)).one()
        with pytest.raises(NotWrittenDown):
            publish_idea(session, WHO, idea, Looked(personal=True), at=now)
        assert idea.state == State.RECEIVED.value


@pytest.mark.parametrize(
    ("then", "days"), [("written", 14), ("rejected", 14), ("withdrawn", 0), ("erased", 0), ("", 90)]
)
def test_a_recording_goes_when_it_was_promised(
    visitor: Visitor, store: Store, now: datetime, then: str, days: int
):
    page = say(visitor, a_webm(2))
    with store.writing() as session:
        idea = session.scalars(select(Idea)).one()
        if then == "written":
            write_down(session, WHO, idea, Words("مقاعد", "ar"), at=now)
        elif then == "rejected":
            reject_idea(session, WHO, idea, "unclear", "", at=now)
    if then in {"withdrawn", "erased"}:
        deed = {"withdrawn": "withdraw-idea", "erased": "erase-idea"}[then]
        visitor.post("/ar/beleg/", {"code": code_on(page), deed: "1"}, 200)
        assert voices(store) == []
        return
    with store.writing() as session:
        forget_due(session, at=now + (days - 1) * DAY)
    assert len(voices(store)) == 1
    with store.writing() as session:
        assert forget_due(session, at=now + days * DAY)["voice"] == 1
    assert voices(store) == []
    left = the_idea(store)
    assert left is not None
    assert left.voice is None
    assert left.text == ("مقاعد" if then == "written" else "")


def test_the_giver_reads_what_became_of_her_voice(visitor: Visitor, store: Store, now: datetime):
    page = say(visitor, a_webm(2))
    code = code_on(page)
    with store.writing() as session:
        idea = session.scalars(select(Idea)).one()
        write_down(session, WHO, idea, Words("مقاعد", "ar"), at=now)
    door = visitor.post("/en/beleg/", {"code": code}, 200)
    door.sees("مقاعد", "Spoken, and written down by the team.", "The recording is deleted on")
