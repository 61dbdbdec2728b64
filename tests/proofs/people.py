"""Invented surveys for proofs: six attributes of people, eight languages, releases in batches."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.migrations.run import upgrade
from beteiligung.releases.actions import compute_release, publish_release
from beteiligung.releases.models import Release
from beteiligung.surveys.models import Channel, Response, Survey
from beteiligung.surveys.recording import Submission
from beteiligung.surveys.recording_many import record_many
from tests.builders import a_district, a_survey

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
LANGUAGES = ("de", "ar", "uk", "ru", "en", "fa", "tr", "ro")
AGES = ("u16", "16_24", "25_39", "40_59", "60_74", "75p")
SECOND = "zentrum"  # a second district, if there is one
OPINIONS = 3  # questions of each kind
Weights = Sequence[float]


@dataclass(frozen=True, slots=True)
class Sketch:
    """One invented survey: how often each answer is given, how many come in which batch."""

    seed: int
    shares: Mapping[str, Mapping[str, float]]
    batches: tuple[int, ...]
    missing: float
    taken_back: int  # answers withdrawn before each later release
    elsewhere: float = 0.0  # share of a second district, which answers are then split by, too
    unknown: float = 0.0  # share of those of whom nobody knows in which district they answered


def sketch(seed: int) -> Sketch:
    """A survey of about 420 answers in three or four releases."""
    rng = Random(f"people {seed}")
    shares = {name: _shares(rng, codes) for name, codes in CODES.items()}
    shares["alter"] = dict(zip(AGES, (3, 15, 34, 29, 13, 6), strict=True))
    first = rng.randint(190, 260)
    batches = [first]
    while sum(batches) < 420 - 40:
        batches.append(rng.randint(40, 110))
    return Sketch(
        seed, shares, tuple(batches), rng.uniform(0.01, 0.06), rng.choice((0, 0, 0, 1, 2))
    )


def _shares(rng: Random, codes: Sequence[str]) -> dict[str, float]:
    """Uneven shares: some answers are common, some rare."""
    return {code: rng.gammavariate(1.3, 1.0) + 0.03 for code in codes}


CODES: Mapping[str, Sequence[str]] = {
    "alter": AGES,
    "geschlecht": ("w", "m", "d"),
    "bezug": ("wohnt", "arbeitet", "besuch"),
    **{f"zufrieden{at}": ("5", "4", "3", "2", "1") for at in range(OPINIONS)},
    **{f"meinung{at}": ("besser", "gleich", "schlechter", "neu") for at in range(OPINIONS)},
    "dauer": ("lt1", "1_5", "6_10", "gt10"),
    "probleme": ("muell", "laerm", "verkehr", "licht", "wohnen", "gruen", "streit", "sonst"),
    "_language": LANGUAGES,
    "_channel": ("qr", "tablet", "paper", "web"),
}
KINDS = {"probleme": "multiple"}


def document(seed: int) -> dict[str, Any]:
    """The questionnaire."""
    return {
        "slug": f"erfunden-{seed}",
        "title": {"de": f"Erfundene Umfrage {seed}"},
        "intro": {"de": "Erfunden."},
        "purpose": {"de": "Um zu prüfen, ob niemand zu erkennen ist."},
        "privacy_short": {"de": "Verantwortlich: {operator}. Mehr: {privacy_link}"},
        "legal_basis": "anonymous participation",
        "anonymity": "anonymous",
        "retention_months": 12,
        "results_promised_within_days": 28,
        "operator": "Beispielträger",
        "districts": ["sonnenberg"],
        "questions": [_question(name) for name in CODES if not name.startswith("_")],
    }


def _question(name: str) -> dict[str, Any]:
    question: dict[str, Any] = {
        "id": name,
        "kind": KINDS.get(name, "single"),
        "text": {"de": f"Frage {name}?"},
        "options": [
            {"code": code, "label": {"de": code}, **({"missing": True} if code == "neu" else {})}
            for code in CODES[name]
        ],
    }
    if name == "probleme":
        question["max"] = 3
    if name == "dauer":
        question["show_if"] = "${bezug} = 'wohnt'"
    if name in {"alter", "geschlecht", "bezug"}:
        question["demographic"] = True
        question["reason"] = {"de": "Für den Vergleich."}
    return question


# ---- answers -------------------------------------------------------------------------------------


def answers(rng: Random, plan: Sketch) -> dict[str, Any]:
    """What one person answers: opinions lean with age, so that rows differ."""
    given: dict[str, Any] = {}
    age = _one(rng, plan.shares["alter"])
    for name in CODES:
        if name.startswith("_") or rng.random() < plan.missing:
            continue
        if name == "alter":
            given[name] = age
        elif name == "probleme":
            codes = {_one(rng, plan.shares[name]) for _ in range(rng.randint(1, 3))}
            given[name] = [code for code in CODES[name] if code in codes]
        elif name != "dauer" or given.get("bezug") == "wohnt":
            given[name] = _one(rng, _leaning(plan.shares[name], age))
    return given


def _leaning(shares: Mapping[str, float], age: str) -> dict[str, float]:
    old = AGES.index(age) / len(AGES)
    return {
        code: share * (1 + (old - 0.5) * (at - len(shares) / 2) / len(shares))
        for at, (code, share) in enumerate(shares.items())
    }


def _one(rng: Random, shares: Mapping[str, float]) -> str:
    return rng.choices([*shares], [*shares.values()])[0]


# ---- releases ------------------------------------------------------------------------------------


@contextmanager
def platform() -> Iterator[Store]:
    """A database of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'proof.sqlite3'}")
        upgrade(store)
        with store.writing() as session:
            a_district(session, at=BEGAN)
        yield store
        store.dispose()


