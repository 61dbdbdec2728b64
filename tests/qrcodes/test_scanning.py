"""What happens when somebody points a phone at a poster."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select

from beteiligung.qrcodes.models import QRCode, ScanDay
from tests.qrcodes.conftest import Ground
from tests.visitor import Visitor

FINDING_6 = [
    ("uk-UA,ru;q=0.9", "uk"),
    ("ar-SY,en-US;q=0.9,en;q=0.8", "ar"),
    ("ar-SY,de;q=0.9", "ar"),
]


def scans(app: Flask, ground: Ground) -> dict[str, tuple[date, int, int]]:
    app.extensions["ledger"].flush()
    with ground.store.reading() as session:
        rows = session.execute(
            select(QRCode.code, ScanDay.day, ScanDay.scans, ScanDay.opens).join(
                QRCode, ScanDay.code_id == QRCode.id
            )
        )
        return {code: (day, scanned, opened) for code, day, scanned, opened in rows}


@pytest.mark.parametrize(("header", "language"), FINDING_6)
def test_a_scan_leads_on_in_the_phones_language_in_one_step(
    app: Flask, ground: Ground, header: str, language: str
) -> None:
    code = ground.code()
    page = Visitor(app, language=header).get(f"/q/{code}", 303)
    assert page.location == f"/{language}/umfrage/befragung?c={code}"


def test_the_language_printed_on_the_poster_comes_before_the_phones(
    app: Flask, ground: Ground
) -> None:
    code = ground.code(locale="ru")
    page = Visitor(app, language="uk-UA,uk;q=0.9").get(f"/q/{code}", 303)
    assert page.location.startswith("/ru/")


@pytest.mark.parametrize("header", ["", "ps", "ti-ER,en;q=0.5", "nonsense;;;q=x"])
def test_who_speaks_a_language_that_we_cannot_tell_chooses_for_this_very_code(
    app: Flask, ground: Ground, header: str
) -> None:
    code = ground.code()
    page = Visitor(app, language=header).get(f"/q/{code}")
    addresses = [link.get("href", "") for link in page.all("a")]
    assert f"/ar/umfrage/befragung?c={code}" in addresses
    assert f"/de-leicht/umfrage/befragung?c={code}" in addresses
    assert scans(app, ground)[code][1] == 1


def test_capitals_small_letters_and_blanks_mean_the_same_code(
    visitor: Visitor, ground: Ground
) -> None:
    code = ground.code()
    spaced = f"{code[:2]} {code[2:]}"
    for typed in (code, code.lower(), spaced, f"{code}/"):
        assert visitor.get(f"/q/{typed}", 303).location.endswith(f"?c={code}")
    assert visitor.get(f"/Q/{code}", 303).location.endswith(f"?c={code}")


def test_the_code_of_a_district_page_leads_to_the_district(
    visitor: Visitor, ground: Ground
) -> None:
    own = ground.district.web_code
    assert visitor.get(f"/q/{own}", 303).location == f"/de/sonnenberg/?c={own}"
    poster = ground.code(path="")
    assert visitor.get(f"/q/{poster}", 303).location == f"/de/sonnenberg/?c={poster}"


def test_a_printed_code_leads_where_its_survey_is_now(
    app: Flask, visitor: Visitor, ground: Ground
) -> None:
    code = ground.code()
    app.extensions["seams"] = replace(
        app.extensions["seams"],
        destination=lambda _session, path, _district, _at: path.replace("umfrage", "ergebnisse"),
    )
    assert visitor.get(f"/q/{code}", 303).location == f"/de/ergebnisse/befragung?c={code}"


def test_when_a_survey_was_deleted_its_code_leads_to_the_district(
    app: Flask, visitor: Visitor, ground: Ground
) -> None:
    code = ground.code()
    app.extensions["seams"] = replace(app.extensions["seams"], destination=lambda *_: "")
    assert visitor.get(f"/q/{code}", 303).location == f"/de/sonnenberg/?c={code}"


def test_scans_are_counted_by_code_and_day(app: Flask, visitor: Visitor, ground: Ground) -> None:
    first, second = ground.code(0), ground.code(1)
    for _ in range(3):
        visitor.get(f"/q/{first}", 303)
    visitor.get(f"/q/{second}", 303)
    assert scans(app, ground)[first] == (date(2026, 11, 24), 3, 0)
    visitor.get(f"/q/{first}", 303)
    assert scans(app, ground) == {
        first: (date(2026, 11, 24), 4, 0),
        second: (date(2026, 11, 24), 1, 0),
    }


def test_a_page_fetched_ahead_or_only_looked_at_is_no_scan(
    app: Flask, visitor: Visitor, ground: Ground
) -> None:
    code = ground.code()
    visitor.get(f"/q/{code}", 303, Sec_Purpose="prefetch")
    visitor.client.head(f"/q/{code}")
    assert scans(app, ground) == {}


def test_the_districts_own_code_is_counted_though_nobody_issued_it(
    app: Flask, visitor: Visitor, ground: Ground
) -> None:
    own = ground.district.web_code
    visitor.get(f"/q/{own.lower()}", 303)
    assert scans(app, ground) == {own: (date(2026, 11, 24), 1, 0)}


def test_what_was_never_a_code_is_not_counted(app: Flask, ground: Ground) -> None:
    app.extensions["ledger"].note("open", ("ZZZZZ", date(2026, 11, 24)))
    assert scans(app, ground) == {}


def test_a_scan_costs_one_look_into_the_database(visitor: Visitor, ground: Ground) -> None:
    code = ground.code()
    seen: list[str] = []
    event.listen(
        ground.store.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: seen.append(statement),
    )
    visitor.get(f"/q/{code}", 303)
    assert len([sql for sql in seen if sql.lstrip().upper().startswith("SELECT")]) == 1


def test_a_code_that_was_never_issued_is_met_with_help(visitor: Visitor, ground: Ground) -> None:
    code = ground.code(path="")
    page = visitor.get("/q/ABCDE", 404)
    assert page.value("code") == "ABCDE"
    arrived = page.fill("code", code.lower()).submit()
    assert arrived.path == f"/de/sonnenberg/?c={code}"


def test_whoever_types_the_code_finds_a_place_for_it(visitor: Visitor, ground: Ground) -> None:
    code = ground.code(path="")
    page = visitor.get("/q/").fill("code", f" {code[:3]}-{code[3:]} ").submit()
    assert page.path == f"/de/sonnenberg/?c={code}"
