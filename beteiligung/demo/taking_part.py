"""The invented answers of the demonstration, with the oddities that real ones have."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from beteiligung.clock import local_date
from beteiligung.demo import figures
from beteiligung.demo.answers import Given, answered, checked
from beteiligung.demo.asking import BEFORE, MAIN, SHORT, Calendar
from beteiligung.demo.content import phrases
from beteiligung.demo.crowd import Person, local, moments, people, shared_out
from beteiligung.districts.models import District
from beteiligung.qrcodes.counting import count_opens, count_scans
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.models import Arrival, Channel, Survey, SurveyVersion
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.recording import Submission, record_response
from beteiligung.surveys.recording_many import record_many

SIZES: Mapping[str, Mapping[str, int]] = {  # people by survey and district
    MAIN: {"sonnenberg": 348, "zentrum": 264},
    BEFORE: {"sonnenberg": 160, "zentrum": 127},
    SHORT: {"zentrum": 121},
}
LOST = "Moritzhof"  # its poster was torn down before anybody saw it
FEW = ("Bauspielplatz Sophienstraße", 3)  # too few to be shown
BURST = ("Zietenstraße", 14)  # somebody filled in one evening's worth in twenty minutes
PARTIALS: Mapping[str, int] = {"sonnenberg": 5, "zentrum": 4}
REPEATS = 6  # uploads of one answer that is here already
DAYTIME = range(6, 24)  # hours in which nobody of the burst answered
LATE = 4  # answers of a tablet that came after the close
OLD_VERSION = 3
ARRIVALS_KEPT = timedelta(hours=48)


@dataclass(slots=True)
class Answer:
    """One person and what she answered."""

    person: Person
    given: Given
    status: str = "complete"


@dataclass(frozen=True, slots=True)
class Stage:
    """What everybody needs who takes part."""

    session: Session
    rng: Random
    calendar: Calendar
    districts: Mapping[str, District]
    surveys: Mapping[str, Survey]
    codes: Mapping[str, Sequence[QRCode]]


def answers_to_main(stage: Stage) -> list[Answer]:
    """612 complete answers and 9 partial ones to the survey of both districts, in their order."""
    questionnaire = _questionnaire(stage, MAIN)
    found = [
        answer
        for slug, n in SIZES[MAIN].items()
        for answer in _of(stage, MAIN, slug, n + PARTIALS[slug])
    ]
    _burst(stage, found)
    _write_oddly(found)
    found.sort(key=lambda answer: answer.person.at)
    for slug, n in PARTIALS.items():
        plain = [answer for answer in _plain(found) if answer.person.district == slug]
        for answer in stage.rng.sample(plain, n):
            _break_off(stage.rng, questionnaire, answer)
    return found


def answers_before(stage: Stage) -> list[Answer]:
    """The answers of two years ago; four of them came after the close."""
    found = [a for slug, n in SIZES[BEFORE].items() for a in _of(stage, BEFORE, slug, n)]
    closes_at = stage.surveys[BEFORE].closes_at
    tablets = [answer for answer in found if answer.person.channel == "tablet"]
    for hours, answer in enumerate(tablets[:LATE], start=2):
        answer.person.at = (closes_at or stage.calendar.at) + timedelta(hours=hours)
    return sorted(found, key=lambda answer: answer.person.at)


def answers_to_short(stage: Stage) -> list[Answer]:
    """The answers of one street."""
    found = [a for slug, n in SIZES[SHORT].items() for a in _of(stage, SHORT, slug, n)]
    return sorted(found, key=lambda answer: answer.person.at)


def record(stage: Stage, survey: Survey, version: SurveyVersion, answers: Sequence[Answer]) -> int:
    """Keep answers as if each had just arrived; those after the close come from a queue."""
    rows = [(_submission(stage, survey, version, answer), answer.person.at) for answer in answers]
    in_time = [row for row in rows if survey.closes_at is None or row[1] < survey.closes_at]
    kept = sum(record_response(stage.session, submission, at=at) for submission, at in in_time)
    return kept + record_many(stage.session, rows[len(in_time) :])


def repeat(stage: Stage, survey: Survey, version: SurveyVersion, answer: Answer) -> int:
    """Send one answer again and again, as a phone in a tunnel does; how many were counted."""
    submission = _submission(stage, survey, version, answer)
    at = answer.person.at
    first = record_response(stage.session, submission, at=at)
    again = replace(submission, answers=dict(submission.answers))
    return first + sum(record_response(stage.session, again, at=at) for _ in range(REPEATS))


def note_scans(stage: Stage, answers: Sequence[Answer]) -> None:
    """Count scans and opens by code and day: always some more than answers."""
    came = Counter(
        (answer.person.code, local_date(answer.person.at, stage.calendar.timezone))
        for answer in answers
        if answer.person.code
    )
    opened: dict[Hashable, int] = {key: n + stage.rng.randint(0, n) for key, n in came.items()}
    scanned: dict[Hashable, int] = {
        key: n + stage.rng.randint(0, 1 + n // 2) for key, n in opened.items()
    }
    count_opens(stage.session, opened)
    count_scans(stage.session, scanned)


def note_arrivals(stage: Stage, survey: Survey, answers: Sequence[Answer]) -> None:
    """Count the last two days' answers by code and minute, as the platform itself does."""
    since = stage.calendar.at - ARRIVALS_KEPT
    counts = Counter(
        (answer.person.code or "", answer.person.at.replace(second=0, microsecond=0))
        for answer in answers
        if answer.person.at >= since
    )
    for (code, minute), n in counts.items():
        stage.session.add(Arrival(survey_id=survey.id, code=code, minute=minute, n=n))


