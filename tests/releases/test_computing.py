"""From answers to a release: the figures are right, and few people are never shown."""

import shutil
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.releases.actions import compute_release
from beteiligung.releases.released import Released, read
from beteiligung.surveys.models import Response, Survey
from tests import counting
from tests.builders import a_district
from tests.conftest import NOW
from tests.counting import Given
from tests.releases.survey_of_people import (
    AGES,
    PARK,
    asked,
    choice,
    document,
    keep,
    people,
)

Compute = Callable[..., tuple[Released, dict[str, Any]]]


@pytest.fixture
def here(session: Session, now: datetime) -> District:
    """The Sonnenberg."""
    return a_district(session, at=now)


@pytest.fixture
def compute(session: Session, now: datetime) -> Compute:
    """Computes the next release of a survey from what is kept."""

    def of(survey: Survey, **plan: Any) -> tuple[Released, dict[str, Any]]:
        session.commit()
        release = compute_release(
            session, survey, plan=plan, asker=None, at=now, timezone="Europe/Berlin"
        )
        return read(release.document), release.report

    return of


def counts(released: Released, question: str, group: str | None = None) -> dict[str, int | None]:
    tally = next(t for t in released.tallies if t.question == question and t.group == group)
    return {cell.code: cell.count for cell in tally.cells}


# ---- right figures -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def park(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Released, dict[str, Any], list[Response]]:
    """The release of 300 people, and what they answered; computed once, only read."""
    path = tmp_path_factory.mktemp("park") / "park.sqlite3"
    shutil.copyfile(sqlite_template, path)
    store = Store(f"sqlite:///{path}")
    with store.writing() as session:
        survey = asked(session, a_district(session, at=NOW))
        keep(session, survey, people(300), NOW)
        id_ = survey.id
    with store.writing() as session:
        survey = session.get_one(Survey, id_)
        release = compute_release(
            session, survey, plan={}, asker=None, at=NOW, timezone="Europe/Berlin"
        )
        rows = list(session.query(Response))
        found = read(release.document), dict(release.report), rows
        session.expunge_all()
    store.dispose()
    return found


def test_every_figure_equals_a_naive_recount(park: tuple[Released, Any, list[Response]]):
    released, report, rows = park
    assert report["passed"]
    for tally in released.tallies:
        for cell in tally.cells:
            if cell.count is not None:
                assert cell.count == recount(released, tally, cell.code, rows), (tally.key, cell)
        if not tally.question.startswith("_"):
            assert tally.base == sum(inside(released, tally, row) for row in rows)


def inside(released: Released, tally: Any, row: Response) -> bool:
    given = row.answers.get(tally.question)
    return given is not None and (tally.by is None or in_group(released, tally, row))


def in_group(released: Released, tally: Any, row: Response) -> bool:
    return row.answers.get(tally.by) in of(released, tally.by)[tally.group]


def of(released: Released, question: str | None) -> dict[str | None, tuple[str, ...]]:
    return {answer.code: answer.of for answer in released.by_id[question or ""].answers}


def recount(released: Released, tally: Any, code: str, rows: Iterable[Response]) -> int:
    wanted = set(of(released, tally.question)[code])
    n = 0
    for row in rows:
        answers = {**row.answers, "_language": row.language, "_channel": row.channel}
        given = answers.get(tally.question)
        mine = set(given) if isinstance(given, list) else {given}
        n += bool(mine & wanted) and (tally.by is None or in_group(released, tally, row))
    return n


def test_questions_are_split_by_age_in_groups_of_thirty(
    park: tuple[Released, Any, list[Response]],
):
    released, _, rows = park
    groups = [tally.group for tally in released.tallies_of("park", by="q_alter")]
    assert groups[0] == "u16~16_24"
    sizes = [
        sum(row.answers.get("q_alter") in of(released, "q_alter")[g] for row in rows)
        for g in groups
    ]
    assert min(sizes) >= 30
    assert {age for g in groups for age in of(released, "q_alter")[g]} == set(AGES)


def test_free_texts_are_listed_with_the_reason_and_never_shown(
    park: tuple[Released, Any, list[Response]],
):
    released, _, _ = park
    assert "own words" in released.by_id["worte"].dropped
    assert not released.tallies_of("worte")
    assert "Bänke" not in str(released)


def test_who_took_part_is_told_too(park: tuple[Released, Any, list[Response]]):
    released, _, rows = park
    assert released.total == 300
    assert sum(n or 0 for n in counts(released, "_language").values()) == len(rows)
    assert "fa" not in counts(released, "_language")  # six people: put together with others
    assert counts(released, "_channel") == {"qr": 300}
    assert released.by_id["_language"].text.pick(["ar"]).locale == "ar"


