"""From a printed code to a figure on the dashboard: the whole main job, as its people do it."""

import json
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.demo import content
from beteiligung.qrcodes.models import ScanDay
from beteiligung.qrcodes.queries import codes_leading_to
from beteiligung.surveys.models import Response
from tests.visitor import Visitor

SLUG = "stadtteilbefragung-2026"
UNREVIEWED = ("Leicht verständlich", "English", "العربية", "українська", "русский")
RESULTS = f"/verwaltung/umfragen/{SLUG}/ergebnisse"


@pytest.fixture
def code(manager: Visitor, store: Store) -> str:
    """The manager brings the survey in, opens it, and makes a poster for each place."""
    document = {**content.document(SLUG), "districts": ["sonnenberg"]}
    page = manager.get("/verwaltung/umfragen/neu")
    page.fill("file", (BytesIO(json.dumps(document).encode()), "befragung.json")).submit()
    page = manager.get(f"/verwaltung/umfragen/{SLUG}/")
    for language in UNREVIEWED:
        page.choose(f"Ich veröffentliche diese Sprache ungeprüft: {language}")
    page.press("/veroeffentlichen")
    page = manager.get(f"/verwaltung/codes/fuer/umfrage/{SLUG}")
    page.choose("Körnerplatz", "Lessingplatz").choose("poster").submit()
    with store.reading() as session:
        return codes_leading_to(session, f"umfrage/{SLUG}")[0].code


def test_a_resident_answers_in_arabic_and_the_manager_sees_it(
    app: Flask, store: Store, manager: Visitor, code: str
):
    resident = Visitor(app, language="ar-SY,de;q=0.9")

    survey = resident.get(f"/q/{code}", 303).follow()
    assert survey.path == f"/ar/umfrage/{SLUG}?c={code}"
    survey.sees("كيف تعيشون في الحي؟")
    survey.choose("أسكن في هذا الحي.").choose("راضون إلى حد ما", within="q03_zufrieden")
    survey.choose("القمامة والأوساخ", within="q08_probleme")
    thanks = survey.fill("q09_zuerst", "مقاعد في الظل").submit("إرسال الإجابات")
    thanks.sees("لقد وصلت إجاباتكم")
    assert not resident.client.get_cookie("sitzung")

    with store.reading() as session:
        answer = session.scalars(select(Response)).one()
        assert answer.answers == {
            "q01_bezug": "wohnt",
            "q03_zufrieden": "4",
            "q08_probleme": ["muell"],
            "q09_zuerst": "مقاعد في الظل",
        }
        assert (answer.language, answer.channel, answer.code) == ("ar", "qr", code)

    app.extensions["ledger"].flush()
    with store.reading() as session:
        day = session.scalars(select(ScanDay)).one()
        assert (day.scans, day.opens) == (1, 1)

    manager.get(RESULTS).sees("Ausgefüllte Fragebögenunter 5")


def test_the_dashboard_counts_what_people_said(app: Flask, manager: Visitor, code: str):
    answers = ["Sehr zufrieden"] * 6 + ["Eher unzufrieden"] * 8
    for said in answers:
        page = Visitor(app).open(f"/q/{code}")
        page.choose(said, within="q03_zufrieden").submit("Antworten absenden")
    Visitor(app).open(f"/q/{code}").submit("Antworten absenden")

    page = manager.get(RESULTS)
    page.sees("Ausgefüllte Fragebögen15", "57 %", "43 %")


def test_after_the_end_the_same_code_leads_to_the_promise_of_results(
    manager: Visitor, visitor: Visitor, code: str
):
    manager.get(f"/verwaltung/umfragen/{SLUG}/").press("/beenden")
    promise = visitor.get(f"/q/{code}", 303).follow()
    assert promise.path.startswith(f"/de/ergebnisse/{SLUG}")
    late = visitor.get(f"/de/umfrage/{SLUG}", status=410)
    late.sees("Diese Umfrage ist beendet", "Die Ergebnisse stehen ab")
