"""Doubtful answers: a manager looks at a group, sets it aside for a reason, takes it back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.audit import AuditEntry
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.dashboards.doubted import standing_out
from beteiligung.dashboards.models import Decision, Rhythm
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.surveys.columns import columns
from beteiligung.surveys.models import Arrival, Quota, Response, Survey
from beteiligung.surveys.places import Limit, set_places
from tests import counting
from tests.builders import on_the_shelf
from tests.conftest import Clock
from tests.counting import Given
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
RESULTS = "/verwaltung/umfragen/jede-art/ergebnisse"
HERE = f"{RESULTS}/auffaelliges"
CODE = "7F3K2"
NIGHT = datetime(2026, 11, 24, 2, tzinfo=UTC)  # 3 o'clock on the Sonnenberg
REASON = "Alle in einer Nacht, von einem Plakat"
HONEST = "Das Nachtcafé hat gemeinsam ausgefüllt"
BACK = "Das Nachtcafé hat sich gemeldet"


@pytest.fixture
def survey(store: Store, district: District, zentrum: District, now: datetime) -> Survey:
    """40 people in the daytime and 12 at night by one code; 20 people of the Zentrum."""
    day = now.replace(hour=11, minute=0) - timedelta(days=9)
    with store.writing() as session:
        place = session.query(Place).filter_by(name="Lessingplatz").one()
        counting.code_at(session, place, CODE)
        survey = counting.survey(session, on_the_shelf("every_kind"), districts=[district, zentrum])
        people = [
            Given(
                {"eins": "ab"[at % 2], "worte": "Mehr Bäume"},
                district=district.id,
                hour=day + timedelta(days=at // 6, hours=at % 6),
            )
            for at in range(40)
        ]
        night = Given({"eins": "neu"}, district=district.id, code=CODE, hour=NIGHT)
        others = Given({"eins": "b"}, district=zentrum.id, channel="web", hour=day)
        counting.answer(session, survey, *people, *[night] * 12, *[others] * 20)
    return survey


def test_whoever_signs_results_is_told_how_many_answers_stand_out(store: Store, survey: Survey):
    with store.reading() as session:
        found = session.merge(survey)
        assert standing_out(session, found, None, "Europe/Berlin") == 12
        assert standing_out(session, found, frozenset(), "Europe/Berlin") == 0


@pytest.fixture
def enter(signed_in: Enter, store: Store, survey: Survey) -> Enter:
    """Signs somebody in who reads English."""
    del survey

    def reading(role: Role, district: District | None = None) -> Visitor:
        visitor = signed_in(role, district)
        with store.writing() as session:
            session.execute(update(Staff).values(locale="en"))
        return visitor

    return reading


@pytest.fixture
def manager(enter: Enter, district: District) -> Visitor:
    """The Sonnenberg's district manager, reading English."""
    return enter(Role.MANAGER, district)


def group_of(visitor: Visitor) -> Page:
    """The page of the one group that stands out."""
    return visitor.get(HERE).follow("Look at this group")


def put_aside(page: Page, reason: str = REASON, status: int | None = None) -> Page:
    """Write a reason and press."""
    page.fill("Why do these answers not count?", reason)
    return page.submit("aside", status)


def counted(store: Store, survey: Survey) -> int:
    with store.reading() as session:
        return columns(session, session.get_one(Survey, survey.id)).size


# ---- looking -------------------------------------------------------------------------------------


def test_the_page_says_what_stands_out_and_how_unusual_it_is(manager: Visitor):
    page = manager.get(HERE)
    page.sees("12 answers in a short time", "Code 7F3K2 (Lessingplatz)", "03:00")
    page.sees("Usually not even one answer an hour", "12 of them came between 22:00 and 5:00.")
    group = page.follow("Look at this group")
    group.sees("With and without these answers", "When they came", "03:59")
    group.sees("Set 12 answers aside", "Leave them, and note it")
    group.misses("Mehr Bäume")


def test_without_the_group_other_figures_are_shown_beside(manager: Visitor, store: Store):
    with store.writing() as session:  # eight more at night who say what many say
        session.execute(update(Response).where(Response.code == CODE).values(answers={"eins": "a"}))
    rows = {
        row[0]: row[1:]
        for row in ([words(cell) for cell in line] for line in group_of(manager).all("tr"))
    }
    assert rows["Eine AntwortA"] == [
        "62 %",
        "50 %",
        "100 %",
    ]


def test_today_names_the_survey_in_which_something_stands_out(manager: Visitor):
    due = "“Jede Art zu fragen”: something stands out among the answers."
    page = manager.get("/verwaltung/")
    page.follow(due).sees("12 answers in a short time")
    put_aside(group_of(manager))
    manager.get("/verwaltung/").misses(due)


def test_a_manager_of_another_district_sees_none_of_it(enter: Enter, zentrum: District):
    stranger = enter(Role.MANAGER, zentrum)
    stranger.get("/verwaltung/").misses("something stands out")
    stranger.get(HERE).sees("Nothing stands out among 20 answers.").misses(CODE)
    stranger.get(f"{HERE}/gruppe?code={CODE}", 422).sees("This is not in the answers.")


