"""Figures of offices: taken over from a file as a whole, or refused line by line."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.indicator_file import BadIndicators, NoIndicators, read_indicators
from beteiligung.districts.indicators import WouldRename, import_indicators, indicators_of
from beteiligung.districts.models import Area, ContextIndicator, District
from beteiligung.errors import OperatorError
from beteiligung.operation.indicators import indicators
from beteiligung.web.lines import line
from tests.visitor import Visitor

HERE = "/verwaltung/stadtteile/sonnenberg/kennzahlen"
HEAD = "area;code;name;date;value;unit;source"
TODAY = date(2026, 11, 24)
AREAS = [
    Area(id=1, kind="stadtteil", code="21", name={}, place_phrase={}),
    Area(id=2, kind="stadtteil", code="01", name={}, place_phrase={}),
]
RESIDENTS = "sonnenberg;einwohner;Menschen hier;{day};{value};Personen;Amt"


def file(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def read(*lines: str, head: str = HEAD) -> list[tuple[str, date, float, str]]:
    found = read_indicators(
        file(*lines, head=head), AREAS, own=AREAS[:1], units={(1, "alt"): "Meter"}, today=TODAY
    )
    return [(line.code, line.day, line.value, line.unit) for line in found]


def faults(*lines: str) -> dict[int, str]:
    with pytest.raises(BadIndicators) as refused:
        read(*lines)
    return {each.number: each.message % each.values for each in refused.value.faults}


def test_everything_that_is_wrong_in_a_line_is_said_at_once():
    with pytest.raises(BadIndicators) as refused:
        read("77;;;bald;abc;%;Amt")
    said = " ".join(each.message % each.values for each in refused.value.faults)
    parts = ("no area with the number 77", "The name", "The reference date", "such as 1234")
    assert all(part in said for part in parts)


# ---- what a file may say -------------------------------------------------------------------------


def test_numbers_and_days_are_read_as_germans_and_others_write_them():
    lines = (
        "21;a;A;31.12.2025;12,5;%;Amt",
        "21;a;A;2024-12-31;-12.25;%;Amt",
        "21;b;B;2024-12-31;1234;;X",
    )
    assert read(*lines) == [
        ("a", date(2025, 12, 31), 12.5, "%"),
        ("a", date(2024, 12, 31), -12.25, "%"),
        ("b", date(2024, 12, 31), 1234.0, ""),
    ]


def test_a_figure_without_a_code_gets_one_from_its_name():
    head = "Gebiet\tKennzahl\tStichtag\tWert\tQuelle"
    assert read("21\tLeere Läden\t31.12.2025\t12\tAmt", head=head) == [
        ("leere-laeden", date(2025, 12, 31), 12.0, "")
    ]


def test_every_wrong_line_gets_its_sentence():
    found = faults(
        "21;a;A;2025-12-31;viel;%;Amt",
        "21;a;A;2025-12-31;16.600;%;Amt",
        "99;a;A;2025-12-31;1;%;Amt",
        "01;a;A;2025-12-31;1;%;Amt",
        "21;a;;2025-12-31;1;%;Amt",
        "21;a;A;2027-01-01;1;%;Amt",
        "21;a;A;2025-12-31;1;%;",
        "21;c;C;2025-12-31;1;%;Amt",
        "21;c;C;2025-12-31;2;%;Amt",
        "21;c;C;2024-12-31;2;Personen;Amt",
        "21;alt;Alt;2024-12-31;2;Personen;Amt",
        f"21;{'c' * 41};C;2023-12-31;2;%;Amt",
    )
    expected = {
        2: "must be a number such as",
        3: "“16.600” can be read in two ways",
        4: "no area with the number 99",
        5: "The area 01 is not one of yours.",
        6: "The name of the figure is missing.",
        7: "lies in the future",
        8: "The source is missing",
        10: "stands in line 9 already",
        11: "The unit of “c” is “%” elsewhere.",
        12: "The unit of “alt” is “Meter” elsewhere.",
        13: "is longer than 40 characters",
    }
    assert found.keys() == expected.keys()
    assert all(part in found[number] for number, part in expected.items())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"area;name\n21;x", file()])
def test_what_is_no_table_of_figures_is_refused(content: bytes):
    with pytest.raises(NoIndicators):
        read_indicators(content, AREAS, own=AREAS, units={}, today=TODAY)


# ---- what becomes of it --------------------------------------------------------------------------


def test_figures_are_replaced_by_day_and_kept_over_time(
    session: Session, store: Store, district: District, now: datetime
):
    del store
    first = [
        RESIDENTS.format(day="2024-12-31", value=100),
        RESIDENTS.format(day="2025-12-31", value=110),
    ]
    import_indicators(session, None, file(*first), at=now)
    again = RESIDENTS.format(day="2025-12-31", value=120).replace("Menschen", "Leute")
    with pytest.raises(WouldRename, match="“Menschen hier” so far, and “Leute hier”"):
        import_indicators(session, None, file(again), at=now)
    import_indicators(session, None, file(again), rename=True, at=now)
    (found,) = indicators_of(session, [district.area_id])
    assert (found.name, found.unit, found.sources) == ("Leute hier", "Personen", ("Amt",))
    assert found.values == ((date(2024, 12, 31), 100.0), (date(2025, 12, 31), 120.0))
    with pytest.raises(BadIndicators):
        import_indicators(
            session, None, file(RESIDENTS.format(day="2023-12-31", value=90), "x"), at=now
        )
    assert session.query(ContextIndicator).count() == 2


def test_a_manager_brings_in_looks_at_and_removes_figures(
    manager: Visitor, store: Store, district: District, zentrum: District
):
    del district, zentrum
    page = manager.get(HERE).sees("Es sind noch keine Zahlen der Ämter eingelesen.")
    lines = [
        RESIDENTS.format(day=f"{year}-12-31", value=value)
        for year, value in ((2024, 100), (2025, 110))
    ]
    kept = manager.upload(HERE, file(*lines), csrf_token=page.value("csrf_token")).follow()
    kept.sees(
        "2 Zahlen sind übernommen.", "Menschen hier", "110 Personen am 31. Dezember 2025", "Amt"
    )
    assert len(list(kept.all("{http://www.w3.org/2000/svg}circle", r="5"))) == 2
    theirs = file("zentrum;a;A;2025-12-31;1;;Amt", lines[0].replace("100", "viele"))
    refused = manager.upload(HERE, theirs, 422, csrf_token=page.value("csrf_token"))
    refused.sees(
        "Nichts wurde übernommen",
        "\u2068zentrum\u2069 gehört nicht",
        "Der Wert muss eine Zahl sein",
    )
    assert refused.text.index("Zahlen einlesen") < refused.text.index("Menschen hier")
    refused.sees("Gesendet wurde:")
    kept.submit("Entfernen").sees("Es sind noch keine Zahlen der Ämter eingelesen.")
    with store.reading() as session:
        deeds = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert deeds[-2:] == ["import_indicators", "remove_indicator"]


def test_figures_of_another_district_are_not_there(
    manager_of_zentrum: Visitor, signed_in: Callable[..., Visitor], district: District
):
    manager_of_zentrum.get(HERE, 404)
    signed_in(Role.VIEWER, district).get(HERE, 403)


def test_an_operator_brings_figures_in_by_command(
    app: Flask, store: Store, district: District, tmp_path: Path, settings: Settings
):
    del app, district
    good, bad = tmp_path / "gut.csv", tmp_path / "schlecht.csv"
    good.write_bytes(file(RESIDENTS.format(day="2025-12-31", value=100)))
    bad.write_bytes(file(RESIDENTS.format(day="bald", value=100), "nirgends;a;A;2025-12-31;1;;Amt"))
    done = CliRunner().invoke(indicators, ["import", str(good)], obj=settings)
    assert done.output == "1 figures of 1 areas: sonnenberg\n"
    failed = CliRunner().invoke(indicators, ["import", str(bad)], obj=settings)
    said = str(failed.exception)
    assert isinstance(failed.exception, OperatorError)
    assert "line 2: The reference date" in said
    assert "line 3: There is no area" in said
    with store.reading() as session:
        assert session.query(ContextIndicator).count() == 1


def test_a_line_stands_on_zero_and_keeps_the_distance_of_its_days():
    dots = line([(date(2020, 1, 1), 50.0), (date(2021, 1, 1), 100.0), (date(2024, 1, 1), 75.0)])
    low, high, last = (dot.y for dot in dots)
    assert high < last < low < 88
    assert low - high == pytest.approx((88 - high) / 2, abs=0.2)
    assert dots[1].x - dots[0].x < dots[2].x - dots[1].x
    assert line([]) == ()
    assert line([(date(2020, 1, 1), 0.0)])[0].x == 50
