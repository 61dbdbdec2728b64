"""Figures of residents: taken over from a file as a whole, or refused line by line."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.actions import create_area
from beteiligung.districts.margin_file import BadMargins, NoMargins, read_margins
from beteiligung.districts.margins import Apart, WouldReplace, import_margins
from beteiligung.districts.models import Area, District, PopulationMargin
from beteiligung.districts.population import lacking, newest, newest_joint, people_of, variables_in
from tests.builders import a_district
from tests.visitor import Visitor

HERE = "/verwaltung/stadtteile/sonnenberg/bevoelkerung"
HEAD = "area;stichtag;source;variable;category;count"
TODAY = date(2026, 11, 24)
AREAS = [
    Area(id=1, kind="stadtteil", code="21", name={}, place_phrase={}),
    Area(id=2, kind="stadtteil", code="01", name={}, place_phrase={}),
    Area(id=3, kind="quartier", code="01", name={}, place_phrase={}),
]


DAYS = ("2024-12-31", "2025-12-31")
GAPPY = ("u18*w", "u18*m", "65p*m")


def file(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def read(*lines: str) -> list[tuple[str, str, int]]:
    found = read_margins(file(*lines), AREAS, own=AREAS[:1], today=TODAY)
    return [(line.variable, line.category, line.count) for line in found]


def faults(*lines: str) -> dict[int, str]:
    with pytest.raises(BadMargins) as refused:
        read(*lines)
    return {each.number: each.message % each.values for each in refused.value.faults}


def test_everything_that_is_wrong_in_a_line_is_said_at_once():
    with pytest.raises(BadMargins) as refused:
        read("99;bald;;alter;16*w;zweitausend", "21;2025-12-31;Amt;alter;u16")
    said = [each.message % each.values for each in refused.value.faults if each.number == 2]
    assert [words.split()[0:3] for words in said] == [
        ["There", "is", "no"],
        ["The", "reference", "date"],
        ["The", "source", "is"],
        ["The", "category", "must"],
        ["The", "number", "must"],
    ]
    assert len(refused.value.faults) == len(said) + 1, "a line that is not whole says only that"


# ---- what a file may say -------------------------------------------------------------------------


def test_two_variables_at_once_stand_in_one_order_however_they_are_named():
    assert read("21;2025-12-31;Amt;Sex × Age;w*25_39;1820", "21;31.12.2025;Amt;age;u16;7") == [
        ("alter*geschlecht", "25_39*w", 1820),
        ("alter", "u16", 7),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_spreadsheets_save_it(encoding: str):
    text = "Gebiet\tStichtag\tQuelle\tMerkmal\tAusprägung\tAnzahl\r\n21\t31.12.2025\tAmt für Zahlen"
    found = read_margins(
        f"{text}\tstaat\tdeutsch\t12400\r\n\r\n".encode(encoding),
        AREAS,
        own=AREAS,
        today=TODAY,
    )
    assert [(line.source, line.count) for line in found] == [("Amt für Zahlen", 12400)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"%PDF-1.7",
        file(head="area;stichtag;source;variable;category"),
        file(head=f"{HEAD};count"),
        file('"21;2025'),
        file(),
    ],
)
def test_what_is_no_table_of_residents_is_refused(content: bytes):
    with pytest.raises(NoMargins):
        read_margins(content, AREAS, own=AREAS, today=TODAY)


# ---- what is wrong in a line ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (";2025-12-31;Amt;alter;u16;9", "The area is missing."),
        ("99;2025-12-31;Amt;alter;u16;9", "There is no area with the number 99."),
        ("01;2025-12-31;Amt;alter;u16;9", "stadtteil:01, quartier:01"),
        ("stadtteil:01;2025-12-31;Amt;alter;u16;9", "not one of yours"),
        ("21;Ende 2025;Amt;alter;u16;9", "a day such as 2025-12-31"),
        ("21;31.02.2025;Amt;alter;u16;9", "a day such as 2025-12-31"),
        ("21;2027-01-01;Amt;alter;u16;9", "lies in the future"),
        ("21;2025-12-31;;alter;u16;9", "The source is missing"),
        ("21;2025-12-31;Amt;;u16;9", "The variable must be a name"),
        ("21;2025-12-31;Amt;alter*alter;u16*u16;9", "The variable must be a name"),
        ("21;2025-12-31;Amt;alter;u16*w;9", "The category must be a code"),
        ("21;2025-12-31;Amt;alter*geschlecht;u16;9", "The category must be a code"),
        ("21;2025-12-31;Amt;alter;u16;0", "A group of 0 people has no share."),
        ("21;2025-12-31;Amt;alter;u16;1.820", "must be whole, written without points"),
        ("21;2025-12-31;Amt;alter;u16;-3", "cannot be less than zero"),
        (f"21;2025-12-31;Amt;alter;u16;{'9' * 5000}", "must be whole"),
        ("21;2025-12-31;Amt;alter;u16", "has 5 cells, but the first line names 6 columns"),
    ],
)
def test_a_wrong_line_is_said_with_its_number(line: str, sentence: str):
    said = faults("21;2025-12-31;Amt;alter;75p;9", line)
    assert sentence in said.pop(3)
    assert not said


def test_doubled_lines_and_two_sources_of_one_table_are_refused():
    said = faults(
        "21;2025-12-31;Amt;alter*geschlecht;u16*w;9",
        "stadtteil:21;31.12.2025;Amt;geschlecht*alter;w*u16;8",
        "21;2025-12-31;Zeitung;alter*geschlecht;75p*w;9",
        "21;2024-12-31;Zeitung;alter*geschlecht;u16*w;9",
    )
    assert said == {
        3: "This stands in line 2 already.",
        4: "Line 2 names another source for the same table.",
    }


# ---- what is kept --------------------------------------------------------------------------------


@pytest.fixture
def area(session: Session, now: datetime) -> Area:
    return create_area(
        session, None, kind="stadtteil", code="21", name={"de": "S"}, place_phrase={}, at=now
    )


def test_several_days_are_kept_and_the_newest_is_used(session: Session, area: Area, now: datetime):
    old = ["21;2023-12-31;Amt;alter;u16;5"]
    new = ["21;2025-12-31;Amt;alter*geschlecht;u16*w;10", "21;2025-12-31;Amt;staat;de;30"]
    import_margins(session, None, file(*old), at=now)
    import_margins(session, None, file(*new, new[0].replace("w;10", "m;12")), at=now)
    tables = people_of(session, [area.id])[area.id]
    assert variables_in(tables) == ["alter", "geschlecht", "staat"]
    ages = newest(tables, "alter")
    assert ages is not None
    assert (ages.day, ages.counts) == (date(2025, 12, 31), {("u16",): 22})
    assert newest(tables, "sprache") is None
    joint = newest_joint(tables, "geschlecht", "alter")
    assert joint is not None
    assert joint.total == 22
    import_margins(session, None, file("21;2026-06-30;Amt;alter;u16;9"), at=now)
    tables = people_of(session, [area.id])[area.id]
    assert newest_joint(tables, "alter", "geschlecht") is None, "ages are known more newly alone"


def test_newer_figures_with_gaps_are_not_used_in_the_place_of_whole_ones(
    session: Session, area: Area, now: datetime
):
    """One row of a newer table must not switch weights off for the whole district."""
    whole = [f"alter*geschlecht;{age}*{sex};10" for age in ("u16", "16p") for sex in "wm"]
    import_margins(session, None, file(*(f"21;2024-12-31;Amt;{one}" for one in whole)), at=now)
    import_margins(session, None, file(f"21;2025-12-31;Amt;{whole[0]}"), at=now)
    tables = people_of(session, [area.id])[area.id]
    for found in (newest(tables, "alter"), newest_joint(tables, "alter", "geschlecht")):
        assert found is not None
        assert found.day == date(2024, 12, 31)
    assert lacking(tables[0], tables) == ["16p", "m"]
    finer = ["u16;10", "16_64;5", "65p;5"]  # other groups, and not fewer of the same
    import_margins(session, None, file(*(f"21;2026-06-30;Amt;alter;{x}" for x in finer)), at=now)
    ages = newest(people_of(session, [area.id])[area.id], "alter")
    assert ages is not None
    assert ages.day == date(2026, 6, 30)


def test_tables_of_other_groups_are_each_whole_and_the_newest_is_used(
    session: Session, area: Area, now: datetime
):
    for day, ages in (("2024-12-31", ("u16", "16_64", "65p")), ("2025-12-31", ("u18", "65p"))):
        lines = [f"21;{day};Amt;alter*geschlecht;{age}*{sex};10" for age in ages for sex in "wm"]
        import_margins(session, None, file(*lines), at=now)
    tables = people_of(session, [area.id])[area.id]
    assert [lacking(table, tables) for table in tables] == [[], []]
    joint = newest_joint(tables, "alter", "geschlecht")
    assert joint is not None
    assert joint.day == date(2025, 12, 31)
    file_with_a_gap = file(*(f"21;2026-06-30;Amt;alter*geschlecht;{x};10" for x in GAPPY))
    import_margins(session, None, file_with_a_gap, at=now)
    tables = people_of(session, [area.id])[area.id]
    assert lacking(tables[0], tables) == ["65p*w"], "both are known, but not at once"


def test_a_file_takes_no_group_away_that_it_does_not_have_unless_told_so(
    session: Session, area: Area, now: datetime
):
    twelve = [f"21;2025-12-31;Amt;alter;g{at};{at + 5}" for at in range(12)]
    import_margins(session, None, file(*twelve), at=now)
    with pytest.raises(WouldReplace, match="not in the file: 11"):
        import_margins(session, None, file(twelve[0]), at=now)
    assert session.query(PopulationMargin).filter_by(area_id=area.id).count() == 12
    import_margins(session, None, file(*twelve, twelve[0].replace("g0", "g12")), at=now)
    import_margins(session, None, file(twelve[0].replace("2025", "2024")), at=now)
    import_margins(session, None, file(twelve[0]), replace=True, at=now)
    assert session.query(PopulationMargin).filter_by(area_id=area.id).count() == 2


def test_tables_of_one_day_with_far_from_as_many_people_are_refused(
    session: Session, area: Area, now: datetime
):
    """Fifteen thousand by age and seven thousand by gender: weights would be made from nonsense."""
    ages = ["21;2026-10-31;Amt;alter;u60;9000", "21;2026-10-31;Amt;alter;60p;6000"]
    genders = ["21;2026-10-31;Amt;geschlecht;w;4000", "21;2026-10-31;Amt;geschlecht;m;3000"]
    with pytest.raises(Apart, match="alter has 15000 together and geschlecht has 7000"):
        import_margins(session, None, file(*ages, *genders), at=now)
    import_margins(session, None, file(*ages), at=now)
    with pytest.raises(Apart):
        import_margins(session, None, file(*genders), at=now)
    assert session.query(PopulationMargin).filter_by(area_id=area.id).count() == 2
    other_day = [line.replace("2026-10-31", "2025-12-31") for line in genders]
    import_margins(session, None, file(*other_day), at=now)
    rounded = ["21;2026-10-31;Amt;geschlecht;w;7700", "21;2026-10-31;Amt;geschlecht;m;7250"]
    import_margins(session, None, file(*rounded, "21;2026-10-31;Amt;staat;de;9"), at=now)
    assert session.query(PopulationMargin).filter_by(area_id=area.id).count() == 7


def test_the_column_that_is_missing_is_named():
    with pytest.raises(NoMargins, match=r"missing: source, count\."):
        read_margins(file(head="area;stichtag;variable;category"), AREAS, own=AREAS, today=TODAY)


def test_the_same_table_once_more_replaces_it_and_is_noted(
    session: Session, area: Area, now: datetime
):
    for lines in (("u16;5", "75p;6"), ("u16;7",)):
        table = file(*(f"21;2025-12-31;Amt;alter;{one}" for one in lines))
        import_margins(session, None, table, replace=True, at=now)
    kept = session.query(PopulationMargin).filter_by(area_id=area.id).all()
    assert [(each.category, each.count) for each in kept] == [("u16", 7)]
    noted = (
        session.query(AuditEntry).filter_by(action="import_margins").order_by(AuditEntry.id).all()
    )
    assert [entry.detail["figures"] for entry in noted] == [2, 1]


@pytest.mark.usefixtures("area")
def test_one_wrong_line_keeps_the_whole_file_out(session: Session, now: datetime):
    with pytest.raises(BadMargins):
        import_margins(
            session,
            None,
            file("21;2025-12-31;Amt;alter;u16;5", "99;2025-12-31;Amt;alter;u16;5"),
            at=now,
        )
    assert session.query(PopulationMargin).count() == 0


# ---- the page ------------------------------------------------------------------------------------


def test_a_manager_brings_figures_in_looks_at_them_and_removes_them(manager: Visitor, store: Store):
    page = manager.get("/verwaltung/stadtteile/sonnenberg").follow("Zahlen der Einwohner")
    page.sees("noch keine")
    token = page.value("csrf_token")
    lines = [f"sonnenberg;2025-12-31;Amt;alter*geschlecht;{c};1200" for c in ("u16*w", "75p*m")]
    manager.upload(HERE, file(*lines), csrf_token=token)
    asked = manager.upload(HERE, file(lines[0]), 422, csrf_token=token)
    asked.sees("nicht in der Datei stehen: 1", "Bitte wählen Sie die Datei noch einmal aus.")
    asked.misses("Ihre Angaben sind noch da.")
    manager.upload(HERE, file(lines[0]), csrf_token=token, replace="y")
    manager.get(HERE).sees("1.200").misses("2.400")
    manager.upload(HERE, file(*lines), csrf_token=token)
    page = manager.get(HERE).sees("31. Dezember 2025", "Amt", "2.400")
    removed = page.submit("Entfernen")
    removed.misses("2.400")
    with store.reading() as session:
        assert session.query(PopulationMargin).count() == 0
        deeds = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert deeds[-4:] == [*["import_margins"] * 3, "remove_margins"]


def test_tables_that_do_not_fit_are_refused_and_the_page_says_which_figures_are_used(
    manager: Visitor,
):
    token = manager.get(HERE).value("csrf_token")
    old, day = ([f"sonnenberg;{when};Amt;alter;{c};1200" for c in ("u16", "75p")] for when in DAYS)
    manager.upload(HERE, file(*old), csrf_token=token)
    wrong = file(*day, "sonnenberg;2025-12-31;Amt;geschlecht;w;900")
    manager.upload(HERE, wrong, 422, csrf_token=token).sees("alter zusammen 2400, geschlecht 900")
    manager.upload(HERE, file(*day), csrf_token=token)
    manager.upload(HERE, file(day[0].replace("2025-12", "2026-01")), csrf_token=token)
    manager.get(HERE).sees("Es fehlen Gruppen", "Diese Zahlen gelten.", "Aufbewahrt")


def test_what_is_wrong_in_a_file_is_listed_and_nothing_is_kept(
    manager: Visitor, store: Store, zentrum: District
):
    token = manager.get(HERE).value("csrf_token")
    lines = ["sonnenberg;2025-12-31;Amt;alter;u16;5", f"{zentrum.slug};2025-12-31;Amt;alter;u16;5"]
    page = manager.upload(HERE, file(*lines, *["x;;;;;"] * 30), 422, csrf_token=token)
    page.sees("Zeile 3", "zentrum", "11 weitere Zeilen")
    manager.upload(HERE, b"nothing", 422, csrf_token=token)
    manager.post(HERE, {"csrf_token": token}, 422)
    with store.reading() as session:
        assert session.query(PopulationMargin).count() == 0


def test_an_administrator_brings_figures_of_all_areas(
    admin: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        a_district(session, "mitte", at=now)
    token = admin.get(HERE).value("csrf_token")
    lines = [f"{slug};2025-12-31;Amt;alter;u16;5" for slug in (district.slug, "mitte")]
    admin.upload(HERE, file(*lines), csrf_token=token)
    with store.reading() as session:
        assert session.query(PopulationMargin).count() == 2


@pytest.mark.usefixtures("district")
def test_figures_of_another_district_are_not_there(manager_of_zentrum: Visitor, manager: Visitor):
    manager_of_zentrum.get(HERE, 404)
    token = manager.get(HERE).value("csrf_token")
    manager.post(f"{HERE}/gestern/entfernen", {"csrf_token": token}, 404)