# ---- what staff choose ---------------------------------------------------------------------------


def test_an_omitted_question_stays_listed_with_the_reason(
    session: Session, here: District, now: datetime, compute: Compute
):
    survey = asked(session, here)
    keep(session, survey, people(60), now)
    released, _ = compute(
        survey, omitted={"park": "Wir fragen noch einmal."}, order=["wege"], by=[]
    )
    assert [each.id for each in released.asked][:2] == ["wege", "park"]
    omitted = released.by_id["park"].omitted
    assert omitted
    assert omitted.pick(["de"]).text == "Wir fragen noch einmal."
    assert not released.tallies_of("park")
    assert not [tally for tally in released.tallies if tally.by]


def test_set_aside_answers_are_counted_openly_and_nowhere_else(
    session: Session, here: District, now: datetime, compute: Compute
):
    survey = asked(session, here)
    keep(session, survey, people(60), now)
    keep(session, survey, people(9, set_aside_because="Serie in der Nacht"), now)
    released, _ = compute(survey)
    assert (released.total, released.set_aside) == (60, 9)


def test_answers_that_waited_on_a_tablet_do_not_let_a_survey_end_later(
    session: Session, here: District, now: datetime, compute: Compute
):
    survey = asked(session, here)
    keep(session, survey, people(40), now - timedelta(days=3))
    keep(session, survey, people(20, "waited"), now)
    survey.closes_at = now - timedelta(days=1)
    released, _ = compute(survey)
    assert released.last == (now - timedelta(days=1)).date()


# ---- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 29])
def test_so_few_answers_show_only_that_there_are_few(
    session: Session, here: District, now: datetime, compute: Compute, n: int
):
    survey = asked(session, here)
    keep(session, survey, people(n), now)
    released, report = compute(survey)
    assert (released.total, released.at_least, released.at_most) == (None, 0, 29)
    assert not released.tallies
    assert (released.first, released.last) == (None, None)
    assert "Too few people" in released.by_id["park"].dropped
    assert report["passed"]


def test_a_question_that_nobody_answered_says_so(
    session: Session, here: District, now: datetime, compute: Compute
):
    survey = asked(session, here)
    keep(session, survey, [Given({"wege": ["bus"]})] * 20 + [Given({"wege": ["rad"]})] * 20, now)
    released, report = compute(survey)
    assert report["passed"]
    [tally] = released.tallies_of("park")
    assert (tally.base, [cell.count for cell in tally.cells]) == (0, [0, 0, 0])


def test_two_hundred_answers_to_choose_from(
    session: Session, here: District, now: datetime, compute: Compute
):
    codes = [f"ort{at}" for at in range(200)]
    survey = asked(session, here, document(choice("ort", codes)))
    given = [Given({"ort": codes[at % 7 if at < 60 else at % 200]}) for at in range(200)]
    keep(session, survey, given, now)
    released, report = compute(survey)
    assert report["passed"]
    shown = counts(released, "ort")
    assert shown["ort3"] == 9
    rest = released.by_id["ort"].answers[-1]
    assert (rest.code, rest.label.pick(["de"]).text) == ("_other", "Alle anderen Antworten")
    assert sum(n or 0 for n in shown.values()) == 200


def test_answers_of_three_versions_stand_in_one_table(
    session: Session, here: District, now: datetime, compute: Compute
):
    versions = [
        document(choice("park", codes))
        for codes in (("gern", "ungern"), ("gern", "mittel", "ungern"), ("mittel", "gern"))
    ]
    survey = asked(session, here, *versions)
    for version, code in ((1, "ungern"), (2, "mittel"), (3, "gern")):
        keep(session, survey, [Given({"park": code}, version=version)] * 20, now)
    released, report = compute(survey)
    assert report["passed"]
    assert counts(released, "park") == {"mittel": 20, "gern": 20, "ungern": 20}


def test_a_group_of_four_is_never_shown_apart(
    session: Session, here: District, now: datetime, compute: Compute
):
    survey = asked(session, here)
    young = [Given({"park": "gern", "q_alter": "16_24"})] * 40
    old = [Given({"park": "ungern", "q_alter": "75p"})] * 4
    keep(session, survey, [*young, *old, *people(40)], now)
    released, report = compute(survey)
    assert report["passed"]
    groups = {tally.group for tally in released.tallies if tally.by}
    assert "75p" not in groups


