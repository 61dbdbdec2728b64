"""Filtered, split and weighted figures are those of a count by hand, over three versions."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import fmean, median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from beteiligung.dashboards.measures import points
from beteiligung.dashboards.queries import Selection, TooFewTogether, result_of, results, split
from beteiligung.dashboards.result import Result
from beteiligung.surveys.columns import columns
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.questionnaire import Questionnaire, read, visible
from beteiligung.tally import Tally
from tests import counting
from tests.builders import a_district, on_the_shelf
from tests.counting import OPENED, Given

ZONE = "Europe/Berlin"
NOON = OPENED + timedelta(days=6)
MISSING = {"neu"}
PEOPLE = 90


def versions() -> list[dict[str, Any]]:
    """Three versions: the second has one option more, the third asks for no number."""
    first = on_the_shelf("every_kind")
    second = copy.deepcopy(first)
    second["questions"][1]["options"].insert(1, {"code": "c", "label": {"de": "C"}})
    third = copy.deepcopy(second)
    third["questions"] = [each for each in third["questions"] if each["id"] != "zahl"]
    return [first, second, third]


def somebody(rng: Random, districts: list[int]) -> Given:
    version = rng.randint(1, 3)
    answers: dict[str, Any] = {
        "eins": rng.choice(["a", "b", "neu", None] + ["c"] * (version > 1)),
        "nur_a": rng.choice(["3", "2", "1", None]),
        "reihen": {
            row: rng.choice(["3", "2", None]) for row in rng.sample("xy", rng.randint(0, 2))
        },
        "mehrere": rng.choice([None, ["m"], ["n", "o"], ["keine"]]),
    }
    if version < 3:
        answers["zahl"] = rng.choice([None, rng.randint(0, 99)])
    kept = {name: value for name, value in answers.items() if rng.random() < 0.8 and value != {}}
    return Given(
        kept,
        version=version,
        district=rng.choice([*districts, None]),
        language=rng.choice(["de", "ar", "uk"]),
        channel=rng.choice(["qr", "tablet"]),
        hour=OPENED + timedelta(hours=rng.randrange(120)),
    )


@dataclass(frozen=True)
class Town:
    """A survey with everybody who answered it, as one finds them in the table."""

    survey: Survey
    people: list[Response]
    questionnaires: Mapping[int, Questionnaire]
    districts: Mapping[str, int]

    def fitting(self, selection: Selection) -> list[Response]:
        return [each for each in self.people if self.fits(each, selection)]

    def fits(self, person: Response, selection: Selection) -> bool:
        day = person.hour.astimezone(ZoneInfo(ZONE)).date()
        return (
            (not selection.districts or person.district_id in selection.districts)
            and selection.language in {None, person.language}
            and selection.channel in {None, person.channel}
            and (selection.since is None or day >= selection.since)
            and (selection.until is None or day <= selection.until)
            and self.answered(person, selection)
        )

    def answered(self, person: Response, selection: Selection) -> bool:
        wanted: dict[str, list[str]] = {}
        for variable, code in selection.answers:
            wanted.setdefault(variable, []).append(code)
        return all(
            any(self.chose(person, variable, code) for code in codes)
            for variable, codes in wanted.items()
        )

    @staticmethod
    def chose(person: Response, variable: str, code: str) -> bool:
        question, _, row = variable.partition(".")
        answer = person.answers.get(question)
        if row:
            answer = (answer or {}).get(row)
        return code in answer if isinstance(answer, list) else answer == code

    def saw(self, person: Response, question: str) -> bool:
        questionnaire = self.questionnaires[person.version_id]
        return question in visible(questionnaire, person.answers, today=person.hour.date())


@pytest.fixture
def town(session: Session) -> Town:
    """Ninety people of two districts, or of none, who answered three versions over five days."""
    rng = Random("town")
    districts = {slug: a_district(session, slug, at=OPENED).id for slug in ("eins", "zwei")}
    survey = counting.survey(session, *versions())
    crowd = [somebody(rng, list(districts.values())) for _ in range(PEOPLE)]
    people = counting.answer(session, survey, *crowd)
    questionnaires = {version.id: read(version.document) for version in survey.versions}
    return Town(survey, people, questionnaires, districts)


pairs = st.sampled_from(
    [("eins", "a"), ("eins", "c"), ("reihen.x", "3"), ("mehrere", "o"), ("nur_a", "2")]
)
days = st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 8))
selections = st.builds(
    Selection,
    language=st.none() | st.sampled_from(["de", "ar"]),
    channel=st.none() | st.sampled_from(["qr", "tablet"]),
    since=days,
    until=days,
    answers=st.lists(pairs, max_size=2).map(tuple),
)


def test_filters_by_district_period_and_answers_are_a_count_by_hand(session: Session, town: Town):
    ids = list(town.districts.values())

    @settings(max_examples=60, deadline=None)
    @given(selection=selections, districts=st.sets(st.sampled_from(ids)), weighted=st.booleans())
    def check(selection: Selection, districts: set[int], *, weighted: bool) -> None:
        chosen = with_districts(selection, districts)
        weights = some_weights(columns(session, town.survey).size) if weighted else None
        found = results(session, town.survey, chosen, at=NOON, timezone=ZONE, weights=weights)
        people = town.fitting(chosen)
        assert found.total == len(people)
        for result in found.questions:
            compare(town, result, people, weights)

    check()


def with_districts(selection: Selection, districts: set[int]) -> Selection:
    return Selection(
        language=selection.language,
        channel=selection.channel,
        since=selection.since,
        until=selection.until,
        answers=selection.answers,
        districts=frozenset(districts),
    )


def some_weights(size: int) -> "np.ndarray[Any, np.dtype[np.float64]]":
    rng = Random(size)
    return np.array([rng.uniform(0.3, 3) for _ in range(size)])


def compare(town: Town, result: Result, people: list[Response], weights: Any) -> None:
    """Every number of a question beside a count by hand."""
    name = result.asked.question.id
    saw = [person for person in people if town.saw(person, name)]
    places = {person.id: place for place, person in enumerate(town.people)}
    for tally in result.tallies:
        row = tally.variable.partition(".")[2]
        given_ = [(person, answer_in(person, name, row)) for person in saw]
        filled = [(person, value) for person, value in given_ if value not in {None, ""}]
        assert tally.total == len(people)
        assert tally.asked == len(saw)
        assert tally.declined == sum(value is None for _, value in given_)
        assert tally.unanswered == sum(value == "" for _, value in given_)
        assert tally.answered == len(filled)
        if not result.asked.options:
            continue
        based = [person for person, value in filled if value not in MISSING]
        assert tally.base == len(based)
        for code, count in tally.counts.items():
            chose = [person for person in saw if town.chose(person, tally.variable, code)]
            assert count == len(chose), (tally.variable, code)
            if weights is not None:
                assert tally.weighted is not None
                together = sum(weights[places[person.id]] for person in chose)
                assert tally.weighted[code] == pytest.approx(together)
        if weights is not None:
            together = sum(weights[places[person.id]] for person in based)
            assert tally.weighted_base == pytest.approx(together)
        else:
            assert tally.weighted is None


def answer_in(person: Response, name: str, row: str) -> Any:
    """What somebody answered: as a tuple of several, "" for nothing, none where she declined."""
    answer = person.answers.get(name, "")
    if row and isinstance(answer, dict):
        answer = answer.get(row, "")
    return tuple(answer) if isinstance(answer, list) else answer


# ---- groups --------------------------------------------------------------------------------------


def belongs(town: Town, person: Response, by: str, code: str) -> bool:
    if by == "_district":
        return person.district_id == town.districts[code]
    if by.startswith("_"):
        return code == {"_language": person.language, "_channel": person.channel}[by]
    return town.chose(person, by, code)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    ("by", "codes"),
    [
        ("eins", ["a", "c", "b", "neu"]),
        ("reihen.x", ["3", "2", "1"]),
        ("mehrere", ["m", "n", "o", "keine"]),
        ("_language", ["ar", "de", "uk"]),
        ("_channel", ["qr", "tablet"]),
        ("_district", ["eins", "zwei"]),
    ],
)
def test_a_split_question_is_counted_group_by_group(
    session: Session, town: Town, by: str, codes: list[str], *, weighted: bool
):
    selection = Selection(since=date(2026, 11, 3), answers=(("reihen.y", "2"),))
    weights = some_weights(PEOPLE) if weighted else None
    for question in ("eins", "nur_a", "reihen", "mehrere", "zahl"):
        parts = split(session, town.survey, selection, question, by, timezone=ZONE, weights=weights)
        assert [option.code for option, _ in parts] == codes
        for option, result in parts:
            people = [
                person
                for person in town.fitting(selection)
                if belongs(town, person, by, option.code)
            ]
            compare(town, result, people, weights)
            assert result.texts == ()


def test_nothing_is_split_by_what_is_unknown(session: Session, town: Town):
    for question, by in (("eins", "nichts"), ("nichts", "eins"), ("eins", "worte")):
        assert split(session, town.survey, Selection(), question, by, timezone=ZONE) == ()


def test_an_unknown_answer_is_nobodys(session: Session, town: Town):
    for pair in (("nichts", "a"), ("eins", "nichts"), ("zahl", "3")):
        found = result_of(session, town.survey, Selection(answers=(pair,)), "eins", timezone=ZONE)
        assert found is not None
        assert found[0] == 0


def test_a_split_by_language_at_one_place_needs_thirty_people_in_each(session: Session):
    a_district(session, places=("Rosenhof",), at=OPENED)
    place = counting.the_place(session, "Rosenhof")
    counting.code_at(session, place, "RRRRR")
    survey = counting.survey(session, on_the_shelf("every_kind"))
    at_rosenhof = [Given(code="RRRRR")] * 30
    counting.answer(session, survey, *at_rosenhof, *[Given(code="RRRRR", language="ar")] * 29)
    here = Selection(place=place.id)
    with pytest.raises(TooFewTogether):
        split(session, survey, here, "eins", "_language", timezone=ZONE)
    assert split(session, survey, here, "eins", "_channel", timezone=ZONE)
    counting.answer(session, survey, Given(code="RRRRR", language="ar"))
    assert len(split(session, survey, here, "eins", "_language", timezone=ZONE)) == 2


@pytest.mark.parametrize(
    "selection",
    [
        Selection(answers=(("eins", "b"),)),
        Selection(since=OPENED.date()),
        Selection(until=OPENED.date()),
    ],
)
def test_an_answer_or_a_period_shows_no_free_texts(session: Session, selection: Selection):
    survey = counting.survey(session, on_the_shelf("every_kind"))
    counting.answer(session, survey, Given({"eins": "b", "worte": "Mehr Bäume"}))
    found = results(session, survey, selection, at=NOON, timezone=ZONE)
    assert selection.narrow
    assert found.total == 1
    assert all(result.texts == () for result in found.questions)


# ---- scales --------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5), st.integers(0, 9))
def test_the_middle_of_a_scale_leaves_out_who_could_not_say(counts: list[int], missing: int):
    codes = ["5", "4", "3", "2", "1"]
    tally = Tally(
        variable="q",
        total=sum(counts) + missing,
        asked=sum(counts) + missing,
        answered=sum(counts) + missing,
        declined=0,
        unanswered=0,
        base=sum(counts),
        counts={**dict(zip(codes, counts, strict=True)), "neu": missing},
        missing=frozenset({"neu"}),
    )
    values = [int(code) for code, n in zip(codes, counts, strict=True) for _ in range(n)]
    found = points(tally)
    if not values:
        assert found is None
    else:
        assert found is not None
        assert found.n == len(values)
        assert found.mean == pytest.approx(fmean(values))
        assert found.median == median(values)


def test_a_weighted_mean_stands_beside_the_other(session: Session):
    survey = counting.survey(session, on_the_shelf("every_kind"))
    counting.answer(
        session, survey, Given({"reihen": {"x": "3", "y": "2"}}), Given({"reihen": {"x": "1"}})
    )
    found = results(
        session, survey, Selection(), at=NOON, timezone=ZONE, weights=np.array([3.0, 1.0])
    )
    x, y = next(each for each in found.questions if each.asked.question.id == "reihen").points
    assert x is not None
    assert y is not None
    assert (x.mean, x.median, x.weighted) == (2.0, 2.0, 2.5)
    assert (y.n, y.mean, y.weighted) == (1, 2.0, 2.0)


def test_the_calculation_by_hand_in_the_documents(session: Session):
    survey = counting.survey(session, on_the_shelf("every_kind"))
    asked = [{"eins": "a", "nur_a": code} for code in ("3", "3", "2", "1", None)]
    counting.answer(session, survey, *map(Given, asked), Given({"eins": "a"}), Given({"eins": "b"}))
    weights = np.array([1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0])
    found = results(session, survey, Selection(), at=NOON, timezone=ZONE, weights=weights)
    result = next(each for each in found.questions if each.asked.question.id == "nur_a")
    (tally,), (middle,) = result.tallies, result.points
    people = (tally.asked, tally.answered, tally.declined, tally.unanswered, tally.not_asked)
    assert people == (6, 4, 1, 1, 1)
    assert (tally.share("3"), tally.weighted_share("3")) == (0.5, 0.4)
    assert middle is not None
    assert (middle.mean, middle.median, middle.weighted) == (2.25, 2.5, 2.0)


def test_an_answer_that_came_after_the_weights_has_none_yet(session: Session):
    survey = counting.survey(session, on_the_shelf("every_kind"))
    counting.answer(session, survey, Given({"eins": "a"}), Given({"eins": "a"}))
    found = results(session, survey, Selection(), at=NOON, timezone=ZONE, weights=np.array([2.0]))
    tally = found.questions[0].tallies[0]
    assert (tally.counts["a"], tally.weighted) == (2, {"a": 2.0, "b": 0.0, "neu": 0.0})


# ---- the ends ------------------------------------------------------------------------------------


def test_two_hundred_options_none_one_and_all_missing(session: Session):
    options = [
        {"code": f"c{n}", "label": {"de": str(n)}, **({"missing": True} if n == 199 else {})}
        for n in range(200)
    ]
    document = counting.changed(on_the_shelf("every_kind"), "eins", options=options)
    document = counting.changed(document, "mehrere", options=options, show_if="", max=None)
    survey = counting.survey(session, document)

    def tallies(*answers: Mapping[str, Any]) -> list[Tally]:
        counting.answer(session, survey, *map(Given, answers))
        found = results(session, survey, Selection(), at=NOON, timezone=ZONE).questions
        return [each.tallies[0] for each in found if each.asked.question.id in {"eins", "mehrere"}]

    for tally in tallies():
        assert (tally.total, tally.base, tally.share("c0")) == (0, 0, None)
    for tally in tallies({"eins": "c199", "mehrere": ["c199"]}):
        assert (tally.answered, tally.base, tally.counts["c199"]) == (1, 0, 1)
    for tally in tallies({"eins": "c198", "mehrere": ["c198", "c0"]}):
        assert (tally.answered, tally.base, tally.share("c198")) == (2, 1, 1.0)
    parts = split(session, survey, Selection(), "mehrere", "eins", timezone=ZONE)
    assert len(parts) == 200
    assert [result.tallies[0].counts["c0"] for _, result in parts[197:]] == [0, 1, 0]
