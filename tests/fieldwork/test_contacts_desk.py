"""Managers see how contacts outside ended, never who met whom; they decide what is chosen from."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import FieldCount
from beteiligung.fieldwork.reckoning import rate_of, reckoned
from tests.fieldwork.parcels import Tablet
from tests.visitor import Visitor

HERE = "/verwaltung/stadtteile/sonnenberg/kontakte"
ASKED = {"complete": 12, "partial": 2, "deleted": 1, "no_time": 4, "distrust": 3, "no_language": 8}
NOT_ASKED = {"code": 9, "talk": 7, "took_part": 6, "not_target": 5, "referred": 5}


def monday(now: datetime, weeks: int = 0) -> date:
    return now.date() - timedelta(days=now.weekday(), weeks=weeks)


def counted(
    store: Store, district: District, week: date, n: dict[str, int], **more: object
) -> None:
    """What pilots counted in a week."""
    where = {"block": 10, "place": "lessingplatz", "occasion": "festival", "which": "", **more}
    with store.writing() as session:
        for what, number in n.items():
            session.add(
                FieldCount(district_id=district.id, week=week, what=what, n=number, **where)
            )


def test_the_response_rate_is_of_those_who_were_asked(district: District, now: datetime):
    rows = [
        FieldCount(district_id=district.id, week=monday(now), block=10, place="", occasion="",
                   what=what, which="", n=n)
        for what, n in (ASKED | NOT_ASKED).items()
    ]  # fmt: skip
    rate = rate_of(reckoned(rows).total)
    assert (rate.complete, rate.asked) == (12, 12 + 2 + 1 + 4 + 3 + 8)
    assert rate.share == 12 / 30
    assert not rate.is_hint
    few = rate_of(reckoned([row for row in rows if row.what == "no_time"]).total)
    assert few.share is None


def test_managers_read_rates_topics_and_referrals_and_small_numbers_are_not_said(
    store: Store, district: District, manager: Visitor, now: datetime
):
    counted(store, district, monday(now), ASKED | NOT_ASKED)
    counted(store, district, monday(now), {"no_time": 3}, place="")
    counted(store, district, monday(now), {"topic": 7}, which="housing")
    counted(store, district, monday(now), {"topic": 2}, which="health")
    page = manager.get("/verwaltung/tablets").follow("Kontakte: Sonnenberg")
    page.sees("65 Kontakte.", "Von 33 Gefragten haben 12 bis zum Ende geantwortet: 36 %.")
    page.sees("Wohnen", "Lessingplatz", "zu wenige", "Beteiligungsquote = ")
    bars = ["".join("".join(bar.itertext()).split()) for bar in page.all("li")]
    assert "Gesundheitunter5" in bars
    file = manager.client.get(f"{HERE}.csv").get_data(as_text=True)
    assert "topic,Wohnen,Kontakte,7" in file
    assert "topic,Gesundheit,Kontakte,unter 5" in file
    assert "place,ein anderer Ort,Abgelehnt: keine Zeit,unter 5" in file


def test_a_time_can_be_chosen_and_what_is_no_day_is_said_beside_the_field(
    store: Store, district: District, manager: Visitor, now: datetime
):
    counted(store, district, monday(now), {"talk": 6})
    counted(store, district, monday(now, 20), {"code": 8})
    manager.get(HERE).sees("6 Kontakte.")
    manager.get(f"{HERE}?von={monday(now, 21)}&bis={monday(now, 19)}").sees("8 Kontakte.")
    manager.get(f"{HERE}?von=gestern", 422).sees("Bitte schreiben Sie beide Tage als Datum.")
    manager.get(f"{HERE}?von={now.date()}&bis=2020-01-01", 422).sees("nach dem letzten")


def test_a_manager_changes_what_pilots_choose_from(tablet: Tablet, manager: Visitor, store: Store):
    page = (
        manager.get(f"{HERE}/auswahl")
        .choose("centre", within="sort")
        .fill("name-de", "Mietberatung")
    )
    page.fill("name-ar", "مشورة للمستأجرين").submit("Hinzufügen").sees(
        "Hinzugefügt.", "Mietberatung"
    )
    page = (
        manager.get(f"{HERE}/auswahl")
        .choose("centre", within="sort")
        .fill("name-de", " mietberatung ")
    )
    page.submit("Hinzufügen", 422).sees("Das steht schon in der Liste.")
    manager.get(f"{HERE}/auswahl").choose("topic", within="sort").submit("Hinzufügen", 422)
    choices = tablet.package()["choices"]
    (centre,) = choices["centre"]
    assert centre["names"] == {"de": "Mietberatung", "ar": "مشورة للمستأجرين"}
    housing = choices["topic"][0]
    assert housing["names"]["de"] == "Wohnen"
    assert housing["names"]["uk"] == "Житло"
    token = {"csrf_token": manager.get(f"{HERE}/auswahl").value("csrf_token")}
    form = {"list": "topic", "code": "housing", "offered": "0", **token}
    manager.client.post(
        f"{HERE}/auswahl/angebot", data=form, headers={"Origin": "http://localhost"}
    )
    assert "housing" not in {each["code"] for each in tablet.package()["choices"]["topic"]}
    manager.get(f"{HERE}/auswahl").sees("Wohnen", "nicht angeboten", "Wieder anbieten")
    with store.reading() as session:
        assert {"add_choice", "stop_choice"} <= set(session.scalars(select(AuditEntry.action)))


def test_another_districts_manager_finds_neither_contacts_nor_lists(
    district: District, manager_of_zentrum: Visitor
):
    del district
    for address in (HERE, f"{HERE}.csv", f"{HERE}/auswahl"):
        manager_of_zentrum.get(address, 404)
