"""One-time codes: each lets one answer in, and nothing remembers which."""

import re
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import delete, inspect, select, text

from beteiligung.abuse.entry import batches_of, mark_of
from beteiligung.abuse.models import CodeBatch, EntryCode
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.surveys.actions import close_survey
from beteiligung.surveys.codes import fresh_code, grouped
from beteiligung.surveys.entry_codes import fresh_codes, make_entry_codes
from beteiligung.surveys.forgetting import forget_answers
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.models import Channel, Response, Survey
from beteiligung.surveys.recording import CodeUsed, Submission, record_response
from tests.surveys.conftest import changed, responses
from tests.visitor import Visitor

Running = Callable[..., Survey]
ONE = "/de/umfrage/eine-antwort"
DESK = "/verwaltung/umfragen/eine-antwort/schutz"
LETTERS = "/verwaltung/codes/briefe/eine-antwort"
SECRET = b"of this test only"


@pytest.fixture
def survey(running: Running) -> Survey:
    """A survey for people with a code."""
    return running(changed("single", access="code"))


@pytest.fixture
def codes(survey: Survey, store: Store, now: datetime) -> list[str]:
    made = fresh_codes(50)
    with store.writing() as session:
        make_entry_codes(
            session, survey, name="Briefe", codes=made, secret=SECRET, asker=None, at=now
        )
    return made


def left(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(select(EntryCode.code_hash)).all())


def sent(visitor: Visitor, code: str, status: int, **more: str) -> object:
    data = {"key": str(uuid.uuid4()), "weg": "rad", "entry-code": code, **more}
    return visitor.post(ONE, data, status)


def test_a_code_lets_one_answer_in_and_is_gone(visitor: Visitor, store: Store, codes: list[str]):
    page = visitor.get(ONE).sees("Einmal-Code").choose("zu Fuß")
    page.fill("entry-code", grouped(codes[0]).lower()).submit("Antworten absenden")
    assert (len(responses(store)), left(store)) == (1, 49)
    again = sent(visitor, codes[0], 422)
    assert (len(responses(store)), left(store)) == (1, 49)
    assert "schon benutzt" in again.error("entry-code")  # type: ignore[attr-defined]  # a page with its errors


@pytest.mark.parametrize("typed", ["", "   ", "ABC", "0000-0000-0001", "9" * 300])
def test_without_a_proper_code_nothing_is_kept_and_nothing_typed_is_lost(
    visitor: Visitor, store: Store, codes: list[str], typed: str
):
    page = visitor.get(ONE).choose("zu Fuß").fill("entry-code", typed[:40])
    again = page.submit("Antworten absenden", status=422)
    assert again.error("entry-code")
    assert again.value("weg") == "fuss"
    assert (len(responses(store)), left(store)) == (0, len(codes))


def test_an_earlier_version_without_codes_is_no_way_around(
    visitor: Visitor, running: Running, store: Store, now: datetime
):
    survey = running("single")
    with store.writing() as session:
        one = session.get_one(Survey, survey.id)
        first = one.versions[0]
        one.versions.append(
            type(first)(
                number=2,
                document={**first.document, "access": "code"},
                content_hash="0" * 64,
                locales=first.locales,
                published_at=now,
            )
        )
        one.changed_at = now
    visitor.app.extensions["shelf"].forget()
    for version in ("1", "2", "99", ""):
        data = {"key": str(uuid.uuid4()), "weg": "rad", "version": version}
        visitor.post(ONE, data, 422)
    assert responses(store) == []


def test_who_stops_early_needs_a_code_too(visitor: Visitor, store: Store, codes: list[str]):
    visitor.post(ONE, {"key": str(uuid.uuid4()), "stop": "1"}, 422)
    sent(visitor, codes[0], 303, stop="1")
    assert (len(responses(store)), left(store)) == (1, 49)


def test_an_answer_sent_twice_uses_one_code_and_is_thanked_twice(
    visitor: Visitor, store: Store, codes: list[str]
):
    key = str(uuid.uuid4())
    for _ in range(2):
        sent(visitor, codes[0], 303, key=key)
    assert (len(responses(store)), left(store)) == (1, 49)


