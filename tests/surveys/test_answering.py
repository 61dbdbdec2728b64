"""Residents answer: what they see, what is kept of it, and every "no" with its reason."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, select

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.actions import create_code, register_web_code
from beteiligung.surveys.actions import publish_survey, replace_draft
from beteiligung.surveys.models import Arrival, Survey
from tests import critic
from tests.conftest import Clock
from tests.page import Page
from tests.surveys.conftest import answers, changed, responses
from tests.visitor import OWN_PAGE, Visitor

Running = Callable[..., Survey]
ONE = "/en/umfrage/eine-antwort"
KEY = "7d8f5a3e-4f1c-4c0e-9a52-1f6f0c3f2a11"
GOOD = {"key": KEY, "weg": "fuss"}
FORM = "application/x-www-form-urlencoded"


def raw(visitor: Visitor, path: str, body: bytes, **headers: str) -> Page:
    """Send bytes that no browser's form would send."""
    answer = visitor.client.post(path, data=body, content_type=FORM, headers=headers or OWN_PAGE)
    page = Page(visitor, answer)
    critic.check(visitor.app, page)
    return page


# ---- what people see -------------------------------------------------------------------------


def test_the_beginning_says_who_asks_why_and_what_happens(visitor: Visitor, running: Running):
    running("single")
    visitor.get(ONE).sees(
        "Who asks: Beispielträger",
        "Um zu wissen, was gebraucht wird.",
        "Verantwortlich: Beispielträger",
        "The survey runs until December 7, 2026. We show the results from January 4, 2027 on.",
        "Your answers are deleted after 12 months",
    )


@pytest.mark.parametrize("language", ["ar", "uk", "de-leicht"])
def test_a_german_survey_under_another_language_is_honest(
    visitor: Visitor, running: Running, language: str
):
    running("single")
    page = visitor.get(f"/{language}/umfrage/eine-antwort").sees("Wie kommen Sie zum Markt?")
    if language == "de-leicht":
        assert page.root.get("lang") == "de"
        return
    asked = next(item for item in page.all("span") if item.text == "Wie kommen Sie zum Markt?")
    assert (asked.get("lang"), asked.get("dir")) == ("de", "ltr")
    next(page.all("div", class_="note"))


def test_a_survey_in_arabic_is_arabic(visitor: Visitor, running: Running):
    running("many_rules")
    page = visitor.get("/ar/umfrage/begegnungshaus").sees("هل تعرفون بيت اللقاء؟")
    page.misses("Begegnungshaus")
    assert not list(page.all("span", lang="de"))


def test_only_finished_languages_are_offered(visitor: Visitor, running: Running):
    running("many_rules")
    offered = {
        item.get("value") for item in visitor.get("/de/umfrage/begegnungshaus").all("button")
    }
    assert {"de", "ar"} <= offered
    assert not {"en", "ru", "uk"} & offered