def test_viewers_look_and_do_not_decide(enter: Enter, district: District):
    viewer = enter(Role.VIEWER, district)
    group = group_of(viewer).sees("With and without").misses("aside")
    viewer.post(group.path, {"reason": REASON, "seen": "12"}, 403)
    enter(Role.PILOT, district).get(HERE, 403)


def test_a_survey_without_answers_says_so(manager: Visitor, store: Store):
    with store.writing() as session:
        session.query(Response).delete()
        session.execute(update(Survey).values(generation=1))
    manager.get(HERE).sees("There are no answers yet.")
    manager.get(f"{HERE}/gruppe?code=alle").sees("No answers that count belong to this group.")


# ---- setting aside, taking back ------------------------------------------------------------------


def test_answers_set_aside_count_nowhere_and_come_back(
    manager: Visitor, store: Store, survey: Survey
):
    manager.get(RESULTS).sees("52")
    page = put_aside(group_of(manager))
    page.sees("12 answers do not count any more.", REASON, "12 answers do not count.")
    page.sees("Nothing stands out among 40 answers.")
    assert counted(store, survey) == 60
    manager.get(RESULTS).sees("40").misses("52")
    back = page.follow("Let them count again").sees(REASON)
    back.fill("Why do these answers count again?", BACK)
    again = back.submit("Let them count again")
    again.sees("12 answers count again.", BACK, "counts again")
    again.sees("Nothing stands out among 52 answers.", "Looked at and honest").misses("Please look")
    assert counted(store, survey) == 72
    with store.reading() as session:
        noted = session.query(AuditEntry).order_by(AuditEntry.id).all()[-2:]
        assert [entry.action for entry in noted] == ["set_answers_aside", "take_answers_back"]
        assert noted[0].detail["reason"] == REASON
        assert noted[1].detail["reason"] == BACK
        assert not session.scalar(select(func.count(Response.set_aside_because)))


