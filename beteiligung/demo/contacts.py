"""The demonstration's contacts outside: invented counts, and advice centres that do not exist."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.demo.asking import Calendar
from beteiligung.districts.models import District
from beteiligung.districts.queries import places_of
from beteiligung.fieldwork.choices import Sort
from beteiligung.fieldwork.choosing import add_choice
from beteiligung.fieldwork.contacts import Cells, Contact
from beteiligung.fieldwork.counting import add_up

DAYS, FIRST = 24, -68  # days on which pilots were outside, from so many days ago on
OUTCOMES: Mapping[str, int] = {
    "complete": 233,
    "partial": 12,
    "deleted": 5,
    "no_time": 48,
    "no_interest": 41,
    "distrust": 29,
    "no_language": 26,
    "took_part": 37,
    "not_target": 14,
    "code": 64,
    "talk": 142,
    "referred": 21,
}
LANGUAGES: Mapping[str, int] = {"ti": 9, "fa": 8, "ro": 6, "so": 3}
TOPICS: Mapping[str, int] = {
    "housing": 30,
    "authorities": 24,
    "safety": 22,
    "work": 17,
    "together": 16,
    "health": 15,
    "culture": 12,
    "youth": 12,
    "education": 10,
    "traffic": 9,
    "other": 4,
}
CENTRES = (
    {"de": "Mietberatung (Beispiel)", "en": "Advice for tenants (example)"},
    {"de": "Sozialberatung (Beispiel)", "en": "Social advice (example)"},
    {"de": "Beratung für Zugewanderte (Beispiel)", "en": "Advice for newcomers (example)"},
)
OCCASIONS: Mapping[str, int] = {
    "street": 6,
    "festival": 4,
    "walk": 3,
    "consultation": 2,
    "market": 3,
}
HOURS = (9, 10, 11, 13, 14, 15, 15, 16, 16, 17, 18)


def fill_contacts(
    session: Session,
    districts: Mapping[str, District],
    asker: Asker,
    calendar: Calendar,
    rng: Random,
) -> None:
    """Add advice centres to each district, and what its pilots counted."""
    for district, share in zip(districts.values(), (0.6, 0.4), strict=False):
        centres = [
            add_choice(
                session, asker, district, Sort.CENTRE, name=name, at=calendar.on(-69, 9)
            ).code
            for name in CENTRES
        ]
        cells: Cells = Counter()
        for contact in _contacts(session, district, centres, share, (calendar, rng)):
            cells.update(contact.cells)
        add_up(session, district, cells)


def _contacts(
    session: Session,
    district: District,
    centres: list[str],
    share: float,
    by: tuple[Calendar, Random],
) -> Iterator[Contact]:
    calendar, rng = by
    places = [place.name for place in places_of(session, district)]
    first = calendar.on(FIRST, 9).date()
    days = [
        (_day(first, number), rng.choice(places[:6]), _drawn(rng, OCCASIONS))
        for number in range(DAYS)
    ]
    for outcome, n in OUTCOMES.items():
        for _ in range(round(n * share)):
            day, place, occasion = rng.choice(days)
            topics = {_drawn(rng, TOPICS) for _ in range(rng.choice((1, 1, 2)))}
            yield Contact(
                day=day,
                hour=rng.choice(HOURS),
                place=place,
                occasion=occasion,
                outcome=outcome,
                topics=tuple(sorted(topics)) if outcome == "talk" else (),
                centre=rng.choice(centres) if outcome == "referred" else "",
                language=_drawn(rng, LANGUAGES) if outcome == "no_language" else "",
            )


def _day(first: date, number: int) -> date:
    return first + timedelta(days=number * -FIRST // DAYS)


def _drawn(rng: Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