def test_compressed_and_plain_pages_are_the_same_but_for_a_fresh_key(
    visitor: Visitor, running: Running
):
    running("single")
    plain = visitor.get(ONE).body.decode()
    packed = visitor.client.get(ONE, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    unpacked = gzip.decompress(packed.data).decode()
    key = re.compile(r'name="(?:key|page-stamp)" value="([^"]+)"')
    assert key.sub("", unpacked) == key.sub("", plain)
    keys = {key.findall(text)[0] for text in (plain, unpacked, visitor.get(ONE).body.decode())}
    assert len(keys) == 3


def test_nothing_of_a_survey_page_is_kept_on_the_way(visitor: Visitor, running: Running):
    running("single")
    assert visitor.get(ONE).headers["Cache-Control"] == "no-store"


def test_thanks_say_when_results_come(visitor: Visitor, running: Running):
    running("single")
    page = visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    page.sees("Thank you! Your answers have arrived.", "From January 4, 2027 on")


def test_the_results_date_can_be_noted(visitor: Visitor, running: Running):
    running("single")
    entry = visitor.get(ONE + "/termin.ics")
    assert entry.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20270104" in entry.text


def test_answers_refer_to_the_notice_that_was_shown(
    visitor: Visitor, running: Running, store: Store, clock: Clock
):
    survey = running("single")
    visitor.get(ONE + "/datenschutz").sees("Version 1 of this notice")
    clock.passes(minutes=1)
    with store.writing() as session:
        kept = session.get_one(Survey, survey.id)
        document = changed("single", retention_months=6)
        replace_draft(session, kept, document, asker=None, at=clock())
        later = clock() + timedelta(days=9)
        publish_survey(session, kept, opens_at=clock(), closes_at=later, asker=None, at=clock())
    visitor.app.extensions["shelf"].forget()
    visitor.get(ONE + "/datenschutz").sees("Version 2 of this notice", "6 months")
    visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    assert responses(store)[0].notice_version == 2


# ---- what is kept ----------------------------------------------------------------------------


def test_nothing_about_a_person_is_kept(
    visitor: Visitor, running: Running, store: Store, district: District, now: datetime
):
    running("single")
    page = visitor.get(ONE, User_Agent="A rare browser").choose("zu Fuß")
    page.submit("Send answers")
    (kept,) = responses(store)
    assert kept.hour == now.replace(minute=0)
    assert (kept.language, kept.channel, kept.code) == ("en", "web", None)
    assert (kept.status, kept.kind, kept.district_id) == ("complete", "real", district.id)
    assert set(kept.__table__.columns.keys()) == {
        *("id", "key", "survey_id", "version_id", "district_id", "language", "channel", "code"),
        *("status", "kind", "hour", "notice_version", "answers", "set_aside_because"),
        "decision_id",  # which decision of staff set it aside
        "marks",  # a few bits: too quick, without a page, a field that only programs see
    }


def test_who_stops_early_leaves_what_was_answered(visitor: Visitor, running: Running, store: Store):
    running("single")
    visitor.post(ONE, {"key": KEY, "stop": "1"})
    (kept,) = responses(store)
    assert (kept.status, kept.answers) == ("partial", {})


@pytest.fixture
def code(store: Store, district: District, now: datetime) -> str:
    """A poster at the Körnerplatz."""
    with store.writing() as session:
        place = session.scalars(select(Place).order_by(Place.name)).first()
        return create_code(
            session,
            path="umfrage/eine-antwort",
            district=session.get_one(District, district.id),
            place=place,
            medium="poster",
            locale=None,
            at=now,
            rng=Random(1),
        ).code


def test_the_district_comes_from_the_poster(
    visitor: Visitor,
    running: Running,
    store: Store,
    district: District,
    zentrum: District,
    code: str,
):
    survey = running("single")
    with store.writing() as session:
        kept = session.get_one(Survey, survey.id)
        kept.districts.append(session.get_one(District, zentrum.id))
    visitor.language = "en"
    visitor.open(f"/q/{code}").choose("zu Fuß").submit("Send answers")
    visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    by_code, unknown = responses(store)
    assert (by_code.district_id, by_code.channel, by_code.code) == (district.id, "qr", code)
    assert (unknown.district_id, unknown.channel, unknown.code) == (None, "web", None)


def test_the_code_of_a_district_s_page_is_no_poster(
    visitor: Visitor, running: Running, store: Store, district: District, now: datetime
):
    running("single")
    with store.writing() as session:
        web = register_web_code(session, session.get_one(District, district.id), now).code
    visitor.get(f"{ONE}?c={web}").choose("zu Fuß").submit("Send answers")
    (kept,) = responses(store)
    assert (kept.district_id, kept.channel, kept.code) == (district.id, "web", web)


@pytest.mark.parametrize("made_up", ["ABCDE", "<b>", "A" * 100, "ÄÖÜ", "%00", "'--"])
def test_a_code_that_was_never_issued_says_nothing(
    visitor: Visitor, running: Running, store: Store, district: District, made_up: str
):
    running("single")
    visitor.post(ONE, {**GOOD, "c": made_up})
    (kept,) = responses(store)
    assert (kept.district_id, kept.channel, kept.code) == (district.id, "web", None)


def test_bursts_can_be_seen_but_nobody_in_them(
    visitor: Visitor, running: Running, store: Store, code: str, now: datetime
):
    running("single")
    for _ in range(3):
        visitor.get(f"{ONE}?c={code}").choose("zu Fuß").submit("Send answers")
    visitor.app.extensions["ledger"].flush()
    with store.reading() as session:
        (arrival,) = session.scalars(select(Arrival))
    assert (arrival.code, arrival.minute, arrival.n) == (code, now, 3)


# ---- the language is changed in between ------------------------------------------------------


def test_changing_the_language_without_scripts_keeps_everything(
    visitor: Visitor, running: Running, store: Store, code: str
):
    running("many_rules")
    page = visitor.get(f"/de/umfrage/begegnungshaus?c={code}")
    key = page.value("key")
    page.choose("ja", within="kennen").choose("selten", within="besuch")
    page.choose("cafe", "sonst", within="angebote").fill("angebote__sonst", "Der Garten")
    page.choose("2", within="beratung.ton").choose("_declined", within="tage")
    page.fill("kinder", "viele").fill("seit", "2020-05-01").fill("kurs", "<b>Nähen</b>")
    page = page.submit("العربية", 200)
    assert page.root.get("dir") == "rtl"
    page.sees("هل تعرفون بيت اللقاء؟")
    assert (page.value("key"), page.value("c")) == (key, code)
    assert page.value("kennen") == "ja"
    assert page.value("angebote") == ["cafe", "sonst"]
    assert page.value("angebote__sonst") == "Der Garten"
    assert page.value("beratung.ton") == "2"
    assert page.value("kinder") == "viele"
    assert page.value("seit") == "2020-05-01"
    assert page.value("kurs") == "<b>Nähen</b>"
    assert responses(store) == []


# ---- every "no" ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "posted",
    [
        {"weg": "flug"},
        {"weg": "FUSS"},
        {"weg": "fuss "},
        {"weg": "f\x00lug"},
        {"weg": "1"},
    ],
)
def test_an_answer_that_was_not_offered_is_refused(
    visitor: Visitor, running: Running, store: Store, posted: dict[str, str]
):
    running("single")
    page = visitor.post(ONE, {"key": KEY, **posted}, 422)
    assert page.error("weg") == "Please choose one of the answers shown."
    assert page.value("key") == KEY
    assert responses(store) == []


