"""Staff's figures are the figures one finds counting by hand, for any selection of people."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from beteiligung.dashboards.queries import (
    Results,
    Selection,
    TooFewTogether,
    choices,
    results,
)
from beteiligung.dashboards.result import Result
from beteiligung.districts.models import Place
from beteiligung.surveys.columns import columns
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.questionnaire import read, visible
from tests import counting
from tests.builders import a_district, on_the_shelf
from tests.counting import OPENED, Given

DOCUMENT = on_the_shelf("every_kind")
LANGUAGES, CHANNELS = ("de", "ar"), ("qr", "tablet")
NOON = OPENED + timedelta(days=3)

answers = st.fixed_dictionaries(
    {},
    optional={
        "eins": st.sampled_from([None, "a", "b", "neu"]),
        "nur_a": st.sampled_from([None, "3", "1"]),
        "reihen": st.dictionaries(st.sampled_from("xy"), st.sampled_from([None, "3", "2"])),
        "mehrere": st.none()
        | st.lists(st.sampled_from("mno"), min_size=1, max_size=2, unique=True),
        "zahl": st.none() | st.integers(0, 99),
    },
)
origins = st.tuples(
    st.sampled_from([0, 1, None]),
    st.sampled_from(LANGUAGES),
    st.sampled_from(CHANNELS),
    st.sampled_from([None, "7F3K2"]),
)
crowds = st.lists(st.tuples(answers, origins), max_size=14)
selections = st.builds(
    Selection,
    district=st.none() | st.sampled_from([0, 1]),
    language=st.none() | st.sampled_from(LANGUAGES),
    channel=st.none() | st.sampled_from(CHANNELS),
)


def counted(session: Session, survey: Survey, selection: Selection) -> Results:
    return results(session, survey, selection, at=NOON, timezone="Europe/Berlin")


def of(found: Results, question: str) -> Result:
    return next(each for each in found.questions if each.asked.question.id == question)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(crowd=crowds, selection=selections)
def test_every_figure_is_what_a_count_by_hand_finds(
    session: Session, crowd: list[Any], selection: Selection
) -> None:
    nested = session.begin_nested()
    districts = [a_district(session, slug, at=OPENED).id for slug in ("eins", "zwei")]
    survey = counting.survey(session, DOCUMENT)
    kept = counting.answer(
        session,
        survey,
        *(
            Given(
                given,
                district=None if where is None else districts[where],
                language=language,
                channel=channel,
                code=code,
            )
            for given, (where, language, channel, code) in crowd
        ),
    )
    wanted = None if selection.district is None else districts[selection.district]
    asked = Selection(wanted, selection.language, selection.channel)
    compare(counted(session, survey, asked), [each for each in kept if fits(each, asked)])
    nested.rollback()
    survey.generation += 1  # the next example's survey may get the same number
    columns(session, survey)


def fits(response: Response, selection: Selection) -> bool:
    return (
        selection.district in {None, response.district_id}
        and selection.language in {None, response.language}
        and selection.channel in {None, response.channel}
    )


def compare(found: Results, people: list[Response]) -> None:
    questionnaire = read(DOCUMENT)
    assert found.total == len(people)
    for result in found.questions:
        name = result.asked.question.id
        saw = [
            each.answers
            for each in people
            if name in visible(questionnaire, each.answers, today=each.hour.date())
        ]
        if result.asked.question.kind == "matrix":
            for item, tally in zip(result.asked.items, result.tallies, strict=True):
                rows = [each.get(name, {}) for each in saw]
                compare_tally(tally, rows, item.code, lambda code, value: value == code)
        elif result.asked.question.kind == "multiple":
            compare_tally(result.tallies[0], saw, name, lambda code, value: code in value)
        elif result.asked.question.kind in {"single", "scale"}:
            compare_tally(result.tallies[0], saw, name, lambda code, value: value == code)
        elif name == "zahl":
            compare_numbers(result, [each[name] for each in saw if each.get(name) is not None])


def compare_tally(
    tally: Any, given: list[Any], name: str, chose: Callable[[str, Any], bool]
) -> None:
    filled = [each[name] for each in given if each.get(name) is not None]
    assert tally.asked == len(given)
    assert tally.declined == sum(name in each and each[name] is None for each in given)
    assert tally.unanswered == sum(name not in each for each in given)
    assert tally.answered == len(filled)
    for code, count in tally.counts.items():
        assert count == sum(chose(code, value) for value in filled), code
    assert tally.base == sum(value != "neu" for value in filled)


def compare_numbers(result: Result, values: list[float]) -> None:
    measures = result.measures
    assert measures is not None
    assert measures.n == len(values)
    assert sum(measures.counts.values()) == len(values)
    if values:
        assert measures.mean == pytest.approx(sum(values) / len(values))
        assert (measures.smallest, measures.largest) == (min(values), max(values))
        middle = sorted(values)
        half = len(middle) // 2
        assert measures.median == (middle[half] + middle[-half - 1]) / 2
        assert in_bars(measures.counts, values) == measures.counts


def in_bars(bars: Iterable[str], values: list[float]) -> dict[str, int]:
    ends = {bar: tuple(map(float, bar.split(":"))) for bar in bars}
    return {bar: sum(low <= value <= high for value in values) for bar, (low, high) in ends.items()}


# ---- who may be looked at ------------------------------------------------------------------------


def test_a_place_is_found_by_the_codes_that_hang_there(session: Session) -> None:
    district = a_district(session, places=("Rosenhof", "Brühl"), at=OPENED)
    bruehl, rosenhof = district_places(session)
    counting.code_at(session, rosenhof, "RRRRR")
    counting.code_at(session, rosenhof, "SSSSS")
    counting.code_at(session, bruehl, "BBBBB")
    survey = counting.survey(session, DOCUMENT, districts=[district])
    counting.answer(
        session, survey, *(Given(code=code) for code in ("RRRRR", "SSSSS", "BBBBB", None))
    )
    assert counted(session, survey, Selection(place=rosenhof.id)).total == 2
    assert [place.name for place in choices(session, survey, None).places] == ["Brühl", "Rosenhof"]


def district_places(session: Session) -> list[Place]:
    return list(session.query(Place).order_by(Place.name))


def test_a_manager_sees_her_districts_and_nothing_of_unknown_ones(session: Session) -> None:
    own, other = (a_district(session, slug, at=OPENED) for slug in ("sonnenberg", "zentrum"))
    survey = counting.survey(session, DOCUMENT, districts=[own, other])
    counting.answer(
        session,
        survey,
        *[Given(district=own.id)] * 3,
        *[Given(district=other.id, language="ar", channel="tablet")] * 2,
        Given(),
    )
    hers = frozenset({own.id})
    assert counted(session, survey, Selection(allowed=hers)).total == 3
    assert counted(session, survey, Selection(allowed=hers, district=other.id)).total == 0
    assert choices(session, survey, hers).languages == ("de",)
    assert counted(session, survey, Selection(allowed=frozenset())).total == 0
    assert counted(session, survey, Selection()).total == 6


def test_language_and_place_together_need_thirty_people(session: Session) -> None:
    district = a_district(session, places=("Rosenhof",), at=OPENED)
    (place,) = district_places(session)
    counting.code_at(session, place, "RRRRR")
    survey = counting.survey(session, DOCUMENT, districts=[district])
    people = counting.answer(session, survey, *[Given(language="ar", code="RRRRR")] * 29)
    together = Selection(language="ar", place=place.id)
    with pytest.raises(TooFewTogether):
        counted(session, survey, together)
    assert counted(session, survey, Selection(language="ar")).total == len(people)
    counting.answer(session, survey, Given(language="ar", code="RRRRR"))
    assert counted(session, survey, together).total == 30


# ---- texts and time ------------------------------------------------------------------------------


def test_texts_come_with_their_language_and_never_under_a_narrow_filter(session: Session) -> None:
    district = a_district(session, at=OPENED)
    survey = counting.survey(session, DOCUMENT, districts=[district])
    counting.answer(
        session,
        survey,
        Given({"worte": "مزيد من الأشجار"}, language="ar"),
        Given({"worte": "Mehr Bäume", "eins": "b", "eins__b": "Anders"}, district=district.id),
        Given({"worte": None}),
    )
    words = of(counted(session, survey, Selection()), "worte").texts[0]
    assert (words.total, {(each.text, each.language) for each in words.newest}) == (
        2,
        {("Mehr Bäume", "de"), ("مزيد من الأشجار", "ar")},
    )
    lines = of(counted(session, survey, Selection(district=district.id)), "eins").texts[0]
    assert (lines.option, [each.text for each in lines.newest]) == ("b", ["Anders"])
    for narrow in (Selection(language="ar"), Selection(channel="qr"), Selection(place=1)):
        assert of(counted(session, survey, narrow), "worte").texts == ()


def test_days_are_those_of_the_district_and_have_no_gap(session: Session) -> None:
    survey = counting.survey(session, DOCUMENT)
    late = datetime.fromisoformat("2026-11-02T23:00:00+00:00")  # already the 3rd in Chemnitz
    early = datetime.fromisoformat("2026-11-05T07:00:00+00:00")
    counting.answer(session, survey, *[Given(hour=late)] * 2, Given(hour=early))
    found = counted(session, survey, Selection())
    assert found.days == {date(2026, 11, 3): 2, date(2026, 11, 4): 0, date(2026, 11, 5): 1}
    assert found.since_yesterday == 1