# ---- who, when and by which code -----------------------------------------------------------------


def _of(stage: Stage, survey: str, district: str, n: int) -> list[Answer]:
    """The people of a district who answered a survey, with their answers."""
    times = moments(
        stage.rng,
        n,
        opens_at=stage.surveys[survey].opens_at or stage.calendar.at,
        until=min(stage.surveys[survey].closes_at or stage.calendar.at, stage.calendar.at),
        timezone=stage.calendar.timezone,
    )
    channels = figures.SHORT_CHANNELS if survey == SHORT else figures.CHANNELS
    crowd = people(stage.rng, district, channels, times)
    if survey != BEFORE:  # there, codes were erased at the close
        _give_codes(stage, survey, district, crowd)
    changed = figures.IN_2024 if survey == BEFORE else None
    givens = answered(stage.rng, _questionnaire(stage, survey), crowd, changed)
    return [Answer(person, given) for person, given in zip(crowd, givens, strict=True)]


def _give_codes(stage: Stage, survey: str, district: str, crowd: Sequence[Person]) -> None:
    codes = [code for code in stage.codes[survey] if code.district.slug == district]
    names = {code.code: code.place.name if code.place else "" for code in codes}
    fixed = {code: FEW[1] for code, name in names.items() if name == FEW[0]}
    weights = {
        code: 2.0 + at % 4
        for at, (code, name) in enumerate(names.items())
        if name not in {LOST, FEW[0]}
    }
    shared_out(stage.rng, [one for one in crowd if one.channel == "qr"], weights, fixed)
    for person in crowd:
        if person.channel == "web":
            person.code = stage.districts[district].web_code


def _burst(stage: Stage, answers: Sequence[Answer]) -> None:
    """Fourteen answers by one code between 3:00 and 3:20 of the last night."""
    zone = ZoneInfo(stage.calendar.timezone)
    night = local(stage.calendar.at.astimezone(zone).date(), 3, 0, zone)
    if night + timedelta(minutes=30) > stage.calendar.at:
        night -= timedelta(days=1)
    name, n = BURST
    code = next(c for c in stage.codes[MAIN] if c.place is not None and c.place.name == name)
    few = {c.code for c in stage.codes[MAIN] if c.place is not None and c.place.name == FEW[0]}
    possible = [
        answer
        for answer in answers
        if answer.person.channel == "qr"
        and answer.person.district == code.district.slug
        and answer.person.code not in few
    ]
    for at, answer in enumerate(stage.rng.sample(possible, n)):
        answer.person.code = code.code
        answer.person.at = night + timedelta(minutes=at * 20 // n, seconds=at * 7 % 60)


def _write_oddly(answers: Sequence[Answer]) -> None:
    """Two people write a name, one is rude."""
    odd = [*phrases()["with_a_name"], phrases()["offensive"]]
    german = [a for a in answers if a.person.language == "de" and a.given.get("q09_zuerst")]
    for words, answer in zip(odd, german[5::20], strict=False):
        answer.given["q09_zuerst"] = words


def _plain(answers: Sequence[Answer]) -> list[Answer]:
    """Answers by web and code, in which nothing else is odd."""
    odd = {*phrases()["with_a_name"], phrases()["offensive"]}
    return [
        answer
        for answer in answers[OLD_VERSION + 1 :]
        if answer.person.channel in {"qr", "web"}
        and answer.given.get("q09_zuerst") not in odd
        and answer.person.at.hour in DAYTIME
    ]


def _break_off(rng: Random, questionnaire: Questionnaire, answer: Answer) -> None:
    """Somebody stops after a few questions."""
    reached = {q.id for q in questionnaire.asking[: rng.randint(3, 8)]}
    kept = {name: value for name, value in answer.given.items() if name.split("__")[0] in reached}
    today = answer.person.at.date()
    answer.given = checked(questionnaire, kept, today, partial=True)
    answer.status = "partial"


def _questionnaire(stage: Stage, slug: str) -> Questionnaire:
    return read(stage.surveys[slug].versions[-1].document)


def _submission(stage: Stage, survey: Survey, version: SurveyVersion, answer: Answer) -> Submission:
    person = answer.person
    return Submission(
        survey_id=survey.id,
        version_id=version.id,
        notice_version=version.notice_version,
        answers=answer.given,
        key=str(UUID(int=stage.rng.getrandbits(128), version=4)),
        language=person.language,
        channel=Channel(person.channel),
        code=person.code,
        district_id=stage.districts[person.district].id,
        status=answer.status,
    )