def test_of_fifty_answers_with_one_code_at_once_one_is_kept(
    store: Store, survey: Survey, version: int, codes: list[str], now: datetime
):
    workers = [Keeping(store), Keeping(store)]

    def send(number: int) -> str:
        try:
            return str(workers[number % 2].keep(submission(survey, version, codes[0]), at=now))
        except CodeUsed:
            return "used"

    with ThreadPoolExecutor(16) as people:
        found = Counter(people.map(send, range(50)))
    assert found == {"True": 1, "used": 49}
    assert (len(responses(store)), left(store)) == (1, 49)


@pytest.fixture
def version(survey: Survey, store: Store) -> int:
    with store.reading() as session:
        return session.get_one(Survey, survey.id).versions[0].id


def submission(survey: Survey, version: int, code: str) -> Submission:
    return Submission(
        survey_id=survey.id,
        version_id=version,
        notice_version=1,
        answers={"weg": "rad"},
        key=str(uuid.uuid4()),
        language="de",
        channel=Channel.WEB,
        entry=mark_of(SECRET, survey.id, code),
    )


def test_an_answer_that_is_not_kept_leaves_its_code(
    store: Store, survey: Survey, codes: list[str], visitor: Visitor, now: datetime
):
    with store.writing() as session:
        close_survey(session, session.get_one(Survey, survey.id), asker=None, at=now)
    sent(visitor, codes[0], 410)
    assert (len(responses(store)), left(store)) == (0, 50)


def test_other_answers_under_the_same_key_leave_their_code(
    store: Store, codes: list[str], visitor: Visitor
):
    key = str(uuid.uuid4())
    sent(visitor, codes[0], 303, key=key)
    sent(visitor, codes[1], 422, key=key, weg="bahn")
    assert (len(responses(store)), left(store)) == (1, 49)


def test_a_code_of_another_survey_lets_nobody_in(
    store: Store, codes: list[str], visitor: Visitor, running: Running
):
    running(changed("single", slug="andere", access="code"))
    data = {"key": str(uuid.uuid4()), "weg": "rad", "entry-code": codes[0]}
    visitor.post("/de/umfrage/andere", data, 422)
    assert left(store) == 50


def test_nothing_tells_which_answer_came_with_which_code(
    store: Store, survey: Survey, version: int, codes: list[str], now: datetime
):
    """Neither a column, nor the order, nor the numbers that the database keeps for itself."""
    with store.writing() as session:
        for code in codes[:10]:
            record_response(session, submission(survey, version, code), at=now)
    with store.reading() as session:
        used = {mark_of(SECRET, survey.id, code) for code in codes[:10]}
        marks = set(session.scalars(select(EntryCode.code_hash)))
        assert not used & marks
        if session.get_bind().dialect.name == "postgresql":
            of_answers = set(session.scalars(text("select xmin::text from response")))
            of_codes = set(session.scalars(text("select xmin::text from entry_code")))
            of_batches = set(session.scalars(text("select xmin::text from code_batch")))
            assert not of_answers & (of_codes | of_batches)
        columns = {column["name"] for column in inspect(session.get_bind()).get_columns("response")}
        assert not columns & {"entry", "code_hash", "batch_id"}
        in_order = list(session.scalars(select(EntryCode.code_hash)))
        made = [mark_of(SECRET, survey.id, code) for code in codes if code not in codes[:10]]
        assert in_order != made
        for response in session.scalars(select(Response)):
            assert not any(code in str(vars(response)) for code in codes)


def test_codes_are_kept_as_marks_only(store: Store, codes: list[str], app: Flask):
    with store.reading() as session:
        kept = " ".join(session.scalars(select(EntryCode.code_hash)))
        noted = " ".join(str(row.detail) for row in session.scalars(select(AuditEntry)))
    assert not any(code in kept + noted or grouped(code) in noted for code in codes)
    assert app.config["SECRET_KEY"] == SECRET.decode()


# ---- what staff do -------------------------------------------------------------------------------


