"""What publishing the largest survey we advise costs: sixty questions in twelve languages."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figure import Figure, at_most
from beteiligung.db import Store
from beteiligung.locales import BY_ID
from beteiligung.migrations.run import upgrade
from beteiligung.surveys.actions import create_survey, publish_changes, publish_survey
from beteiligung.surveys.wording import with_text

RUNS = 5
QUESTIONS, OPTIONS, LANGUAGES = 60, 10, 12
GOAL = 2.0  # seconds


def measure(folder: Path) -> Iterator[Figure]:
    """Seconds from the button to the durable commit, with the check and the comparison in it."""
    store = Store(f"sqlite:///{folder / 'publishing.sqlite3'}")
    upgrade(store)
    at = datetime.now(UTC)
    first, again = zip(*(_published(store, number, at) for number in range(RUNS)), strict=True)
    store.dispose()
    yield at_most("publishing 60 questions in 12 languages", median(first), "s", GOAL)
    yield at_most("publishing their changes once more", median(again), "s", GOAL)


def _published(store: Store, number: int, at: datetime) -> tuple[float, float]:
    with store.writing() as session:
        document = _document(f"gross-{number}")
        survey = create_survey(session, document, districts=[], asker=None, at=at)
    until = at + timedelta(days=30)
    begin = time.perf_counter()
    with store.writing() as session:
        survey = session.merge(survey)
        publish_survey(session, survey, opens_at=at, closes_at=until, asker=None, at=at)
    first = time.perf_counter() - begin
    with store.writing() as session:
        survey = session.merge(survey)
        survey.draft = with_text(survey.draft, "questions.30.text", "ar", "أفضل")
    begin = time.perf_counter()
    with store.writing() as session:
        publish_changes(session, session.merge(survey), asker=None, at=at)
    return first, time.perf_counter() - begin


def _document(slug: str) -> dict[str, Any]:
    """A survey in which every second question has a rule about the one before."""
    return {
        "slug": slug,
        "title": _words("Die große Umfrage"),
        "purpose": _words("Um zu messen."),
        "privacy_short": _words("Ohne Namen."),
        "legal_basis": "anonymous participation",
        "anonymity": "anonymous",
        "retention_months": 12,
        "results_promised_within_days": 28,
        "questions": [_question(number) for number in range(QUESTIONS)],
    }


def _question(number: int) -> dict[str, Any]:
    question: dict[str, Any] = {
        "id": f"q{number}",
        "kind": "single" if number % 3 else "multiple",
        "text": _words(f"Wie finden Sie Nummer {number}?"),
        "help": _words("Bitte denken Sie an die letzten Monate."),
        "options": [{"code": f"o{n}", "label": _words(f"Antwort {n}")} for n in range(OPTIONS)],
    }
    if number % 2:
        question["show_if"] = f"selected(${{q{number - 1}}}, 'o1') or ${{q{number - 1}}} = 'o2'"
    return question


def _words(text: str) -> dict[str, str]:
    return {locale: f"{text} ({locale})" for locale in list(BY_ID)[:LANGUAGES]}
