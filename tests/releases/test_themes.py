"""Themes of free texts in a release: name, summary and number of people, never a text."""

import json
from datetime import timedelta
from typing import Any

import pytest

from beteiligung.access import Asker
from beteiligung.dashboards import coding, written
from beteiligung.dashboards.models import Theme
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.releases.actions import compute_release, publish_release
from beteiligung.releases.released import Released, read
from beteiligung.surveys.models import Survey
from beteiligung.tally import Why
from tests import counting
from tests.builders import on_the_shelf
from tests.conftest import Clock
from tests.counting import Given
from tests.releases.conftest import AGE
from tests.visitor import Visitor

ASKER = Asker(1, "Leitung")
TEXTS = {"Überall liegt Müll": 14, "Müll und dunkel": 5, "Zu dunkel": 6, "Kein Arzt": 4, "Ruhe": 9}
THEMES = {"Müll": ("Müll",), "Licht": ("dunkel",), "Arzt": ("Arzt",), "Intern": ("Ruhe",)}


@pytest.fixture
def survey(store: Store, district: District, clock: Clock) -> Survey:
    """38 people wrote something, 12 did not; four themes, one of few people, one kept inside."""
    document = on_the_shelf("text")
    document["questions"].append(AGE)
    with store.writing() as session:
        made = counting.survey(session, document, districts=[district])
        here: dict[str, Any] = {"district": district.id}
        for text, people in TEXTS.items():
            given = Given({"worte": text, "alter": "jung"}, **here)
            counting.answer(session, made, *[given] * people)
        counting.answer(session, made, *[Given({"alter": "alt"}, **here)] * 12)
        (spot,) = written.spots(made)
        texts = written.texts(session, made, "worte", None)
        for name, parts in THEMES.items():
            theme = coding.make_theme(session, made, "worte", name, asker=ASKER, at=clock())
            theme.summary = {"de": f"Zusammenfassung zu {name}", "ar": f"ملخص {name}"}
            theme.public = name != "Intern"
            chosen = [text for text in texts if any(part in str(text.words) for part in parts)]
            coding.mark_texts(session, made, theme, spot, chosen, asker=ASKER, at=clock())
    return made


def computed(store: Store, survey: Survey, clock: Clock, *, publish: bool = False) -> Released:
    with store.writing() as session:
        here = session.get_one(Survey, survey.id)
        release = compute_release(
            session, here, plan={}, asker=None, at=clock(), timezone="Europe/Berlin"
        )
        assert release.report["passed"]
        written_down = json.dumps([release.document, release.report], ensure_ascii=False)
        assert not [text for text in TEXTS if text in written_down]
        if publish:
            publish_release(session, release, asker=ASKER, at=clock())
        return read(release.document)


def test_a_release_counts_the_people_of_each_theme_that_was_set_free(
    store: Store, survey: Survey, clock: Clock, visitor: Visitor
):
    released = computed(store, survey, clock, publish=True)
    asked = released.by_id["worte"]
    (tally,) = [each for each in released.tallies if each.question == "worte"]
    names = {answer.code: answer.label.texts["de"] for answer in asked.answers}
    counts = {names[cell.code]: cell.count for cell in tally.cells if cell.why is Why.SHOWN}
    assert counts == {"Müll": 19, "Licht": 11}
    assert (tally.base, tally.several, tally.by, asked.dropped) == (38, True, None, "")
    page = visitor.get(f"/de/ergebnisse/{survey.slug}")
    page.sees("38 Personen haben etwas geschrieben.", "Zusammenfassung zu Müll", "Licht")
    page.misses("Arzt", "Intern", *TEXTS)
    visitor.get(f"/ar/ergebnisse/{survey.slug}").sees("ملخص Licht")


def test_a_theme_that_is_taken_away_is_not_in_the_next_release(
    store: Store, survey: Survey, district: District, clock: Clock
):
    computed(store, survey, clock, publish=True)
    clock.passes(days=10)
    with store.writing() as session:
        here = session.get_one(Survey, survey.id)
        counting.answer(
            session, here, *[Given({"worte": "Ruhe", "alter": "alt"}, district=district.id)] * 25
        )
        light = session.query(Theme).filter(Theme.name["de"].as_string() == "Licht").one()
        coding.delete_theme(session, here, light, asker=ASKER, at=clock())
    with store.writing() as session:
        session.get_one(Survey, survey.id).generation += 1
    released = computed(store, survey, clock, publish=True)
    asked = released.by_id["worte"]
    assert [answer.label.texts["de"] for answer in asked.answers] == ["Müll"]
    assert released.number == 2


def test_without_a_public_theme_the_question_stays_named_without_figures(
    store: Store, survey: Survey, clock: Clock
):
    with store.writing() as session:
        for theme in session.query(Theme):
            theme.public = False
    clock.at += timedelta(minutes=1)
    released = computed(store, survey, clock)
    assert released.by_id["worte"].answers == ()
    assert "never published" in released.by_id["worte"].dropped
