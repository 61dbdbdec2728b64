"""Imprint, privacy, accessibility and help: there in every language, and honest."""

from datetime import UTC, datetime

import pytest

from beteiligung.db import Base, Store
from beteiligung.i18n import OFFERED
from beteiligung.web.actions import month_after
from beteiligung.web.models import Feedback, SiteText
from tests.visitor import Visitor

PAGES = ("impressum", "datenschutz", "barrierefreiheit", "hilfe")


def messages(store: Store) -> list[Feedback]:
    with store.reading() as session:
        return list(session.query(Feedback).order_by(Feedback.id))


@pytest.mark.parametrize("locale", OFFERED)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_every_language(visitor: Visitor, page: str, locale: str) -> None:
    found = visitor.get(f"/{locale}/{page}")
    assert "Set-Cookie" not in found.headers


def test_what_the_operator_has_not_written_is_said(visitor: Visitor) -> None:
    for page in ("impressum", "datenschutz"):
        assert list(visitor.get(f"/de/{page}").all("div", class_="warn"))


def test_the_operators_words_stand_on_the_pages(visitor: Visitor, store: Store) -> None:
    with store.writing() as session:
        for key in ("imprint", "controller", "operator"):
            session.add(
                SiteText(key=key, texts={"de": f"{key}: Beispielstraße 1\n<b>Chemnitz</b>"})
            )
    imprint = visitor.get("/ar/impressum").sees("imprint: Beispielstraße 1", "<b>Chemnitz</b>")
    assert not list(imprint.all("div", class_="warn"))
    assert any(
        "Beispielstraße" in "".join(part.itertext()) for part in imprint.all("span", lang="de")
    )
    privacy = visitor.get("/de/datenschutz").sees("controller: Beispielstraße 1", "operator: ")
    assert not list(privacy.all("div", class_="warn"))


def test_among_arabic_words_a_german_address_keeps_its_number_in_front(
    visitor: Visitor, store: Store
) -> None:
    words = "جهة مختلقة\nBeispielträger (جهة مختلقة)\n00000 Musterstadt\n0371 000"
    with store.writing() as session:
        session.add(SiteText(key="imprint", texts={"ar": words}))
    apart = [part.text for part in visitor.get("/ar/impressum").all("bdi", dir="ltr")]
    assert apart == ["00000 Musterstadt"]


@pytest.mark.parametrize(
    "address", ["/de/nirgends", "/ar/idee/SO-2026-99999", "/en/ideen/nirgends"]
)
def test_a_page_that_is_not_there_says_so_once_and_what_may_help(
    visitor: Visitor, address: str
) -> None:
    page = visitor.get(address, 404)
    (sentence,) = page.all("p", class_="lead")
    assert page.heading not in "".join(sentence.itertext())


