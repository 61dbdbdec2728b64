"""Somebody else's district is as if it were not there."""

from beteiligung.districts.models import District
from tests.visitor import Visitor


def test_somebody_elses_district_is_as_if_it_were_not_there(
    manager: Visitor, manager_of_zentrum: Visitor, district: District
):
    for path in (
        "/verwaltung/stadtteile/sonnenberg",
        "/verwaltung/stadtteile/sonnenberg/name",
        "/verwaltung/stadtteile/sonnenberg/orte/neu",
        "/verwaltung/stadtteile/sonnenberg/orte/lessingplatz",
    ):
        page = manager.get(path)
        manager_of_zentrum.get(path, status=404)
        token = next(page.all("input", name="csrf_token")).get("value")
        own = manager_of_zentrum.get("/verwaltung/stadtteile/zentrum")
        theirs = next(own.all("input", name="csrf_token")).get("value")
        for value in (token, theirs):
            data = {"csrf_token": value, "name": "Gekapert", "operator": "Gekapert"}
            manager_of_zentrum.post(path, data, status=404)
    manager.get(f"/verwaltung/stadtteile/{district.slug}").misses("Gekapert")
    manager_of_zentrum.get("/verwaltung/stadtteile").misses("Sonnenberg").sees("Zentrum")
