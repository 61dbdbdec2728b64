"""Issuing codes: one for each place, medium and way, and none twice."""

from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from beteiligung.audit import AuditEntry
from beteiligung.districts.actions import ALPHABET
from beteiligung.districts.models import Area, District, Place
from beteiligung.qrcodes.actions import (
    Wish,
    create_code,
    create_codes_for_survey,
    register_web_code,
)
from beteiligung.qrcodes.models import QRCode


def sonnenberg(session: Session) -> District:
    area = Area(kind="stadtteil", code="21", name={"de": "Sonnenberg"}, place_phrase={})
    found = District(slug="sonnenberg", area=area, web_code="SBERG")
    session.add_all([found, Place(district=found, slug="a", name="A")])
    session.flush()
    return found


def test_a_code_has_five_signs_that_nobody_mixes_up(session: Session, now: datetime) -> None:
    where = sonnenberg(session)
    for number in range(40):
        code = create_code(
            session,
            path=f"umfrage/{number}",
            district=where,
            place=None,
            medium="poster",
            locale=None,
            at=now,
            rng=Random(number),
        ).code
        assert len(code) == 5
        assert set(code) <= set(ALPHABET)
        assert not set(code) & set("0O1I")


def test_two_codes_are_never_the_same_even_by_the_same_chance(
    session: Session, now: datetime
) -> None:
    where = sonnenberg(session)
    codes = {
        create_code(
            session,
            path=f"umfrage/{number}",
            district=where,
            place=None,
            medium="poster",
            locale=None,
            at=now,
            rng=Random(7),
        ).code
        for number in range(20)
    }
    assert len(codes) == 20


def test_no_printed_code_is_the_code_of_a_district_page(session: Session, now: datetime) -> None:
    where = sonnenberg(session)
    where.web_code = "".join(Random(7).choices(ALPHABET, k=5))
    session.flush()
    code = create_code(
        session,
        path="umfrage/a",
        district=where,
        place=None,
        medium="poster",
        locale=None,
        at=now,
        rng=Random(7),
    )
    assert code.code != where.web_code


def test_asking_again_gives_the_same_code_and_another_medium_another(
    session: Session, now: datetime
) -> None:
    where = sonnenberg(session)
    place = session.query(Place).one()
    rng = Random(1)
    wishes = [
        Wish(where, place, "poster"),
        Wish(where, place, "flyer"),
        Wish(where, None, "poster"),
        Wish(where, place, "poster", "ar"),
    ]
    first = create_codes_for_survey(session, None, wishes, slug="a", at=now, rng=rng)
    again = create_codes_for_survey(session, None, wishes, slug="a", at=now, rng=rng)
    assert [code.code for code in first] == [code.code for code in again]
    assert len({code.code for code in first}) == 4
    assert {code.path for code in first} == {"umfrage/a"}
    other = create_codes_for_survey(session, None, wishes[:1], slug="b", at=now, rng=rng)
    assert other[0].code != first[0].code


def test_issuing_is_written_down_with_the_codes(session: Session, now: datetime) -> None:
    where = sonnenberg(session)
    made = create_codes_for_survey(
        session, None, [Wish(where, None, "poster")], slug="a", at=now, rng=Random(1)
    )
    session.flush()
    entry = session.query(AuditEntry).one()
    assert (entry.action, entry.subject) == ("create_codes", "path:umfrage/a")
    assert entry.detail == {"codes": [made[0].code]}


def test_a_districts_own_code_is_entered_once(session: Session, now: datetime) -> None:
    where = sonnenberg(session)
    first = register_web_code(session, where, now)
    assert register_web_code(session, where, now) is first
    assert (first.code, first.path, first.medium) == ("SBERG", "", "web")
    assert session.query(QRCode).count() == 1