def test_whoever_adds_a_table_thinks_of_the_privacy_page() -> None:
    """Each table either holds nothing about people, or the privacy page speaks of it."""
    about_nobody = {
        "area",
        "attention_notice",  # words of staff for everybody
        "area_overlap",
        "board",
        "board_category",
        "board_district",
        "board_phase",
        "board_status",
        "chore",  # when backups were made
        "district",
        "tablet",  # devices of the team; no name of a person
        "film",  # the operator's, in sign language
        "film_part",
        "fund",  # of a district
        "fund_year",
        "fund_meeting",
        "fund_application",  # a project; who applied lies in fund_contact
        "fund_decision",  # counts of votes
        "pot",  # money of the city
        "medium",  # recordings and pictures of staff's making
        "measure",  # what offices do
        "measure_area",
        "measure_district",
        "measure_figure",  # of results, frozen
        "measure_indicator",
        "measure_money",
        "place",
        "plan",  # of the city
        "plan_goal",
        "place_area",  # where posters hang
        "population_margin",
        "qr_code",
        "former_target",  # of printed codes
        "context_indicator",  # figures of offices
        "counted_part",  # counts
        "deletion",  # counts
        "erasure",  # marks that lead to nothing
        "field_choice",  # what pilots choose from
        "margin_match",
        "quota",
        "reference_number",
        "release",  # figures of nobody alone
        "site_text",
        "statement",  # of accessibility
        "statement_gap",
        "spoken_phrase",
        "theme",
        "theme_sorted",  # questions and categories into fields of action
        "survey",
        "survey_district",
        "survey_version",
    }
    spoken_of = {
        "counted_support",
        "idea",
        "idea_burst",
        "idea_link",
        "idea_redaction",
        "idea_reply",
        "idea_report",
        "idea_set_aside",
        "idea_support",
        "subscription",
        "idea_translation",
        "measure_event",  # what staff changed
        "measure_idea",  # what becomes of an idea
        "moderation_decision",  # staff
        "status_change",  # staff
        "arrival",  # answers a minute
        "audit_entry",  # what staff changed
        "change",  # staff
        "field_voice",  # texts that the team spoke, until they are in a survey
        "field_count",  # counts of a week outside
        "field_seen",  # keys of what was counted
        "field_day",  # counts of answers by place and day
        "parcel",  # answers that could not be counted yet, sealed
        "code_batch",  # occasions of one-time codes, as staff call them
        "comment",  # staff
        "contact",
        "decision",  # staff
        "draft_step",  # what staff changed
        "entry_code",  # one-time codes that nobody has used
        "feedback",
        "fund_contact",
        "passed_on",  # number of an idea, and an office
        "first_step",  # staff
        "invitation",  # staff
        "membership",  # staff
        "password_reset",  # staff
        "preparation",  # staff
        "recovery_code",  # staff
        "receipt",  # of an answer
        "response",
        "review",  # staff
        "policy_report",  # how often a browser refused something of ours on a day
        "rhythm",  # answers a minute, where they came in an odd beat
        "saved",  # answers begun
        "scan_day",
        "second_step",  # staff
        "set_aside",
        "staff",
        "staff_session",
        "test_link",  # staff
        "text_note",  # of an answer; staff
        "theme_mark",  # of an answer
        "translation",  # staff
    }
    assert set(Base.metadata.tables) == about_nobody | spoken_of


def test_a_barrier_is_told_without_scripts_and_without_signing_in(
    visitor: Visitor, store: Store, now: datetime
) -> None:
    page = visitor.get("/ar/barrierefreiheit", Referer="http://localhost/ar/hilfe")
    assert page.value("page") == "/ar/hilfe"
    page.fill("message", "  النص صغير  ").fill("reply_to", "a@b.example")
    thanks = page.submit()
    assert "gesendet" in thanks.path
    assert list(thanks.all("div", class_="ok"))
    [message] = messages(store)
    assert (message.message, message.page, message.reply_to) == (
        "النص صغير",
        "/ar/hilfe",
        "a@b.example",
    )
    assert (message.locale, message.at) == ("ar", now)
    assert message.due_at == datetime(2026, 12, 24, 9, 30, tzinfo=UTC)


def test_where_somebody_came_from_outside_is_not_asked(visitor: Visitor) -> None:
    for before in ("https://elsewhere.example/x", "http://localhost/de/barrierefreiheit"):
        assert not visitor.get("/de/barrierefreiheit", Referer=before).value("page")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("message", "   "),
        ("message", "x" * 4001),
        ("reply_to", "nobody"),
        ("reply_to", "a@b"),
        ("page", "/" * 301),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_typed_is_lost(
    visitor: Visitor, store: Store, field: str, typed: str
) -> None:
    page = visitor.get("/uk/barrierefreiheit")
    page.fill("message", "Не читається").fill("page", "/uk/").fill("reply_to", "a@b.example")
    again = page.fill(field, typed).submit(status=422)
    assert again.error(field)
    assert again.value(field) == typed
    assert (again.value("page") == "/uk/") == (field != "page")
    assert messages(store) == []


def test_a_form_on_somebody_elses_page_tells_us_nothing(visitor: Visitor, store: Store) -> None:
    visitor.post("/de/barrierefreiheit", {"message": "x"}, 403, **{"Sec-Fetch-Site": "cross-site"})
    assert messages(store) == []


def test_a_program_that_floods_us_is_asked_to_wait(visitor: Visitor, store: Store) -> None:
    answers = [
        visitor.client.post("/de/barrierefreiheit", data={"message": "x"}).status_code
        for _ in range(21)  # ten a minute, and a minute may turn in between
    ]
    assert 429 in answers
    assert len(messages(store)) == answers.count(303)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 15, tzinfo=UTC), datetime(2027, 1, 15, tzinfo=UTC)),
        (datetime(2028, 1, 30, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_month_is_a_calendar_month(day: datetime, due: datetime) -> None:
    assert month_after(day) == due
