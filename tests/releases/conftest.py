"""A survey of the Sonnenberg that runs, and two releases of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.releases.models import Release
from beteiligung.surveys.models import Survey
from tests.builders import a_survey, on_the_shelf
from tests.conftest import Clock
from tests.releases.documents import a_release

AGE = {
    "id": "alter",
    "kind": "single",
    "demographic": True,
    "reason": {"de": "Für den Vergleich."},
    "text": {"de": "Wie alt sind Sie?"},
    "options": [
        {"code": "jung", "label": {"de": "Unter 40"}},
        {"code": "alt", "label": {"de": "40 und älter"}},
    ],
}
CONCLUSION = {"de": "{eins:a} sagen A. Es nahmen {n} teil."}


@pytest.fixture
def survey(store: Store, district: District, clock: Clock) -> Survey:
    """Every way of asking, and how old somebody is; it opened yesterday."""
    document = on_the_shelf("every_kind")
    document["questions"].append(AGE)
    with store.writing() as session:
        return a_survey(session, session.merge(district), document=document, at=clock())


@pytest.fixture
def release(store: Store, survey: Survey, clock: Clock) -> Callable[..., Release]:
    """Publishes a release of the survey by hand: ``release(number=2)``."""

    def publish(*, number: int = 1, **changes: Any) -> Release:
        at = clock() - timedelta(days=30) + timedelta(days=10 * number)
        with store.writing() as session:
            here = session.get_one(Survey, survey.id)
            return a_release(session, here, at=at, number=number, conclusion=CONCLUSION, **changes)

    return publish