def test_the_summary_leads_to_each_mistake_and_all_typed_words_stay(
    visitor: Visitor, running: Running
):
    running("every_kind")
    page = visitor.get("/en/umfrage/jede-art").choose("b", within="eins")
    page.choose("m", "n", "o", within="mehrere").fill("zahl", "١٠٠").fill("tag", "morgen")
    page.fill("worte", "<script>alert(1)</script>").fill("eins__b", 'ein "Wort"')
    page = page.submit("Send answers", 422).sees("Please check 3 answers")
    summary = page.by_id("errors")
    assert summary is not None
    assert [link.get("href") for link in summary.iter("a")] == ["#mehrere", "#zahl", "#tag"]
    assert page.value("mehrere") == ["m", "n", "o"]
    assert page.value("zahl") == "١٠٠"
    assert page.value("worte") == "<script>alert(1)</script>"
    assert page.value("eins__b") == 'ein "Wort"'


@pytest.mark.parametrize("key", ["", "1", "x" * 36, "7d8f5a3e-4f1c-4c0e-9a52-1f6f0c3f2a1"])
def test_a_form_without_a_proper_key_cannot_be_read(
    visitor: Visitor, running: Running, store: Store, key: str
):
    running("single")
    visitor.post(ONE, {"key": key, "weg": "fuss"}, 400).sees("The form was not complete.")
    assert responses(store) == []


@pytest.mark.parametrize("body", [b"key=%ff&weg=fuss", b"weg=\xfc", b"\xff\xfe=1", b"a=%c3%28"])
def test_bytes_that_are_no_text_cannot_be_read(
    visitor: Visitor, running: Running, store: Store, body: bytes
):
    running("single")
    page = raw(visitor, ONE, body)
    assert page.status == 400
    page.sees("We could not read that")
    assert responses(store) == []


def test_more_than_a_form_can_hold_is_too_large(visitor: Visitor, running: Running):
    running("single")
    page = raw(visitor, ONE, b"weg=" + b"x" * (256 * 1024))
    assert page.status == 413
    page.sees("That was too much at once")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 303),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({}, 303),
    ],
)
def test_only_our_own_pages_send_answers(
    visitor: Visitor, running: Running, store: Store, headers: dict[str, str], status: int
):
    running("single")
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = visitor.client.post(ONE, data=GOOD, headers=sent)
    critic.check(visitor.app, Page(visitor, answer))
    assert answer.status_code == status
    assert len(responses(store)) == (status == 303)


def test_answers_of_one_network_are_limited_and_nothing_is_lost(
    settings: Settings, clock: Clock, running: Running, store: Store
):
    running("single")
    app = create_app(replace(settings, answers_per_minute=2), now=clock)
    visitor = Visitor(app)
    for number in range(2):
        visitor.post(ONE, {**GOOD, "key": KEY[:-1] + str(number)})
    visitor.post(ONE, GOOD, 429).sees("There were too many attempts.")
    assert len(responses(store)) == 2
    app.extensions["ledger"].close()
    app.extensions["store"].dispose()


