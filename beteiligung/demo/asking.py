"""What is asked in the demonstration, when it runs, and the codes that lead there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.authoring.actions import mend_text
from beteiligung.demo.content import content, document
from beteiligung.demo.crowd import local
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.actions import Wish, create_codes_for_survey, register_web_code
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.actions import create_survey, publish_survey
from beteiligung.surveys.models import Survey, SurveyVersion

MAIN = "stadtteilbefragung-2026"
BEFORE = "stadtteilbefragung-2024"
SHORT = "bruehl-kurz-gefragt"
SCHEDULED = "sicher-unterwegs-zentrum"
DRAFT = "treffpunkte-sonnenberg"

FLYERS = ("Körnerplatz", "Bürgerzentrum Sonnenstraße", "Zentralhaltestelle", "Reitbahnhaus")
STREET = ("Brühl Nord", "Brühl Süd")
MENDED = "questions.7.text"  # at first this question did not say how many may be chosen
FIRST_WORDS = "Was sind für Sie die größten Probleme im Stadtteil?"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the demonstration, counted from the day on which it is filled."""

    at: datetime
    timezone: str

    def on(self, days: int, hour: int) -> datetime:
        """So many days from now, at an hour of the district's clocks."""
        zone = ZoneInfo(self.timezone)
        return local(self.at.astimezone(zone).date() + timedelta(days=days), hour, 0, zone)


# slug: opens and closes, in days from the day of filling
RUNS: Mapping[str, tuple[int, int]] = {
    MAIN: (-70, 21),
    BEFORE: (-760, -718),
    SHORT: (-24, 18),
    SCHEDULED: (10, 38),
}


def fill_surveys(
    session: Session, districts: Mapping[str, District], asker: Asker, calendar: Calendar
) -> dict[str, Survey]:
    """Add all surveys: two open, one closed, one scheduled, one draft; by slug."""
    of_area = {district.area.code: district for district in districts.values()}
    surveys: dict[str, Survey] = {}
    for slug in (entry["slug"] for entry in content()["surveys"]):
        opens = RUNS[slug][0] if slug in RUNS else -3
        made = calendar.on(min(opens - 4, -3), 9)
        questionnaire = document(slug)
        asked_in = [of_area[code] for code in questionnaire["districts"]]
        survey = create_survey(session, questionnaire, districts=asked_in, asker=asker, at=made)
        surveys[slug] = survey
        if slug == MAIN:
            mend_text(session, survey, {MENDED: FIRST_WORDS}, locale="de", asker=asker, at=made)
        if slug in RUNS:
            publish(session, survey, asker, calendar, at=made)
    surveys[MAIN].wave_of = BEFORE
    return surveys


def publish(
    session: Session, survey: Survey, asker: Asker, calendar: Calendar, *, at: datetime
) -> SurveyVersion:
    """Publish a survey for the days on which it runs."""
    opens, closes = RUNS[survey.slug]
    return publish_survey(
        session,
        survey,
        opens_at=calendar.on(opens, 8),
        closes_at=calendar.on(closes, 20),
        asker=asker,
        at=at,
        timezone=calendar.timezone,
    )


def mend_main(
    session: Session, survey: Survey, asker: Asker, calendar: Calendar, *, at: datetime
) -> SurveyVersion:
    """Correct the question that did not say how many answers may be chosen: a second version."""
    words = document(MAIN)["questions"][7]["text"]["de"]
    mend_text(session, survey, {MENDED: words}, locale="de", asker=asker, at=at)
    return publish(session, survey, asker, calendar, at=at)


def fill_codes(
    session: Session,
    districts: Mapping[str, District],
    asker: Asker,
    calendar: Calendar,
    rng: Random,
) -> dict[str, list[QRCode]]:
    """A poster at every place, flyers at some, a code for each district's page; by survey."""
    at = calendar.on(RUNS[MAIN][0] - 2, 11)
    places = {place.name: place for place in session.scalars(select(Place).order_by(Place.id))}
    posters = [Wish(place.district, place, "poster") for place in places.values()]
    flyers = [Wish(places[name].district, places[name], "flyer") for name in FLYERS]
    street = [Wish(places[name].district, places[name], "flyer") for name in STREET]
    for district in districts.values():
        register_web_code(session, district, at)
    return {
        slug: create_codes_for_survey(session, asker, wishes, slug=slug, at=at, rng=rng)
        for slug, wishes in ((MAIN, [*posters, *flyers]), (SHORT, street))
    }
