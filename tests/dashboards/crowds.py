"""Synthetic surveys with honest crowds and with serial answers, for judging what stands out.

Honest: people over weeks, school classes, the Wi-Fi of a shelter, a festival on a tablet, an
assembly that scans together, an article in the newspaper, a pile of paper, people who answer
straight down. Serial: loops and scripts as they were seen in real votes of German cities.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from beteiligung.abuse.marks import Mark
from beteiligung.dashboards.bursts import odd_rhythms
from beteiligung.dashboards.doubts import Flag
from beteiligung.dashboards.evidence import Evidence, Kept, evidence
from beteiligung.demo import figures
from beteiligung.demo.content import content
from beteiligung.surveys.columns import Columns, Labelled
from beteiligung.surveys.growing import Planes
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import CHOSEN, FIRST, UNANSWERED, Asked, asked_questions

Codes = NDArray[Any]
Answers = dict[str, Codes]

BERLIN = ZoneInfo("Europe/Berlin")
FIRST_DAY = 20_700 * 24  # hours since 1970: a day in 2026, midnight in London
BY_DAY = np.array([0, 0, 0, 0, 0, 1, 3, 5, 6, 6, 7, 7, 7, 6, 8, 10, 11, 11, 9, 7, 4, 2, 0.5, 0.1])
CODES = tuple(f"K{number:03}" for number in range(18))
LANGUAGES = ("de", "ar", "uk", "ru", "en")


@cache
def questions() -> tuple[Asked, ...]:
    """The questions of the demonstration's survey."""
    document = {**content()["surveys"][0], "scales": content()["scales"]}
    return asked_questions([read(document)])


@cache
def variables() -> tuple[tuple[str, int, bool], ...]:
    """Each column: its key, how many options (0: chosen or not), and whether one must answer."""
    return tuple(
        (
            variable.key,
            0 if asked.figures is Figures.SEVERAL else len(variable.codes),
            asked.question.required,
        )
        for asked in questions()
        for variable in asked.variables()
    )


@dataclass
class People:
    """Some answers: when (seconds since 1970), how, and what."""

    seconds: NDArray[np.int64]
    codes: Answers
    code: str | None = None
    channel: str = "qr"
    serial: bool = False
    printed: NDArray[np.int64] | None = None  # which code each used, where they differ
    mark: int = 0  # of the intake, that all of them bear

    @property
    def size(self) -> int:
        return len(self.seconds)


@dataclass
class Crowd:
    """A survey's answers, and which of them are serial."""

    columns: Columns
    serial: NDArray[np.bool_]
    arrivals: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    def evidence(self, *, minutes: bool = True, marks: bool = False) -> Evidence:
        everybody = np.ones(self.columns.size, bool)
        seen = evidence(self.columns, everybody, BERLIN)
        return replace(
            seen,
            arrivals=self.arrivals if minutes else {},
            intake=seen.intake if marks else {},
        )

    def kept(self) -> tuple[Kept, ...]:
        """What stays of arrivals when their minutes are deleted."""
        return tuple(
            Kept(code, burst.since, burst.until, seen.n, seen.seconds, seen.most)
            for code, minutes in self.arrivals.items()
            for burst, seen in odd_rhythms(minutes)
        )


def flagged(found: Evidence, shown: list[Flag]) -> NDArray[np.bool_]:
    """Which answers somebody is asked to look at."""
    rows = np.zeros(found.size, bool)
    for flag in shown:
        if flag.strong:
            rows |= found.members(flag.group)
    return rows


# ---- what people answer --------------------------------------------------------------------------


def honest(rng: Generator, n: int, shift: float = 0.0, young: float = 0.0) -> Answers:
    """People with a mood that runs through their answers; ``young`` of them are under 16."""
    mood = rng.normal(shift, 1, n)
    found: Answers = {}
    for key, options, required in variables():
        if options:
            found[key] = _scaled(rng, key, options, mood)
        else:
            found[key] = _ticked(rng, key, n)
        if not required:
            gone = rng.random(n) < rng.uniform(*figures.MISSING)
            found[key] = np.where(gone, UNANSWERED, found[key]).astype("uint8")
    if young:
        found["q11_alter"] = np.where(rng.random(n) < young, FIRST, found["q11_alter"]).astype(
            "uint8"
        )
    _satisfice(rng, found, n)
    return found


