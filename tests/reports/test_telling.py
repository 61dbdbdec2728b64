"""What is done reaches people: on paper, by the code near their door, in a pilot's words."""

from datetime import datetime, timedelta
from random import Random

import pypdfium2
import pytest

from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.ideas.fate import spoken_of
from beteiligung.measures.evidence import take_idea
from beteiligung.measures.kinds import Kind
from beteiligung.measures.models import IdeaTaken, Measure
from beteiligung.measures.path import Status
from beteiligung.qrcodes.actions import create_code
from beteiligung.reports.became import became
from beteiligung.reports.kept import shown_here
from tests.builders import a_survey
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import a_figure, a_measure
from tests.visitor import Visitor


@pytest.mark.parametrize("kind", ["plakat", "zeitung"])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_sheet_of_one_page_tells_what_was_said_and_done(
    store: Store, district: District, visitor: Visitor, now: datetime, language: str, kind: str
) -> None:
    with store.writing() as session:
        for number in range(14):
            a_measure(session, district, title={"de": f"Bäume {number}"}, at=now)
        a_measure(session, district, title={"de": "Geheim"}, public=False, at=now)
        a_measure(session, district, path=(Status.REFUSED,), at=now)
    made = visitor.get(f"/{language}/massnahmen/sonnenberg/{kind}.pdf").body
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 1
    assert document.is_tagged()
    assert b"pdfuaid" in made
    words = document[0].get_textpage().get_text_bounded()
    assert "Bäume" in words
    assert "Geheim" not in words


def test_a_district_without_measures_has_a_sheet_that_leads_to_its_page(
    visitor: Visitor, district: District
) -> None:
    assert visitor.get(f"/de/massnahmen/{district.slug}/plakat.pdf").body[:5] == b"%PDF-"


def test_whoever_comes_by_a_printed_code_sees_what_is_done_near_it_first(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        own = session.get_one(District, district.id)
        here = session.query(Place).filter_by(name="Körnerplatz").one()
        a_measure(session, own, title={"de": "Fern"}, at=now)
        a_measure(session, own, title={"de": "Nah"}, place=here, at=now)
        code = create_code(
            session,
            path="umfrage/x",
            district=own,
            place=here,
            medium="poster",
            locale=None,
            at=now,
            rng=Random(1),
        ).code
    near = visitor.get(f"/de/massnahmen/sonnenberg?c={code}").by_id("near")
    assert near is not None
    assert visitor.get("/de/massnahmen/sonnenberg?c=XXXXX").by_id("near") is None
    assert visitor.get("/de/massnahmen/sonnenberg").by_id("near") is None


def test_what_became_of_the_ideas_adds_up_to_all_that_can_be_read(
    store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now)
        ideas = [an_idea(session, board, at=now) for _ in range(5)]
        one, two = (a_measure(session, district, at=now) for _ in range(2))
        hidden = a_measure(session, district, public=False, at=now)
        why = {"de": "Darum."}
        for measure, idea, kind in (
            (one, ideas[0], Kind.IMPOSSIBLE),
            (two, ideas[0], Kind.ADOPTED),  # the best of both counts
            (one, ideas[1], Kind.PARTLY),
            (hidden, ideas[2], Kind.ADOPTED),
        ):
            take_idea(session, measure, idea.reference, kind, why, asker=None, at=now)
        one.ideas.append(IdeaTaken(reference="SO-1999-1", kind="adopted", reason={}, taken_at=now))
        session.flush()
        spoken = spoken_of(session, shown_here(district.id))
        found = became(session, district.id, len(ideas), spoken)
        assert dict(found.lines) == {
            "taken up": 1,
            "taken up in part": 1,
            "was planned already": 0,
            "passed on to whoever is responsible": 0,
            "not possible": 0,
            "nothing is decided yet": 3,
        }
        assert sum(count for _, count in found.lines) == found.total


def test_staff_find_everything_on_one_page_and_pilots_their_words(
    store: Store, district: District, pilot: Visitor, manager_of_zentrum: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        a_measure(session, district, at=now - timedelta(days=1))
        assert session.query(Measure).count() == 1
    page = pilot.open("/verwaltung/rueckmeldung/").sees("Kartentext")
    page.sees("المزيد من سلال المهملات", "12 von 20 Behältern stehen.")
    manager_of_zentrum.get("/verwaltung/rueckmeldung/sonnenberg", 404)


def test_a_district_says_what_was_said_before_what_was_done(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        measure = a_measure(session, district, at=now)
        figure = a_figure(now)
        figure.number = 1
        measure.figures.append(figure)
        idea = an_idea(session, a_board(session, district, at=now), "Mehr Licht", at=now)
        take_idea(session, measure, idea.reference, Kind.PARTLY, {}, asker=None, at=now)
    page = visitor.get("/ar/massnahmen/sonnenberg").sees("77%", "Mehr Licht")
    assert page.text.index("Mehr Licht") < page.text.index("تم وضع 12 سلة من أصل 20.")
    made = visitor.get("/de/massnahmen/sonnenberg/plakat.pdf").body
    words = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    for said in ("77 %", "Mehr Licht", "Vorschlag", "12 von 20 Behältern stehen."):
        assert said in words


def test_results_that_are_awaited_lead_on_to_the_measures_of_the_codes_district(
    store: Store, district: District, zentrum: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        survey = a_survey(session, district, zentrum, at=now - timedelta(days=20))
        survey.closes_at = now - timedelta(days=1)
        slug = survey.slug
        for each in (district, zentrum):
            a_measure(session, session.get_one(District, each.id), at=now)
        code = session.get_one(District, district.id).web_code
    leads = {link.get("href") for link in visitor.get(f"/ar/ergebnisse/{slug}?c={code}").all("a")}
    assert f"/ar/massnahmen/sonnenberg?c={code}" in leads
    assert not any(str(each).startswith("/ar/massnahmen/zentrum") for each in leads)
    both = {link.get("href") for link in visitor.get(f"/ar/ergebnisse/{slug}").all("a")}
    assert {"/ar/massnahmen/sonnenberg", "/ar/massnahmen/zentrum"} <= both
