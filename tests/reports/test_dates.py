"""A calendar that other programs read: public dates only, with ids that stay."""

from datetime import date, datetime, timedelta

from icalendar import Calendar

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.funds.models import Fund, FundMeeting
from beteiligung.measures.models import Measure
from tests.builders import a_survey, on_the_shelf
from tests.measures.measures import a_measure
from tests.visitor import Visitor

WHERE = "/daten/termine/ar/sonnenberg.ics"
LONG = "Ein sehr langer Titel; mit Komma, Strichpunkt und \\ – " * 4


def events(visitor: Visitor) -> dict[str, dict[str, object]]:
    """The dates by their ids, as a calendar reads them."""
    page = visitor.get(WHERE)
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in page.body.split(b"\r\n"))  # RFC 5545, 3.1
    read = Calendar.from_ical(page.body)
    assert not read.errors
    assert {"PRODID", "VERSION"} <= set(read)
    found = list(read.walk("VEVENT"))
    for event in found:
        assert not event.errors
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
    return {
        str(event["UID"]).partition("@")[0]: {
            "day": event.decoded("DTSTART"),
            "ends": event.decoded("DTEND") if "DTEND" in event else None,
            "title": str(event["SUMMARY"]),
            "url": str(event["URL"]),
        }
        for event in found
    }


def test_dates_that_everybody_may_know_are_in_the_calendar_and_no_others(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        survey = a_survey(
            session, district, document=on_the_shelf("single") | {"slug": "fragen"}, at=now
        )
        survey.closes_at = datetime(2026, 12, 18, 23, 0, tzinfo=now.tzinfo)  # midnight here
        survey.results_on = date(2027, 1, 20)
        a_survey(
            session,
            district,
            document=on_the_shelf("single") | {"slug": "entwurf"},
            published=False,
            at=now,
        )
        shown = a_measure(session, district, title={"de": LONG}, at=now).reference
        a_measure(session, district, public=False, at=now)
    found = events(visitor)
    assert set(found) == {"survey-fragen", "results-fragen", f"measure-{shown}"}
    assert found["survey-fragen"]["day"] == date(2026, 12, 18)
    assert found["results-fragen"]["day"] == date(2027, 1, 20)
    assert found["results-fragen"]["ends"] == date(2027, 1, 21)
    assert LONG.strip() in str(found[f"measure-{shown}"]["title"])
    assert str(found["results-fragen"]["url"]).endswith("/ar/ergebnisse/fragen")


def test_a_date_that_is_moved_keeps_its_id(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        reference = a_measure(session, district, next_on=date(2027, 1, 1), at=now).reference
    before = events(visitor)
    with store.writing() as session:
        session.query(Measure).one().next_on = date(2027, 1, 1) + timedelta(days=9)
    after = events(visitor)
    assert set(before) == set(after) == {f"measure-{reference}"}
    assert after[f"measure-{reference}"]["day"] == date(2027, 1, 10)


def test_public_meetings_of_funds_and_their_last_days_to_apply_are_dates(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        for slug, published in (("fonds", now), ("geplant", None)):
            texts = {name: {"de": "Bürgerplattform"} for name in ("about", "body", "apply")}
            fund = Fund(
                slug=slug,
                name={"de": "Verfügungsfonds"},
                published_at=published,
                created_at=now,
                district_id=district.id,
                **texts,
            )
            fund.meetings = [
                FundMeeting(at=now + timedelta(days=30), deadline=date(2026, 12, 10), place="Büro"),
                FundMeeting(at=now, deadline=date(2026, 11, 1), is_public=False),
            ]
            session.add(fund)
    found = events(visitor)
    (meeting,) = (each for key, each in found.items() if not key.endswith("-apply"))
    (last,) = (each for key, each in found.items() if key.endswith("-apply"))
    assert meeting["day"] == now + timedelta(days=30)
    assert last["day"] == date(2026, 12, 10)
    assert "Verfügungsfonds" in str(last["title"])