def _weights(key: str, options: int) -> Codes:
    known = figures.ANSWERS.get(key) or figures.BY_DISTRICT["zentrum"].get(key)
    values = list((known or {}).values())[:options]
    shares = np.array(values + [1.0] * (options - len(values)))
    found: Codes = shares / shares.sum()
    return found


def _scaled(rng: Generator, key: str, options: int, mood: Codes) -> Codes:
    shares = _weights(key, options)
    score = 0.45 * mood + rng.normal(0, 0.9, len(mood))
    edges = np.quantile(rng.normal(0, 1, 4000), np.cumsum(shares)[:-1])
    return (FIRST + np.searchsorted(edges, score)).astype("uint8")


def _ticked(rng: Generator, key: str, n: int) -> Codes:
    question, _, code = key.partition(":")
    share = figures.SHARES.get(question, {}).get(code, 0 if "__" in key else 38) / 100
    return np.where(rng.random(n) < share, CHOSEN, FIRST).astype("uint8")


def _satisfice(rng: Generator, found: Answers, n: int) -> None:
    """One in twenty gives the same answer down a whole matrix."""
    lazy = np.flatnonzero(rng.random(n) < 0.05)
    rows = [key for key in found if key.startswith("q04_bereiche.")]
    point = rng.integers(FIRST, FIRST + 5, len(lazy))
    for key in rows:
        found[key][lazy] = point


def by_dice(rng: Generator, n: int, purpose: bool = True) -> Answers:
    """A script that wants one thing and throws dice for the rest."""
    found = {
        key: rng.integers(FIRST, FIRST + (options or 2), n).astype("uint8")
        for key, options, _ in variables()
    }
    if purpose:
        found["q07_wandel"][:] = FIRST + 2
    return found


def copied(rng: Generator, n: int) -> Answers:
    """The same answers again and again."""
    one = honest(rng, 1)
    return {key: np.repeat(column, n) for key, column in one.items()}


def blank(rng: Generator, n: int) -> Answers:
    """Only what must be answered, always the same."""
    one = by_dice(rng, 1)
    return {
        key: np.repeat(one[key] if required or key == "q07_wandel" else np.array([UNANSWERED]), n)
        for key, _, required in variables()
    }


# ---- when they come ------------------------------------------------------------------------------


def over_weeks(rng: Generator, n: int, days: int) -> NDArray[np.int64]:
    day = rng.choice(days, n, p=(w := 0.3 + 0.97 ** np.arange(days)) / w.sum())
    hour = rng.choice(24, n, p=BY_DAY / BY_DAY.sum())
    return ((FIRST_DAY + day * 24 + hour) * 3600 + rng.integers(0, 3600, n)).astype("int64")


def around(rng: Generator, n: int, day: int, hour: float, spread: float) -> NDArray[np.int64]:
    """Around a time of the day (in London), so many minutes apart."""
    middle = (FIRST_DAY + day * 24 + hour) * 3600
    return np.sort(middle + np.abs(rng.normal(0, spread * 60, n))).astype("int64")


def every(rng: Generator, n: int, day: int, hour: float, gap: float, jitter: float) -> Codes:
    """One after the other; the gap in seconds, the jitter as its share."""
    gaps = gap * (1 + rng.uniform(-jitter, jitter, n))
    return ((FIRST_DAY + day * 24 + hour) * 3600 + np.cumsum(gaps)).astype("int64")


# ---- crowds --------------------------------------------------------------------------------------


def honest_people(rng: Generator, days: int) -> list[People]:
    """Everybody who is honest, bursts included."""
    n = int(rng.integers(250, 1200))
    posters = rng.choice(len(CODES), n, p=(w := rng.uniform(0.5, 4, len(CODES))) / w.sum())
    crowd = [People(over_weeks(rng, n, days), honest(rng, n), printed=posters)]
    crowd.append(_web(rng, int(n * rng.uniform(0.05, 0.6)), days))
    crowd += [_class(rng, days) for _ in range(int(rng.integers(1, 4)))]
    crowd.append(_shelter(rng, days))
    crowd.append(_festival(rng, days))
    crowd.append(_paper(rng, days))
    if rng.random() < 0.5:
        crowd.append(_assembly(rng, days))
    if rng.random() < 0.5:
        crowd.append(_article(rng, days))
    return crowd