@pytest.mark.usefixtures("survey")
def test_a_manager_makes_codes_once_and_they_let_people_in(
    manager: Visitor, visitor: Visitor, store: Store
):
    manager.get(DESK).sees("One-time codes", "Only with a one-time code")
    filled = manager.get(LETTERS).fill("occasion", "Zietenstraße").fill("number", "50")
    table = filled.choose("A table for letters of your own (CSV)").submit("Make codes")
    assert table.headers["Cache-Control"] == "no-store"
    lines = table.body.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Code;Adresse"
    code, address = lines[7].split(";")
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", code)
    way, _, typed = address.partition("#")
    assert typed == code
    led = visitor.client.get(f"/q/{way[-5:]}", headers={"Accept-Language": "de"})
    assert led.headers["Location"].endswith(f"{ONE}?c={way[-5:]}")
    sent(visitor, code.lower(), 303, c=way[-5:])
    assert [response.code for response in responses(store)] == [way[-5:]]
    manager.get(DESK).sees("Zietenstraße", "50", "1")
    assert left(store) == 49
    assert code not in manager.get(DESK).body.decode()


@pytest.mark.usefixtures("survey")
@pytest.mark.parametrize("kind", ["letters", "cards"])
def test_letters_and_cards_come_out_whole_or_not_at_all(manager: Visitor, store: Store, kind: str):
    filled = manager.get(LETTERS).fill("occasion", "Platz 漢").fill("number", "50").choose(kind)
    again = filled.submit("Make codes", status=422).sees("漢")
    assert (left(store), again.value("occasion")) == (0, "Platz 漢")
    assert again.fill("occasion", "Schule").submit("Make codes").body.startswith(b"%PDF-")
    assert left(store) == 50
    shown = next(again.all("img")).get("src", "")
    assert manager.client.get(shown).data.startswith(b"\x89PNG")


@pytest.mark.usefixtures("survey")
def test_too_few_codes_would_tell_whose_they_were(manager: Visitor, store: Store):
    for number in ("49", "1001", "x"):
        page = manager.get(LETTERS).fill("occasion", "Haus 3").fill("number", number)
        assert page.submit("Make codes", status=422).error("number")
    assert left(store) == 0


def test_an_ended_survey_needs_no_letters(
    manager: Visitor, store: Store, survey: Survey, now: datetime
):
    with store.writing() as session:
        close_survey(session, session.get_one(Survey, survey.id), asker=None, at=now)
    filled = manager.get(LETTERS).fill("occasion", "Zietenstraße")
    filled.submit("Make codes", status=422).sees("let nobody in")
    assert left(store) == 0


def test_codes_on_letters_that_are_out_hold_though_they_are_longer(
    visitor: Visitor, survey: Survey, store: Store, now: datetime
):
    code = fresh_code()
    with store.writing() as session:
        make_entry_codes(
            session, survey, name="Briefe", codes=[code], secret=SECRET, asker=None, at=now
        )
    assert len(code) == 12
    sent(visitor, grouped(code), 303)
    assert left(store) == 0


def test_a_closed_batch_lets_nobody_in(
    manager: Visitor, visitor: Visitor, codes: list[str], store: Store
):
    sent(visitor, codes[0], 303)
    manager.get(DESK).press(f"{DESK}/codes/1/schliessen").sees("49")
    sent(visitor, codes[1], 422)
    assert (len(responses(store)), left(store)) == (1, 0)
    manager.get(DESK).sees("Out of use")


@pytest.mark.usefixtures("codes")
def test_codes_of_an_ended_survey_are_forgotten(store: Store, survey: Survey, now: datetime):
    with store.writing() as session:
        assert forget_answers(session, at=now)["entry_code"] == 0
    with store.writing() as session:
        close_survey(session, session.get_one(Survey, survey.id), asker=None, at=now)
        assert forget_answers(session, at=now)["entry_code"] == 50
    assert left(store) == 0


def test_a_survey_takes_its_codes_with_it(store: Store, survey: Survey, codes: list[str]):
    with store.writing() as session:
        assert batches_of(session, survey.id)[0].used == 0
        session.execute(delete(CodeBatch).where(CodeBatch.survey_id == survey.id))
    assert (len(codes), left(store)) == (50, 0)