def releases(store: Store, plan: Sketch) -> Iterator[tuple[Release, Mapping[str, Any]]]:
    """Fill a survey batch by batch, a release after each; beside it the answers it is about."""
    rng = Random(f"answers {plan.seed}")
    with store.writing() as session:
        district = session.scalars(select(District)).one()
        survey = a_survey(session, district, document=document(plan.seed), days=400, at=BEGAN)
        if plan.elsewhere:
            survey.districts.append(a_district(session, SECOND, at=BEGAN))
        session.flush()
        id_, by = survey.id, {"by": ["alter", "_district"]} if plan.elsewhere else {}
    for number, size in enumerate(plan.batches):
        at = BEGAN + timedelta(days=10 * (number + 1))
        with store.writing() as session:
            survey = session.get_one(Survey, id_)
            _record(session, survey, [answers(rng, plan) for _ in range(size)], (plan, rng), at)
            if number:
                _take_back(session, survey, plan.taken_back, rng)
        with store.writing() as session:
            survey = session.get_one(Survey, id_)
            release = compute_release(
                session, survey, plan=by, asker=None, at=at, timezone="Europe/Berlin"
            )
            publish_release(session, release, asker=None, at=at, who="Prüfung")
            rows = session.execute(
                select(Response.answers, Response.language, Response.channel, District.slug)
                .outerjoin(District, District.id == Response.district_id)
                .where(Response.survey_id == id_)
            ).all()
            session.expunge(release)
            yield release, {"rows": rows}


def _record(
    session: Session,
    survey: Survey,
    given: Sequence[Mapping[str, Any]],
    chances: tuple[Sketch, Random],
    at: datetime,
) -> None:
    (plan, rng), version = chances, survey.versions[-1]
    where = _districts(survey, plan, len(given))
    made = [
        Submission(
            survey_id=survey.id,
            version_id=version.id,
            notice_version=1,
            answers=each,
            key=str(UUID(int=rng.getrandbits(128), version=4)),
            language=_one(rng, LANGUAGE_SHARES),
            channel=Channel(_one(rng, CHANNEL_SHARES)),
            district_id=district,
        )
        for each, district in zip(given, where, strict=True)
    ]
    record_many(session, [(each, at - timedelta(days=1)) for each in made])


def _districts(survey: Survey, plan: Sketch, n: int) -> list[int | None]:
    """Where these people answer, by a chance of its own: the others stay as they are."""
    here, *there = (district.id for district in survey.districts)
    if not there:
        return [here] * n
    shares = (1 - plan.elsewhere - plan.unknown, plan.elsewhere, plan.unknown)
    return Random(f"districts {plan.seed} {n}").choices([here, *there, None], shares, k=n)


LANGUAGE_SHARES = dict(zip(LANGUAGES, (55, 13, 11, 7, 6, 4, 3, 1), strict=True))
CHANNEL_SHARES = {"qr": 45, "tablet": 35, "paper": 12, "web": 8}


def _take_back(session: Session, survey: Survey, n: int, rng: Random) -> None:
    """Some people withdraw their answers."""
    ids = session.scalars(select(Response.id).filter_by(survey_id=survey.id)).all()
    for id_ in rng.sample(list(ids), n):
        session.execute(delete(Response).where(Response.id == id_))
    survey.generation += bool(n)
