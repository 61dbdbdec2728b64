"""Districts, areas and places: named in every language, owned by one management each."""

from datetime import datetime
from random import Random

import pytest
from sqlalchemy.orm import Session

from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts import actions, queries
from beteiligung.districts.actions import ALPHABET, AreaKnown, AreaTaken, SlugTaken
from beteiligung.districts.models import Area, District
from beteiligung.districts.slugs import slug_of
from beteiligung.errors import NotFound
from tests.builders import a_district
from tests.visitor import Visitor

HERE = "/verwaltung/stadtteile/sonnenberg"


def an_area(session: Session, code: str, at: datetime, kind: str = "quartier") -> Area:
    name = {"de": f"Gebiet {code}"}
    return actions.create_area(
        session, None, kind=kind, code=code, name=name, place_phrase=name, at=at
    )


class TestAManager:
    def test_names_her_area_in_every_language(
        self, manager: Visitor, store: Store, district: District
    ):
        page = manager.get(f"{HERE}/name")
        assert page.value("place_phrase-de") == "auf dem Sonnenberg"
        page.fill("place_phrase-ar", "في زوننبرغ").fill("name-de-leicht", "Sonnen-Berg").submit()
        with store.reading() as session:
            area = session.get_one(District, district.id).area
            assert area.phrase.pick(("ar",)).text == "في زوننبرغ"
            assert area.named.pick(("de-leicht",)).text == "Sonnen-Berg"

    def test_must_leave_the_german_name(self, manager: Visitor):
        page = manager.get(f"{HERE}/name").fill("name-de", " ").fill("name-uk", "Зонненберг")
        page = page.submit(status=422)
        assert page.error("name-de")
        assert page.value("name-uk") == "Зонненберг"
        assert "Sonnenberg" in manager.get(HERE).text

    def test_says_which_areas_overlap_both_ways(
        self, manager: Visitor, store: Store, district: District, now: datetime
    ):
        with store.writing() as session:
            an_area(session, "nord", now)
            an_area(session, "efre", now, "foerdergebiet")
        manager.get(f"{HERE}/name").choose("Gebiet nord", "Gebiet efre").submit()
        manager.get(HERE).sees("Gebiet nord", "Gebiet efre")
        manager.get(f"{HERE}/name").untick("Gebiet nord").submit()
        with store.reading() as session:
            own = session.get_one(District, district.id).area
            assert [area.code for area in own.overlaps] == ["efre"]
            assert {area.code: len(area.overlaps) for area in queries.areas(session)} == {
                own.code: 1,
                "efre": 1,
                "nord": 0,
            }

    def test_says_who_runs_the_management(self, manager: Visitor):
        page = manager.get(HERE).fill("operator", "Verein <b>Beispiel</b>").fill("phone", "0371 1")
        page = page.press("")
        assert page.value("operator") == "Verein <b>Beispiel</b>"

    def test_keeps_places_and_their_short_names(self, manager: Visitor, store: Store):
        page = manager.get(f"{HERE}/orte/neu").fill("name", "Bürgerzentrum Süd")
        page.fill("address", "Sonnenstraße 35").submit().sees("Bürgerzentrum Süd")
        page = manager.get(f"{HERE}/orte/buergerzentrum-sued").fill("name", "Bürgerzentrum")
        page.fill("latitude", "50,8357").fill("longitude", "12.9412").submit()
        with store.reading() as session:
            district = queries.district_by_slug(session, "sonnenberg")
            place = queries.place_by_slug(session, district, "buergerzentrum-sued")
        assert (place.name, place.latitude, place.longitude) == ("Bürgerzentrum", 50.8357, 12.9412)

    @pytest.mark.parametrize(
        ("latitude", "longitude", "field"),
        [
            ("91", "12", "latitude"),
            ("50", "", "longitude"),
            ("", "12", "latitude"),
            ("nord", "12", "latitude"),
            ("50", "-181", "longitude"),
        ],
    )
    def test_is_told_what_is_no_position(
        self, manager: Visitor, latitude: str, longitude: str, field: str
    ):
        page = manager.get(f"{HERE}/orte/neu").fill("name", "Park")
        page = page.fill("latitude", latitude).fill("longitude", longitude).submit(status=422)
        assert page.error(field)
        assert page.value("name") == "Park"
        manager.get(HERE).misses("Park")

    def test_does_not_open_districts(self, manager: Visitor):
        manager.get("/verwaltung/stadtteile").misses("Gebiete")
        manager.get("/verwaltung/stadtteile/neu", status=403)

    def test_finds_no_place_of_another_name(self, manager: Visitor):
        manager.get(f"{HERE}/orte/nirgends", status=404)
        manager.get("/verwaltung/stadtteile/nirgends", status=404)