# ---- other kinds ---------------------------------------------------------------------------------


def test_personal_questions_need_ten_people(
    session: Session, here: District, now: datetime, compute: Compute
):
    rent = choice("miete", ("ja", "nein", "teils"), sensitive=True)
    survey = asked(session, here, document(rent))
    given = ["ja"] * 40 + ["nein"] * 30 + ["teils"] * 7
    keep(session, survey, [Given({"miete": code}) for code in given], now)
    released, report = compute(survey)
    assert report["passed"]
    assert ["miete", ""] in report["strict"]
    assert min(n or 99 for n in counts(released, "miete").values()) >= 10


def test_numbers_stand_in_bands_and_nobodys_own_is_seen(
    session: Session, here: District, now: datetime, compute: Compute
):
    years = {"id": "jahre", "kind": "number", "text": {"de": "Jahre?"}, "min": 0, "max": 120}
    survey = asked(session, here, document(years))
    keep(session, survey, [Given({"jahre": at % 40}) for at in range(120)], now)
    keep(session, survey, [Given({"jahre": 97})], now)
    released, report = compute(survey)
    assert report["passed"]
    assert "97" not in str(released.by_id["jahre"].answers)
    assert released.by_id["jahre"].answers[-1].label.pick(["de"]).text.startswith("≥")
    assert sum(n or 0 for n in counts(released, "jahre").values()) == 121


def test_rows_orders_and_budgets(session: Session, here: District, now: datetime, compute: Compute):
    labels = [{"de": "gut"}, {"de": "mittel"}, {"de": "schlecht"}]
    places = [{"code": code, "label": {"de": code}} for code in ("markt", "wald")]
    more = [{"code": code, "label": {"de": code}} for code in ("bank", "licht", "baum")]
    rows = {"id": "orte", "kind": "matrix", "text": {"de": "?"}, "items": places, "scale": "s"}
    order = {"id": "rang", "kind": "rank", "text": {"de": "?"}, "options": more}
    money = {"id": "geld", "kind": "budget", "text": {"de": "?"}, "options": more, "total": 10}
    content = document(rows, order, money) | {
        "scales": {"s": {"codes": ["3", "2", "1"], "labels": labels}}
    }
    survey = asked(session, here, content)
    given = {
        "orte": {"markt": "3", "wald": "1"},
        "rang": ["licht", "bank"],
        "geld": {"bank": 7, "licht": 3, "baum": 0},
    }
    other = {"orte": {"markt": "1", "wald": "3"}, "rang": ["baum"], "geld": {"bank": 10}}
    keep(session, survey, [Given(given)] * 20 + [Given(other)] * 20, now)
    released, report = compute(survey)
    assert report["passed"]
    assert [t.item for t in released.tallies_of("orte")] == ["markt", "wald"]
    assert counts(released, "rang") == {"bank": 0, "licht": 20, "baum": 20}
    assert counts(released, "geld") == {"bank": 8, "licht": 2, "baum": 0}  # mean points
    assert not released.tallies_of("geld", by="q_alter")


def test_who_was_asked_does_not_tell_who_answered(
    session: Session, here: District, now: datetime, compute: Compute
):
    lives = choice("bezug", ("wohnt", "arbeitet", "besuch"))
    since = choice("dauer", ("kurz", "lang"), show_if="${bezug} = 'wohnt'")
    survey = asked(session, here, document(lives, since))
    keep(session, survey, [Given({"bezug": "wohnt", "dauer": "lang"})] * 40, now)
    keep(session, survey, [Given({"bezug": "wohnt", "dauer": "kurz"})] * 30, now)
    keep(session, survey, [Given({"bezug": "besuch"})] * 3, now)
    keep(session, survey, [Given({"bezug": "arbeitet"})] * 20, now)
    released, report = compute(survey)
    assert report["passed"]
    assert 3 not in counts(released, "bezug").values()


# ---- over time -----------------------------------------------------------------------------------


def test_photos_places_and_names_are_never_in_it(
    session: Session, here: District, now: datetime, compute: Compute
):
    named = {"id": "name", "kind": "text", "text": {"de": "Name?"}, "identifying": True}
    named["reason"] = {"de": "Um zu antworten."}
    photo = {"id": "bild", "kind": "photo", "text": {"de": "Bild?"}}
    survey = asked(session, here, document(*PARK, named, photo))
    keep(session, survey, people(40), now)
    released, _ = compute(survey)
    assert "name" not in released.by_id
    assert "photos" in released.by_id["bild"].dropped
    assert now + timedelta(days=1) > counting.OPENED