def _web(rng: Generator, n: int, days: int) -> People:
    return People(over_weeks(rng, n, days), honest(rng, n), None, "web")


def _class(rng: Generator, days: int) -> People:
    n = int(rng.integers(16, 30))
    seconds = around(rng, n, int(rng.integers(days)), rng.uniform(7, 11), 9)
    shift = rng.normal(0, 0.6)
    return People(seconds, honest(rng, n, shift, young=0.9), str(rng.choice(CODES)))


def _shelter(rng: Generator, days: int) -> People:
    n = int(rng.integers(10, 30))
    seconds = around(rng, n, int(rng.integers(days)), rng.uniform(17, 20), 45)
    return People(seconds, honest(rng, n, rng.normal(0, 0.5)), str(rng.choice(CODES)))


def _festival(rng: Generator, days: int) -> People:
    n = int(rng.integers(30, 90))
    seconds = around(rng, n, int(rng.integers(days)), 11, 110)
    return People(seconds, honest(rng, n, rng.normal(-0.2, 0.3)), None, "tablet")


def _paper(rng: Generator, days: int) -> People:
    n = int(rng.integers(10, 60))
    seconds = around(rng, n, int(rng.integers(days)), 8, 60)
    return People(seconds, honest(rng, n), None, "paper")


def _assembly(rng: Generator, days: int) -> People:
    n = int(rng.integers(40, 110))
    seconds = around(rng, n, int(rng.integers(days)), 17.5, 5)
    return People(seconds, honest(rng, n, rng.normal(0, 0.4)), str(rng.choice(CODES)))


def _article(rng: Generator, days: int) -> People:
    n = int(rng.integers(60, 250))
    seconds = around(rng, n, int(rng.integers(days)), 6, 200)
    return People(seconds, honest(rng, n), None, "web")


def _curl(rng: Generator, day: int) -> People:
    n = int(rng.integers(40, 400))
    return People(every(rng, n, day, rng.uniform(6, 18), 2, 0.5), copied(rng, n), CODES[0])


def _every_half_minute(rng: Generator, day: int) -> People:
    n = int(rng.integers(100, 700))
    return People(every(rng, n, day, rng.uniform(5, 15), 30, 0.3), honest(rng, n), CODES[1])


def _on_the_web(rng: Generator, day: int) -> People:
    n = int(rng.integers(100, 700))
    answers = by_dice(rng, n)
    return People(every(rng, n, day, rng.uniform(5, 15), 30, 0.5), answers, None, "web")


def _parallel(rng: Generator, day: int) -> People:
    n = 50
    return People(around(rng, n, day, rng.uniform(6, 18), 0.1), by_dice(rng, n), CODES[2])


def _at_night(rng: Generator, day: int) -> People:
    n = int(rng.integers(14, 60))
    return People(every(rng, n, day, rng.uniform(0, 2), 85, 0.9), honest(rng, n), CODES[3])


def _by_hand(rng: Generator, day: int) -> People:
    """Somebody who presses through it again and again, and fills in what must be."""
    n = int(rng.integers(20, 80))
    gaps = rng.exponential(70, n) + 15
    seconds = ((FIRST_DAY + day * 24 + rng.uniform(6, 18)) * 3600 + np.cumsum(gaps)).astype("int64")
    return People(seconds, blank(rng, n), CODES[4])


def _rotating(rng: Generator, day: int) -> People:
    """The same answers by ever other codes, spread over a day."""
    n = int(rng.integers(30, 120))
    seconds = every(rng, n, day, 5, 400, 0.9)
    return People(seconds, copied(rng, n), printed=rng.integers(0, len(CODES), n))


def _slowly(rng: Generator, day: int) -> People:
    """A loop every ten minutes through day and night."""
    n = int(rng.integers(120, 280))
    return People(every(rng, n, day, 6, 600, 0.2), honest(rng, n), CODES[5])


def _patiently(rng: Generator, day: int) -> People:
    """A script that knows when people answer, by ever other codes; it opens no page."""
    del day
    n = int(rng.integers(60, 200))
    seconds = over_weeks(rng, n, 14)
    printed = rng.integers(0, len(CODES), n)
    return People(seconds, by_dice(rng, n), printed=printed, mark=Mark.UNOPENED)


