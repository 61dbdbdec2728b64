"""The staff's first page says what needs somebody, the most urgent first, to whom it concerns."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import Standing, Tablet
from beteiligung.privacy.models import Deletion
from beteiligung.surveys.periods import answers_end, answers_ends
from beteiligung.web.actions import leave_feedback
from tests.builders import a_survey
from tests.conftest import Clock
from tests.measures.measures import a_measure
from tests.visitor import Visitor

SignedIn = Callable[..., Visitor]


def due(somebody: Visitor) -> list[str]:
    """What needs somebody, with its urgency in front, in the order of the page."""
    lists = somebody.get("/verwaltung/").all("ul", class_="due")
    return [" ".join("".join(one.itertext()).split()) for each in lists for one in each.iter("li")]


def a_tablet(session: Session, district: District, clock: Clock) -> None:
    session.add(
        Tablet(
            district_id=district.id,
            name="Tablet 3",
            role="team",
            standing=Standing.OPEN.value,
            created_at=clock(),
            seen_at=clock(),
            unsent=0,
            clock_off=0,
        )
    )


def test_what_is_late_stands_in_front_of_what_comes_soon(
    signed_in: SignedIn, store: Store, district: District, clock: Clock
) -> None:
    with store.writing() as session:
        a_tablet(session, district, clock)
        a_measure(session, district, at=clock(), next_on=clock().date() + timedelta(days=2))
    clock.passes(days=20)
    with store.writing() as session:
        leave_feedback(session, message="m", page="/", reply_to="", locale="de", at=clock())
    found = due(signed_in(Role.MANAGER, district))
    assert [line.split()[0] for line in found] == ["zu", "bald", "bald"]
    assert "Maßnahme" in found[0]
    assert any("Tablet" in line for line in found[1:])


def test_another_district_and_another_role_are_told_nothing_of_it(
    signed_in: SignedIn, store: Store, district: District, zentrum: District, clock: Clock
) -> None:
    with store.writing() as session:
        a_tablet(session, district, clock)
        a_measure(session, district, at=clock(), next_on=date(2026, 1, 1))
    clock.passes(days=20)
    assert len(due(signed_in(Role.MANAGER, district))) == 2
    for role, where in ((Role.MANAGER, zentrum), (Role.PILOT, district), (Role.VIEWER, district)):
        assert due(signed_in(role, where)) == []


def test_answers_that_are_deleted_soon_can_still_be_downloaded(
    signed_in: SignedIn, store: Store, district: District, clock: Clock
) -> None:
    with store.writing() as session:
        survey = a_survey(session, district, at=clock())
        survey.closes_at = clock()
        end = answers_end(session, survey)
        assert end is not None
        assert answers_ends(session, {survey.id: survey}) == {survey.id: end}
    clock.passes(days=(end - clock()).days - 40)
    assert not any("gelöscht" in line for line in due(signed_in(Role.MANAGER, district)))
    clock.passes(days=20)
    assert any("gelöscht" in line for line in due(signed_in(Role.ADMIN, district)))


def test_a_night_in_which_nothing_was_deleted_is_said_to_administrators_only(
    signed_in: SignedIn, store: Store, district: District, clock: Clock
) -> None:
    with store.writing() as session:
        session.add(Deletion(at=clock(), counts={}))
    clock.passes(days=3)
    assert any("versprochen" in line for line in due(signed_in(Role.ADMIN, district)))
    assert due(signed_in(Role.MANAGER, district)) == []


def test_translations_that_nobody_read_a_second_time_wait(
    signed_in: SignedIn, store: Store, district: District, clock: Clock
) -> None:
    with store.writing() as session:
        survey = a_survey(session, district, published=False, at=clock())
        draft = dict(survey.draft)
        draft["title"] = {**draft["title"], "de": "Umfrage", "ar": "استطلاع"}
        survey.draft = draft
    assert any("zweite Person" in line for line in due(signed_in(Role.MANAGER, district)))
