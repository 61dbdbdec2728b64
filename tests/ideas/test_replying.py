"""Every idea gets an answer: drafts are nobody else's, and a board ends only when all are there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from beteiligung import i18n
from beteiligung.access import Asker, Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas import finishing, grouping, replying
from beteiligung.ideas.finishing import Open
from beteiligung.ideas.giving import fresh_secret
from beteiligung.ideas.manage_replies import replies_due
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.records import IdeaReply, StatusChange
from beteiligung.ideas.replying import Said
from tests.conftest import Clock
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

WHO = Asker(id=1, name="Frau Leiterin", roles={1: Role.MANAGER})
DAY = timedelta(days=1)
REPLY = Said(
    texts={"de": "Wir stellen zwei Bänke auf.", "ar": "سنضع مقعدين."}, office="Grünflächenamt"
)


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board on the Sonnenberg whose phase ends in 13 days."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def test_nothing_of_a_draft_is_in_any_public_answer(
    store: Store, board: Board, visitor: Visitor, now: datetime
):
    secret = fresh_secret()
    with store.writing() as session:
        idea = an_idea(session, board, secret=secret, at=now)
        replying.draft_reply(session, WHO, [idea], REPLY, at=now)
        reference = idea.reference

    def everywhere() -> str:
        pages = [
            visitor.get(f"/de/idee/{reference}"),
            visitor.get("/de/ideen/besser"),
            visitor.post("/de/beleg/", {"code": secret}, 200),
            visitor.get("/daten/ideen/besser.csv"),
            visitor.get("/daten/ideen/besser.rss"),
            visitor.get("/daten/ideen/besser.geojson"),
        ]
        return "\n".join(page.text for page in pages)

    assert "zwei Bänke" not in everywhere()
    assert "Grünflächenamt" not in everywhere()
    with store.writing() as session:
        idea = session.scalars(select(Idea)).one()
        assert replying.publish_replies(session, WHO, [idea], at=now) == 1
    assert everywhere().count("zwei Bänke") >= 4
    visitor.get(f"/ar/idee/{reference}").sees("سنضع مقعدين.")


def test_a_batch_is_published_as_a_whole_or_not_at_all(store: Store, board: Board, now: datetime):
    with store.writing() as session:
        ideas = [an_idea(session, board, str(n), at=now) for n in range(3)]
        ideas[2].state = State.WITHDRAWN.value
        replying.draft_reply(session, WHO, ideas, REPLY, at=now)
        ids = [idea.id for idea in ideas]
    with pytest.raises(replying.NotShown), store.writing() as session:
        replying.publish_replies(session, WHO, [session.get_one(Idea, n) for n in ids], at=now)
    with store.reading() as session:
        published = select(func.count()).where(IdeaReply.published_at.is_not(None))
        assert session.scalar(published) == 0
    with store.writing() as session:
        some = [session.get_one(Idea, number) for number in ids[:2]]
        assert replying.publish_replies(session, WHO, some, at=now) == 2
        with pytest.raises(replying.NothingToPublish):
            replying.publish_replies(session, WHO, some, at=now)


def test_what_is_typed_beside_the_button_is_what_is_published(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        one = an_idea(session, board, "a1", at=now)
        replying.draft_reply(session, WHO, [one], Said(texts={"de": "Erster Entwurf."}), at=now)
        reference, other = one.reference, an_idea(session, board, "b2", at=now).reference
    here = "/verwaltung/ideen/besser/antworten"
    publish = "Diese Entwürfe veröffentlichen"
    # One of those that are ticked has no draft: then none is published, and it is named.
    manager.get(here).choose("a1", "b2").submit(publish, 422).sees(other, "keinen Entwurf")
    visitor.get(f"/de/idee/{reference}").misses("Erster Entwurf.")
    page = manager.get(here).choose("a1").fill("new_status", "Umgesetzt")
    page.fill("answer", "Die Bank steht.").submit(publish)
    visitor.get(f"/de/idee/{reference}").sees("Die Bank steht.", "Umgesetzt").misses("Entwurf")


def test_a_reply_that_is_not_there_in_a_language_says_in_which_it_is(
    store: Store, board: Board, visitor: Visitor, now: datetime
):
    secret = fresh_secret()
    texts = {"de": "Wir prüfen den Vorschlag.", "de-leicht": "Wir sehen uns das an."}
    with store.writing() as session:
        idea = an_idea(session, board, secret=secret, at=now)
        said = Said(texts=texts, status="pruefung")
        replying.draft_reply(session, WHO, [idea], said, at=now)
        replying.publish_replies(session, WHO, [idea], at=now)
        here = f"idee/{idea.reference}"
    visitor.get(f"/ar/{here}").sees("حتى الآن بهذه اللغة فقط", "Deutsch", "Wir prüfen")
    visitor.get(f"/de/{here}").misses("Bisher nur in dieser Sprache")
    easy = visitor.post("/de-leicht/beleg/", {"code": secret}, 200)
    easy.sees("Wir sehen uns das an.", "In Prüfung")  # with what happened so far
    assert list(easy.all("ol", class_="idea-history"))


def test_a_board_is_finished_once_every_idea_has_its_last_status_and_a_reply(
    store: Store, board: Board, now: datetime
):
    over = now + 14 * DAY
    with store.writing() as session:
        here = session.get_one(Board, board.id)
        done, bare, waits, under, gone = (
            an_idea(session, here, text, at=now) for text in ("a", "b", "c", "d", "e")
        )
        waits.state, gone.state = State.RECEIVED.value, State.WITHDRAWN.value
        replying.set_status(session, WHO, [done], here.statuses[-1], at=now)
        replying.draft_reply(session, WHO, [done], REPLY, at=now)
        replying.publish_replies(session, WHO, [done], at=now)
        grouping.link_idea(session, WHO, under, done, at=now)
        with pytest.raises(finishing.StillRuns):
            finishing.finish_board(session, WHO, here, at=now)
        found = [(each.idea.id, each.lacks) for each in finishing.lacking(session, here)]
        assert found == [(bare.id, (Open.STATUS, Open.REPLY)), (waits.id, (Open.LOOK,))]
        with pytest.raises(finishing.Unanswered):
            finishing.finish_board(session, WHO, here, at=over)
        replying.set_status(session, WHO, [bare], here.statuses[-1], at=over)
        replying.draft_reply(session, WHO, [bare], REPLY, at=over)
        assert next(each.lacks for each in finishing.lacking(session, here)) == (Open.REPLY,)
        replying.publish_replies(session, WHO, [bare], at=over)
        waits.state = State.REJECTED.value
        finishing.finish_board(session, WHO, here, because="nicht nötig", at=over)
        assert (here.finished_at, here.finished_because) == (over, "")


def test_a_board_finished_without_replies_says_why_to_everybody(
    store: Store,
    board: Board,
    district: District,
    signed_in: Callable[..., Visitor],
    visitor: Visitor,
    clock: Clock,
):
    with store.writing() as session:
        reference = an_idea(session, board, at=clock()).reference
    clock.passes(days=14)
    manager = signed_in(Role.MANAGER, district)
    page = manager.get("/verwaltung/ideen/besser/antworten").sees(reference)
    page = page.submit("Die Ideensammlung abschließen", 422).sees("fehlt noch etwas")
    page.fill("because", "Das Amt ist geschlossen.").submit("Die Ideensammlung abschließen")
    visitor.get("/de/ideen/besser").sees("Das Amt ist geschlossen.")
    manager.get("/verwaltung/ideen/besser/antworten").submit("Das zurücknehmen")
    visitor.get("/de/ideen/besser").misses("Das Amt ist geschlossen.")


def test_managers_are_reminded_before_the_promised_day_and_every_week_after_it(
    store: Store, board: Board, app: Flask, clock: Clock, now: datetime
):
    with store.writing() as session:
        an_idea(session, board, at=now)

    def said() -> str:
        with app.test_request_context("/verwaltung/"), store.reading() as session:
            i18n.use("de")
            found = replies_due(session, replace(WHO, admin=True), clock())
        return found[0].line if found else ""

    assert said() == ""
    clock.passes(days=13 + 22)
    assert "sind für" in said()
    for week in (1, 2):
        clock.passes(days=7)
        assert f"in der {week}. Woche" in said()
    with store.writing() as session:
        here, idea = session.get_one(Board, board.id), session.scalars(select(Idea)).one()
        replying.set_status(session, WHO, [idea], here.statuses[-1], at=now)
        replying.draft_reply(session, WHO, [idea], REPLY, at=now)
        replying.publish_replies(session, WHO, [idea], at=now)
    assert "Jede Idee ist beantwortet" in said()


def test_a_manager_answers_many_at_once_and_one_in_several_languages(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        first, second = (an_idea(session, board, text, at=now).reference for text in ("a1", "b2"))
    here = "/verwaltung/ideen/besser/antworten"
    manager.get(here).submit("Diese Entwürfe veröffentlichen", 422).sees("mindestens eine Idee")
    page = manager.get(here).choose("a1", "b2").fill("new_status", "In Prüfung")
    page.fill("answer", "Wird geprüft.").submit("Stand und Entwurf speichern")
    # The status goes out together with the reply, not before.
    visitor.get(f"/de/idee/{first}").misses("In Prüfung", "Wird geprüft.")
    manager.get(here).choose("a1", "b2").submit("Diese Entwürfe veröffentlichen")
    for reference in (first, second):
        visitor.get(f"/de/idee/{reference}").sees("Wird geprüft.", "In Prüfung")
    one = manager.get(f"/verwaltung/ideen/besser/idee/{first}/antwort")
    one.fill("reply-ar", "قيد الدراسة").submit()
    visitor.get(f"/ar/idee/{first}").sees("قيد الدراسة")
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(StatusChange)) == 2