def _filling(rng: Generator, day: int) -> People:
    """A program that fills in whatever it finds, as people would, now and then."""
    del day
    n = int(rng.integers(30, 90))
    printed = rng.integers(0, len(CODES), n)
    return People(over_weeks(rng, n, 14), honest(rng, n), printed=printed, mark=Mark.TRAP)


def _in_a_hurry(rng: Generator, day: int) -> People:
    """Somebody with a script in the page: opened, filled in and sent within a second or two."""
    n = int(rng.integers(40, 120))
    seconds = around(rng, n, day, rng.uniform(6, 18), 90)
    return People(seconds, by_dice(rng, n), CODES[6], mark=Mark.QUICK)


SERIAL: tuple[Callable[[Generator, int], People], ...] = (
    _curl,
    _every_half_minute,
    _on_the_web,
    _parallel,
    _at_night,
    _by_hand,
    _rotating,
    _slowly,
)


# What only the marks of the intake give away, or give away sooner.
MARKED: tuple[Callable[[Generator, int], People], ...] = (_patiently, _filling, _in_a_hurry)
# Honest people who bear a mark all the same: quick ones, pages from before an update, odd programs.
INNOCENT = ((Mark.QUICK, 0.01), (Mark.UNOPENED, 0.01), (Mark.TRAP, 0.001), (Mark.CROWDED, 0.02))


def crowd(
    number: int,
    *,
    attacked: bool = True,
    ways: tuple[Callable[[Generator, int], People], ...] = SERIAL,
) -> Crowd:
    """One synthetic survey; the same number gives the same."""
    rng = np.random.default_rng(20261126 + number)
    days = int(rng.integers(14, 70))
    found = honest_people(rng, days)
    if attacked:
        serial = ways[number % len(ways)](rng, int(rng.integers(1, days)))
        serial.serial = True
        found.append(serial)
    return gathered(rng, found)


def gathered(rng: Generator, groups: list[People]) -> Crowd:
    """All these people in the order in which they came."""
    names: tuple[str | None, ...] = (None, *CODES)
    seconds = np.concatenate([group.seconds for group in groups])
    order = np.argsort(seconds, kind="stable")
    places = np.concatenate([_places(group) for group in groups])[order]
    channels = tuple(dict.fromkeys(group.channel for group in groups))
    channel = np.concatenate(
        [np.full(group.size, channels.index(group.channel)) for group in groups]
    )[order]
    codes = {
        key: np.concatenate([group.codes[key] for group in groups])[order]
        for key, _, _ in variables()
    }
    n, seconds = len(order), seconds[order]
    columns = Columns(
        asked=questions(),
        options={},
        planes={},
        ids=np.arange(1, n + 1, dtype="uint32"),
        codes=codes,
        numbers={},
        hours=(seconds // 3600).astype("int32"),
        district=Labelled((1,), np.zeros(n, "uint16"), Planes()),
        language=Labelled(LANGUAGES, rng.integers(0, len(LANGUAGES), n).astype("uint16"), Planes()),
        channel=Labelled(channels, channel.astype("uint16"), Planes()),
        code=Labelled(names, places.astype("uint16"), Planes()),
        status=Labelled(("complete",), np.zeros(n, "uint16"), Planes()),
        marks=_marks(groups, order),
    )
    serial = np.concatenate([np.full(group.size, group.serial) for group in groups])[order]
    online = np.isin(channel, [i for i, name in enumerate(channels) if name in {"qr", "web"}])
    arrivals = {
        str(name or ""): np.sort(seconds[(places == at) & online] // 60)
        for at, name in enumerate(names)
    }
    return Crowd(columns, serial, arrivals)


def _marks(groups: list[People], order: NDArray[np.int64]) -> Labelled:
    marks = np.concatenate([np.full(group.size, int(group.mark)) for group in groups])
    rng = np.random.default_rng(len(marks))  # of its own: the crowds stay who they are
    for mark, share in INNOCENT:
        marks |= np.where(rng.random(len(marks)) < share, int(mark), 0)
    found = np.unique(marks)
    places = np.searchsorted(found, marks[order]).astype("uint16")
    return Labelled(tuple(int(each) or None for each in found), places, Planes())


def _places(group: People) -> NDArray[np.int64]:
    if group.printed is not None:
        return group.printed + 1
    return np.full(group.size, 0 if group.code is None else 1 + CODES.index(group.code))
