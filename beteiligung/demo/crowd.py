"""Invented people: who they are, and how each of them came to answer."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from beteiligung.demo import figures
from beteiligung.demo.figures import Weights

HOURS = dict(zip(range(7, 23), (2, 4, 5, 6, 6, 7, 6, 6, 8, 10, 11, 10, 8, 6, 4, 2), strict=True))
FESTIVAL = 30  # days after the opening on which the team stood at a festival


@dataclass(slots=True)
class Person:
    """Somebody who answers; ``code`` is how she got here."""

    district: str
    channel: str
    language: str
    age: str
    at: datetime
    code: str | None = None


def dealt(rng: Random, weights: Weights, n: int) -> list[str]:
    """``n`` cards with these weights, shuffled; the shares are as exact as whole cards can be."""
    total = sum(weights.values())
    exact = {code: n * weight / total for code, weight in weights.items()}
    counts = {code: int(share) for code, share in exact.items()}
    rest = sorted(exact, key=lambda code: (counts[code] - exact[code], code))
    for code in rest[: n - sum(counts.values())]:
        counts[code] += 1
    cards = [code for code, count in counts.items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def people(
    rng: Random, district: str, channels: Weights, times: Sequence[datetime]
) -> list[Person]:
    """People of one district, one for each moment; paper is for the older ones."""
    n = len(times)
    weights = figures.BY_DISTRICT.get(district, figures.BY_DISTRICT["zentrum"])["q11_alter"]
    ages = sorted(
        dealt(rng, weights, n),
        key=lambda age: figures.AGES.index(age) + rng.uniform(0, 4),
        reverse=True,
    )
    ways = dealt(rng, channels, n)
    ways.sort(key=lambda way: way != "paper")
    languages = _languages(rng, ways)
    made = [
        Person(district, way, languages[way].pop(), age, at)
        for age, way, at in zip(ages, ways, rng.sample(times, n), strict=True)
    ]
    return sorted(made, key=lambda person: person.at)


def _languages(rng: Random, ways: Sequence[str]) -> dict[str, list[str]]:
    """Cards for each way: pilots meet those whom posters do not reach."""
    return {
        way: dealt(
            rng,
            figures.LANGUAGES_OF_PILOTS if way == "tablet" else figures.LANGUAGES,
            ways.count(way),
        )
        for way in sorted(set(ways))
    }


def moments(
    rng: Random, n: int, *, opens_at: datetime, until: datetime, timezone: str
) -> list[datetime]:
    """When people answer: most in the first weeks and at a festival, in the daytime."""
    zone = ZoneInfo(timezone)
    first = opens_at.astimezone(zone).date()
    days = [first + timedelta(days=at) for at in range((until - opens_at).days + 1)]
    likely = list(itertools.accumulate(_of_day(at) for at in range(len(days))))
    hours = list(HOURS)
    of_hours = list(itertools.accumulate(HOURS.values()))
    found: list[datetime] = []
    while len(found) < n:
        (day,) = rng.choices(days, cum_weights=likely)
        (hour,) = rng.choices(hours, cum_weights=of_hours)
        at = local(day, hour, rng.randrange(60), zone)
        if opens_at <= at < until:
            found.append(at)
    return found


def _of_day(since: int) -> float:
    return 0.25 + 0.96**since + (2.0 if since == FESTIVAL else 0.0)


def local(day: date, hour: int, minute: int, zone: ZoneInfo) -> datetime:
    """A moment by the clocks of the district, in UTC."""
    return _whole(day, hour, zone) + timedelta(minutes=minute)


@lru_cache(10_000)
def _whole(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def shared_out(
    rng: Random, persons: Sequence[Person], weights: Mapping[str, float], fixed: Mapping[str, int]
) -> None:
    """Give each of these people a code: so many for the fixed ones, the rest by weight."""
    codes = [code for code, count in fixed.items() for _ in range(count)]
    codes += dealt(rng, weights, len(persons) - len(codes))
    rng.shuffle(codes)
    for person, code in zip(persons, codes, strict=True):
        person.code = code