class TestAnAdministrator:
    def test_describes_an_area_and_opens_a_district_in_it(self, admin: Visitor):
        admin.get("/verwaltung/stadtteile/neu").sees()
        page = admin.get("/verwaltung/stadtteile/gebiete/neu").fill("code", "21")
        page = page.fill("name-de", "Sonnenberg").fill("place_phrase-de", "auf dem Sonnenberg")
        page.submit()
        page = admin.get("/verwaltung/stadtteile/neu").fill("slug", "sonnenberg")
        page.fill("operator", "Beispielträger").submit().sees("Sonnenberg", "auf dem Sonnenberg")
        admin.get("/verwaltung/stadtteile").sees("Sonnenberg")

    def test_names_any_area(self, admin: Visitor, store: Store, now: datetime):
        with store.writing() as session:
            number = an_area(session, "nord", now).id
        page = admin.get(f"/verwaltung/stadtteile/gebiete/{number}").fill("name-de", "Nordviertel")
        page.submit().sees("Nordviertel")
        admin.get("/verwaltung/stadtteile/gebiete/999", status=404)

    def test_is_told_that_a_name_or_number_is_taken(
        self, admin: Visitor, district: District, store: Store, now: datetime
    ):
        with store.writing() as session:
            an_area(session, "nord", now)
        page = admin.get("/verwaltung/stadtteile/neu").fill("slug", district.slug)
        assert page.submit(status=422).error("slug")
        assert page.fill("slug", "Großer Name").submit(status=422).error("slug")
        page = admin.get("/verwaltung/stadtteile/gebiete/neu").fill("kind", "quartier")
        page = page.fill("code", "nord").fill("name-de", "N").fill("place_phrase-de", "im N")
        assert page.submit(status=422).error("code")


class TestMaking:
    def test_an_area_of_a_kind_has_one_number(self, session: Session, now: datetime):
        an_area(session, "21", now)
        an_area(session, "21", now, "stadtteil")
        with pytest.raises(AreaKnown):
            an_area(session, "21", now)

    @pytest.mark.parametrize("slug", ["sonnenberg", "neu", "umfrage", "impressum"])
    def test_a_short_name_of_a_district_stands_for_one_page(
        self, session: Session, now: datetime, slug: str
    ):
        a_district(session, at=now)
        with pytest.raises(SlugTaken):
            actions.create_district(session, None, an_area(session, "x", now), slug=slug, at=now)

    def test_an_area_has_one_district(self, session: Session, now: datetime):
        area = a_district(session, at=now).area
        with pytest.raises(AreaTaken):
            actions.create_district(session, None, area, slug="zweiter", at=now)

    def test_places_of_one_name_get_numbers(self, session: Session, now: datetime):
        district = a_district(session, at=now)
        made = [
            actions.create_place(session, None, district, name=name, at=now).slug
            for name in ("Park", "Park", "Neu", "حديقة")
        ]
        assert made == ["park", "park-2", "neu-2", "ort"]
        with pytest.raises(SlugTaken):
            actions.create_place(session, None, district, name="Park", slug="park", at=now)

    def test_a_place_keeps_the_short_name_it_was_given(self, session: Session, now: datetime):
        district = a_district(session, at=now)
        made = actions.create_place(
            session, None, district, name="Büro", slug="hainstrasse", position=(50.8, 12.9), at=now
        )
        assert (made.slug, made.latitude, made.longitude) == ("hainstrasse", 50.8, 12.9)

    def test_a_web_code_has_no_letters_that_look_alike(self):
        codes = {actions.fresh_code((), Random(number)) for number in range(300)}
        assert all(len(code) == 5 and set(code) <= set(ALPHABET) for code in codes)
        assert not set("01IO") & set(ALPHABET)
        first = actions.fresh_code((), Random(1))
        assert actions.fresh_code({first}, Random(1)) != first
        assert len({actions.fresh_code(()) for _ in range(50)}) == 50

    def test_nothing_is_noted_where_nothing_changed(self, session: Session, now: datetime):
        district = a_district(session, at=now)
        before = session.query(AuditEntry).count()
        area = district.area
        actions.name_area(
            session, None, area, name=area.name, place_phrase=area.place_phrase, at=now
        )
        actions.set_overlaps(session, None, area, [area], at=now)
        actions.change_district(
            session, None, district, operator=district.operator, phone=district.phone, at=now
        )
        session.flush()
        assert session.query(AuditEntry).count() == before


class TestFinding:
    def test_a_questionnaire_names_a_district_by_slug_or_number(
        self, session: Session, now: datetime
    ):
        area = an_area(session, "21", now, "stadtteil")
        made = actions.create_district(session, None, area, slug="sonnenberg", at=now)
        assert queries.district_named(session, "21") is made
        assert queries.district_named(session, "sonnenberg") is made
        assert queries.district_named(session, "22") is None

    def test_only_the_askers_districts_are_there(self, session: Session, now: datetime):
        one, two = a_district(session, at=now), a_district(session, "zentrum", at=now)
        assert queries.districts_of(session, None) == [one, two]
        assert queries.districts_of(session, {two.id}) == [two]
        assert queries.districts_of(session, ()) == []
        with pytest.raises(NotFound):
            queries.district_by_slug(session, "sonnenberg", {two.id})

    def test_free_areas_have_no_district(self, session: Session, now: datetime):
        a_district(session, at=now)
        free = an_area(session, "x", now)
        assert queries.free_areas(session) == [free]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Körnerplatz", "koernerplatz"),
        ("Schloßteich (Süd)", "schlossteich-sued"),
        ("Łódź-Café", "odz-cafe"),
        ("  ", "ort"),
        ("a" * 60, "a" * 48),
    ],
)
def test_short_names_are_made_of_plain_letters(name: str, slug: str):
    assert slug_of(name) == slug
