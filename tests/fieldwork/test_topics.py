"""What people speak of with pilots is known by area, for whoever plans measures."""

from datetime import date

from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.districts.models import Area, District, Place
from beteiligung.fieldwork.models import Choice, FieldCount
from beteiligung.fieldwork.queries import topics_of

WEEK = date(2026, 11, 23)


def talks(session: Session, district: District, topic: str, n: int, **more: object) -> None:
    row = {"week": WEEK, "block": 10, "place": "lessingplatz", "occasion": "street"}
    row |= {"what": "topic", "which": topic, "n": n, **more}
    session.add(FieldCount(district_id=district.id, **row))
    session.flush()


def heard(session: Session, area_id: int, since: date = WEEK) -> dict[str, int]:
    return {each.topic.code: each.n for each in topics_of(session, area_id, since, WEEK)}


def test_topics_of_an_area_are_counted_over_places_occasions_and_hours(
    store: Store, district: District
):
    with store.writing() as session:
        own = {"district_id": district.id, "sort": "topic", "code": "own-brunnen"}
        session.add(Choice(**own, name={"de": "Der Brunnen"}))
        talks(session, district, "housing", 4)
        talks(session, district, "housing", 3, occasion="festival", place="")
        talks(session, district, "own-brunnen", 9)
        talks(session, district, "health", 5, week=date(2026, 11, 16))
        talks(session, district, "street", 50, what="no time")
        assert list(heard(session, district.area_id).items()) == [
            ("own-brunnen", 9),
            ("housing", 7),
        ]
        first = topics_of(session, district.area_id, WEEK, WEEK)[0]
        assert first.topic.own.pick(("de",)).text == "Der Brunnen"
        assert heard(session, district.area_id, date(2026, 11, 16))["health"] == 5


def test_a_quarter_has_the_talks_at_its_places_only(store: Store, district: District):
    with store.writing() as session:
        quarter = Area(kind="quartier", code="Q1", name={"de": "Quartier"}, place_phrase={})
        place = session.query(Place).filter_by(slug="lessingplatz").one()
        place.areas.append(quarter)
        talks(session, district, "housing", 4)
        talks(session, district, "housing", 30, place="")
        assert heard(session, quarter.id) == {"housing": 4}