def test_exports_mark_what_was_set_aside(
    manager: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    put_aside(group_of(manager))
    monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", settings.database)
    monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(settings.data_dir))
    command = ["responses", "export", "jede-art", str(tmp_path / "a.csv"), "--purpose", "Prüfung"]
    plain = CliRunner().invoke(main, command)
    assert plain.exit_code == 0, plain.output
    command[3] = str(tmp_path / "b.csv")
    assert CliRunner().invoke(main, [*command, "--set-aside"]).exit_code == 0
    assert REASON not in (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert (tmp_path / "b.csv").read_text(encoding="utf-8").count(REASON) == 12


def test_a_reason_is_needed_and_what_was_typed_stays(manager: Visitor, store: Store):
    page = put_aside(group_of(manager), "kurz", 422)
    page.sees("This is too short. Please say it in a sentence.")
    assert page.value("Why do these answers not count?") == "kurz"
    with store.reading() as session:
        assert not session.scalar(select(func.count(Decision.id)))


def test_of_two_managers_at_once_the_second_is_told(manager: Visitor, store: Store):
    first, second = group_of(manager), group_of(manager)
    put_aside(first)
    put_aside(second, status=422).sees("None of these answers counts any more.")
    with store.reading() as session:
        assert session.scalar(select(func.count(Decision.id))) == 1


def test_an_answer_that_was_withdrawn_meanwhile_is_not_missed(manager: Visitor, store: Store):
    page = group_of(manager)
    with store.writing() as session:
        session.delete(session.query(Response).filter_by(code=CODE).first())
        session.execute(update(Survey).values(generation=Survey.generation + 1))
    put_aside(page).sees("11 answers do not count any more.")


def test_answers_that_came_meanwhile_are_looked_at_first(
    manager: Visitor, store: Store, survey: Survey
):
    page = group_of(manager)
    with store.writing() as session:
        late = Given({"eins": "neu"}, district=1, code=CODE, hour=NIGHT)
        counting.answer(session, session.merge(survey), late)
    again = put_aside(page, status=422).sees("Meanwhile more answers belong to this group.")
    assert again.value("Why do these answers not count?") == REASON
    put_aside(again).sees("13 answers do not count any more.")


def test_a_manager_takes_back_only_what_is_of_her_district(
    enter: Enter, store: Store, district: District, zentrum: District
):
    admin = enter(Role.ADMIN)
    whole = "code=alle&von=2026-11-15T11Z&bis=2026-11-24T02Z"
    put_aside(admin.get(f"{HERE}/gruppe?{whole}").sees("72 answers"))
    stranger = enter(Role.MANAGER, zentrum)
    page = stranger.get(HERE).sees("20 answers do not count.").follow("Let them count again")
    page.fill("Why do these answers count again?", BACK).submit("Let them count again")
    with store.reading() as session:
        left = session.scalars(
            select(Response.district_id).where(Response.set_aside_because.is_not(None))
        ).all()
        assert set(left) == {district.id}
        assert len(left) == 52
    stranger.post(page.path, {"back": BACK, "csrf_token": page.value("csrf_token")}, 422).sees(
        "These answers count again already."
    )
    admin.get(HERE).sees("52 answers do not count.")


def test_a_decision_of_another_survey_is_not_there(manager: Visitor):
    manager.get(f"{HERE}/entscheidung/99", 404)


def test_places_of_answers_set_aside_are_free_again(
    manager: Visitor, store: Store, survey: Survey, now: datetime
):
    with store.writing() as session:
        limits = [Limit(72), Limit(20, "eins", "neu")]
        set_places(session, session.merge(survey), limits, target=None, asker=None, at=now)
    put_aside(group_of(manager))
    with store.reading() as session:
        taken = session.scalars(select(Quota.taken).order_by(Quota.id)).all()
        assert taken == [60, 0]


# ---- honest groups, and the rule by hand ---------------------------------------------------------


def test_a_group_found_honest_stays_quiet_until_somebody_looks_again(manager: Visitor):
    page = group_of(manager)
    page.fill("How do you know that they are honest?", HONEST)
    quiet = page.submit("Leave them, and note it")
    quiet.sees("Nothing stands out among 52 answers.", "Looked at and honest", HONEST)
    quiet.submit("Let it stand out again").sees("12 answers in a short time")


def test_a_group_that_counts_again_stands_out_when_somebody_wants_it(manager: Visitor):
    back = put_aside(group_of(manager)).follow("Let them count again")
    back.fill("Why do these answers count again?", BACK)
    quiet = back.submit("Let them count again").sees("Nothing stands out among 52 answers.")
    quiet.submit("Let it stand out again").sees("Please look", "12 answers in a short time")


def test_answers_are_chosen_by_hand_and_counted_first(manager: Visitor):
    page = manager.get(HERE)
    page.fill("Code", "7F3K2").fill("First hour", "2026-11-24T03:00")
    page.fill("Last hour, included", "2026-11-24T03:00")
    group = page.submit("Look at these answers").sees("Set 12 answers aside")
    assert group.value("First hour") == "2026-11-24T03:00"
    put_aside(group).sees("12 answers do not count any more.")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("code=7F3K2&von=2026-11-24T03:00", "Please fill in this field."),
        ("code=7F3K2&von=gestern&bis=2026-11-24T03:00", "Not a valid date value."),
        ("code=7F3K2&von=2026-11-24T05:00&bis=2026-11-24T03:00", "before the first"),
        ("code=XXXXX", "This is not in the answers."),
        ("code=7F3K2&von=9999Z&bis=9999Z", "Not a valid date value."),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(manager: Visitor, query: str, sentence: str):
    page = manager.get(f"{HERE}/gruppe?{query}", 422).sees(sentence)
    if "gestern" not in query and "Z" not in query and "XXXXX" not in query:
        assert page.value("First hour").startswith("2026-11-24T0")


def test_fewer_than_five_are_neither_shown_nor_set_aside(manager: Visitor, store: Store):
    few = f"{HERE}/gruppe?code=ohne&von=2026-11-15T11Z&bis=2026-11-15T13Z"
    page = manager.get(few).sees("Fewer than 5 answers").misses("With and without", "3 answers")
    token = {"reason": REASON, "seen": "5", "csrf_token": page.value("csrf_token")}
    manager.post(few, token, 422).sees("These are fewer than 5 answers.")
    results = manager.get(RESULTS)
    results.fill("What do you need them for?", "Drei Bögen vom Stand").submit("Show small groups")
    put_aside(manager.get(few).sees("3 answers")).sees("3 answers do not count any more.")
    with store.reading() as session:
        assert session.scalar(select(func.count(Response.decision_id))) == 3


def test_nonsense_in_an_address_is_an_empty_group(manager: Visitor):
    for pattern in ("ffffffffffffffffffff", "%C3%BC", "straight", "zzz"):
        manager.get(f"{HERE}/gruppe?code=alle&muster={pattern}").sees("No answers that count")


# ---- what stays when minutes go ------------------------------------------------------------------


def test_a_beat_is_remembered_when_the_minutes_are_deleted(
    manager: Visitor,
    store: Store,
    survey: Survey,
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
):
    morning = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with store.writing() as session:
        one = Given({"eins": "a"}, district=1, code=CODE, hour=morning)
        counting.answer(session, session.merge(survey), *[one] * 60)
        session.add_all(
            Arrival(survey_id=survey.id, code=CODE, minute=morning + timedelta(minutes=at), n=1)
            for at in range(60)
        )
    said = "They came one after the other, about every 60 seconds."
    manager.get(HERE).sees("60 answers in a steady beat", said)
    monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", settings.database)
    monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr("beteiligung.cli.clock.now", lambda: clock() + timedelta(hours=1))
    assert CliRunner().invoke(main, ["forget"]).exit_code == 0
    with store.writing() as session:
        assert session.query(Rhythm).one().seconds == 60
        session.query(Arrival).delete()
    manager.get(HERE).sees("60 answers in a steady beat", said)