@pytest.mark.parametrize(
    ("days", "status", "sentence"),
    [
        (-1, 404, "This survey has not begun yet"),
        (0, 303, ""),
        (14, 410, "We show"),
    ],
)
def test_a_survey_takes_answers_while_it_runs(
    visitor: Visitor,
    running: Running,
    store: Store,
    clock: Clock,
    days: int,
    status: int,
    sentence: str,
):
    running("single")
    clock.passes(days=days, minutes=-1 if days < 0 else 0)
    page = visitor.post(ONE, GOOD, status)
    if status == 410:
        page.sees("This survey has ended", "The results are shown here from January 4, 2027 on.")
    elif sentence:
        page.sees(sentence)
    assert len(responses(store)) == (status == 303)


def test_who_scans_too_early_reads_when_to_come_back(
    visitor: Visitor, running: Running, clock: Clock
):
    running("single")
    clock.passes(days=-1, minutes=-1)
    page = visitor.get(ONE, 404)
    page.sees("Begins on", "Please come back later.")


def test_a_paused_survey_says_that_answers_are_not_lost(
    visitor: Visitor, running: Running, store: Store, now: datetime
):
    survey = running("single")
    with store.writing() as session:
        session.get_one(Survey, survey.id).paused_at = now
    visitor.post(ONE, GOOD, 503).sees("Answers on your device are not lost.")
    assert responses(store) == []


def test_what_nobody_has_published_is_not_there(visitor: Visitor, running: Running, store: Store):
    running("single", published=False)
    for address in (ONE, "/en/umfrage/gibt-es-nicht"):
        visitor.get(address, 404)
        visitor.post(address, GOOD, 404)
    assert responses(store) == []


@contextmanager
def out_of_order(store: Store) -> Iterator[None]:
    """A full disk where the database is a file, a database that is away where it is a server."""
    if store.sqlite:

        def full(connection: Any, _record: object, _proxy: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

        event.listen(store.engine, "checkout", full)
        try:
            yield
        finally:
            event.remove(store.engine, "checkout", full)
            store.engine.dispose()
        return
    name = store.url.database
    folder = store.url.query["host"]
    with psycopg.connect(f"host={folder} user=postgres", autocommit=True) as server:
        server.execute(f"alter database {name} allow_connections false".encode())
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,)
        )
        try:
            yield
        finally:
            server.execute(f"alter database {name} allow_connections true".encode())


def test_nobody_is_thanked_for_what_could_not_be_saved(
    visitor: Visitor, running: Running, store: Store
):
    running(changed("text", questions=[{"id": "worte", "kind": "text", "text": "Und?"}]))
    address = "/en/umfrage/eigene-worte"
    visitor.get(address)
    words = {"key": KEY, "worte": "Viele Worte. " * 380}
    with out_of_order(store):
        page = visitor.post(address, words, 503)
        page.sees("Not saved", "is still on your device", "Error number:")
        if not store.sqlite:
            visitor.get("/en/", 503).sees("Please wait a moment", "Error number:")
    assert responses(store) == []
    visitor.post(address, words)
    assert len(answers(store)["worte"]) > 4000


def test_another_worker_s_survey_ends_here_within_a_second(
    app: Flask, visitor: Visitor, running: Running, store: Store, now: datetime
):
    survey = running("single")
    visitor.get(ONE)
    with store.writing() as session:
        kept = session.get_one(Survey, survey.id)
        kept.closes_at = now - timedelta(minutes=1)
        kept.changed_at = now + timedelta(seconds=1)
    visitor.post(ONE, GOOD, 410)
    visitor.get(ONE, 410)
    assert app.extensions["shelf"].get("eine-antwort") is not None
    assert responses(store) == []


@pytest.mark.parametrize(
    ("language", "months", "said"),
    [
        ("en", 1, "deleted after 1 month;"),
        ("de", 1, "nach 1 Monat gelöscht"),
        ("pl", 1, "po 1 miesiącu"),
        ("uk", 24, "через 24 місяці;"),
    ],
)
def test_how_long_answers_stay_is_counted_as_each_language_counts(
    visitor: Visitor, running: Running, language: str, months: int, said: str
):
    slug = running(changed("single", retention_months=months)).slug
    visitor.get(f"/{language}/umfrage/{slug}").sees(said)
