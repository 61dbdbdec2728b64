"""What tablets send arrives once, whole or not at all, and nothing of it is ever dropped."""

import copy
import gzip
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from beteiligung.abuse.marks import Mark
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.fieldwork import keys
from beteiligung.fieldwork.models import FieldDay, Parcel
from beteiligung.fieldwork.models import Tablet as Row
from beteiligung.surveys.actions import (
    close_survey,
    pause_survey,
    publish_changes,
    replace_draft,
    resume_survey,
)
from beteiligung.surveys.models import Response, Survey
from tests.conftest import Clock
from tests.fieldwork.parcels import Tablet, interview
from tests.visitor import Visitor

SLUG = "eine-antwort"


def answers(store: Store) -> list[Response]:
    with store.reading() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def aside(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        return [
            (row.reason, row.fate) for row in session.scalars(select(Parcel).order_by(Parcel.id))
        ]


def change(store: Store, app: Flask, act: Callable[..., object], **more: Any) -> None:
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        act(session, survey, asker=None, **more)
    app.extensions["shelf"].forget()


def test_an_answer_from_the_street_counts_like_one_from_a_phone(
    tablet: Tablet, store: Store, now: datetime
):
    key = str(uuid4())
    parcel = tablet.seal(key, interview(SLUG, now - timedelta(hours=3), "ar", weg="fuss"))
    assert tablet.send(parcel) == {key: "kept"}
    (row,) = answers(store)
    assert (row.key, row.channel, row.language) == (key, "tablet", "ar")
    assert row.answers == {"weg": "fuss"}
    assert row.hour == now.replace(minute=0) - timedelta(hours=3)
    assert tablet.send(parcel) == {key: "known"}
    assert len(answers(store)) == 1


def test_a_parcel_of_an_older_app_still_opens(tablet: Tablet, store: Store, now: datetime):
    key = str(uuid4())
    parcel = tablet.seal(key, interview(SLUG, now, weg="fuss"), v=1)
    assert tablet.send(parcel) == {key: "kept"}
    assert tablet.send({**parcel, "key": str(uuid4()), "v": 3}).popitem()[1] == "aside"
    assert len(answers(store)) == 1


def test_a_parcel_that_swells_up_is_set_aside(tablet: Tablet, store: Store, now: datetime):
    key = str(uuid4())
    parcel = tablet.seal(key, interview(SLUG, now, weg="fuss" * 1_000_000))
    assert len(parcel["ct"]) < 30_000
    assert tablet.send(parcel) == {key: "aside"}
    assert aside(store) == [("too large", "waits")]
    assert not answers(store)


def test_a_batch_is_made_small_on_its_way_and_nothing_that_swells_up_or_is_cut_off_is_taken(
    tablet: Tablet, store: Store, now: datetime
):
    parcels = [tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss")) for _ in range(20)]
    plain = json.dumps({"parcels": parcels}).encode()
    small = gzip.compress(plain)
    assert len(small) < 0.8 * len(plain)
    swollen = gzip.compress(json.dumps({"parcels": [], "more": " " * 10_000_000}).encode())
    for bad in (small[:-200], b"", plain, swollen):
        assert "said" in tablet.send_small(bad, 400)
    assert not answers(store)
    said = tablet.send_small(small)
    assert [each["outcome"] for each in said["receipts"]] == ["kept"] * 20
    assert len(answers(store)) == 20


def test_at_every_contact_a_tablet_hears_what_is_still_asked(
    tablet: Tablet, store: Store, app: Flask, now: datetime
):
    tablet.send()
    assert tablet.about["open"] == [SLUG]
    change(store, app, close_survey, at=now)
    tablet.send()
    assert tablet.about["open"] == []


def test_where_it_was_given_is_counted_apart_and_once(tablet: Tablet, store: Store, now: datetime):
    whole = tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss"))
    part = tablet.seal(str(uuid4()), interview(SLUG, now, stop="1"))
    strange = tablet.seal(str(uuid4()), interview(SLUG, now, weg="rad") | {"place": "Mars"})
    for _ in range(2):
        tablet.send(whole, part, strange)
    with store.reading() as session:
        found = {
            (row.place, row.complete, row.partial) for row in session.scalars(select(FieldDay))
        }
    assert found == {("Lessingplatz", 1, 1), ("", 1, 0)}


def test_sent_three_times_in_any_order_with_lost_receipts_each_arrives_once(
    tablet: Tablet, store: Store, now: datetime
):
    chance = Random("fieldwork")
    sealed = [
        tablet.seal(str(UUID(int=chance.getrandbits(128))), interview(SLUG, now, weg="fuss"))
        for _ in range(60)
    ]
    sendings = [each for each in sealed for _ in range(3)]
    chance.shuffle(sendings)
    while sendings:
        batch, sendings = sendings[:7], sendings[7:]
        if chance.random() < 0.3:  # broken off in the middle: nothing of it may stay half
            tablet.send(*batch, *({} for _ in range(50)), status=400)
            sendings += batch
            chance.shuffle(sendings)
            continue
        outcomes = tablet.send(*batch)
        assert set(outcomes.values()) <= {"kept", "known"}
    assert sorted(row.key for row in answers(store)) == sorted(each["key"] for each in sealed)


def test_other_answers_with_the_same_key_are_set_aside_and_the_first_ones_count(
    tablet: Tablet, store: Store, now: datetime
):
    key = str(uuid4())
    tablet.send(tablet.seal(key, interview(SLUG, now, weg="fuss")))
    assert tablet.send(tablet.seal(key, interview(SLUG, now, weg="rad"))) == {key: "aside"}
    assert [row.answers for row in answers(store)] == [{"weg": "fuss"}]
    assert aside(store) == [("same key, other answers", "waits")]


def broken(parcel: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return {**copy.deepcopy(parcel), name: value}


def test_what_cannot_be_opened_is_kept_with_the_reason_and_spoils_nothing_beside_it(
    tablet: Tablet, store: Store, now: datetime
):
    good, key = tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss")), str(uuid4())
    parcel = tablet.seal(key, interview(SLUG, now, weg="rad"))
    bad = [
        broken(parcel, "ct", parcel["ct"][:-8]),
        broken(parcel, "ct", ("B" if parcel["ct"][0] == "A" else "A") + parcel["ct"][1:]),
        broken(parcel, "version", 2),
        broken(parcel, "key", str(uuid4())),
        broken(parcel, "kid", "0" * 16),
        broken(parcel, "epk", "AAAA"),
        broken(parcel, "iv", "!"),
        broken(parcel, "v", 7),
        {"key": key},
        broken(parcel, "ct", "A" * 100_000),
        tablet.seal(key, {"nothing": "of an interview"}),
        tablet.seal(key, interview("gibt-es-nicht", now, weg="fuss")),
        tablet.seal(key, interview(SLUG, now, weg="fliegend")),
        tablet.seal(key, interview(SLUG, now, weg="fuss"), version=9),
    ]
    outcomes = [tablet.send(each, good)[each["key"]] for each in bad]
    assert outcomes == ["aside"] * len(bad)
    assert len(answers(store)) == 1
    reasons = [reason for reason, _fate in aside(store)]
    assert reasons == [
        *["tampered"] * 4,
        "foreign",
        "tampered",
        *["misshapen"] * 3,
        "too large",
        "misshapen",
        "unknown survey",
        "does not fit",
        "unknown survey",
    ]
    for each in bad:
        tablet.send(each)
    assert len(aside(store)) == len(bad), "sent again, it is known"


def test_what_was_asked_in_an_older_version_is_kept_under_that(
    tablet: Tablet, store: Store, app: Flask, now: datetime
):
    parcel = tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss"))
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        draft = copy.deepcopy(survey.draft)
        draft["questions"][0]["text"]["de"] = "Wie kommen Sie meistens zum Markt?"
        replace_draft(session, survey, draft, asker=None, at=now)
        publish_changes(session, survey, asker=None, at=now)
    app.extensions["shelf"].forget()
    assert set(tablet.send(parcel).values()) == {"older"}
    (row,) = answers(store)
    with store.reading() as session:
        versions = session.get_one(Survey, row.survey_id).versions
        assert {each.id: each.number for each in versions}[row.version_id] == 1
        assert len(versions) == 2


def test_after_the_end_counts_what_began_before_it_for_fourteen_days(
    tablet: Tablet, store: Store, app: Flask, clock: Clock
):
    begun = clock()
    during = [tablet.seal(str(uuid4()), interview(SLUG, begun, weg="fuss")) for _ in range(2)]
    clock.passes(hours=1)
    change(store, app, close_survey, at=clock())
    afterwards = tablet.seal(
        str(uuid4()), interview(SLUG, clock() + timedelta(hours=1), weg="fuss")
    )
    clock.passes(days=2)
    assert set(tablet.send(during[0]).values()) == {"late"}
    assert set(tablet.send(afterwards).values()) == {"aside"}
    clock.passes(days=13)
    assert set(tablet.send(during[1]).values()) == {"aside"}
    assert [row.hour for row in answers(store)] == [begun.replace(minute=0)]
    assert [reason for reason, _ in aside(store)] == ["after the end", "too late"]


@pytest.mark.parametrize("years", [-10, 10])
def test_with_a_wrong_clock_it_counts_in_our_order_and_is_marked(
    tablet: Tablet, store: Store, now: datetime, years: int
):
    theirs = now + timedelta(days=365 * years)
    parcel = tablet.seal(str(uuid4()), interview(SLUG, theirs, weg="fuss"))
    assert set(tablet.send(parcel, now=theirs.isoformat()).values()) == {"clock"}
    (row,) = answers(store)
    assert row.hour == now.replace(minute=0)
    assert row.marks == Mark.CLOCK


def test_while_a_survey_is_paused_its_answers_stay_on_the_tablet(
    tablet: Tablet, store: Store, app: Flask, now: datetime
):
    parcel = tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss"))
    change(store, app, pause_survey, at=now)
    assert set(tablet.send(parcel).values()) == {"waits"}
    assert (answers(store), aside(store)) == ([], [])
    change(store, app, resume_survey, at=now)
    assert set(tablet.send(parcel).values()) == {"kept"}


def test_what_was_sealed_to_an_older_key_is_still_opened_after_a_new_one_was_made(
    tablet: Tablet, store: Store, settings: Settings, now: datetime
):
    parcel = tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss"))
    before = tablet.about["key"]["kid"]
    keys.make(settings, at=now + timedelta(days=1))
    assert set(tablet.send(parcel).values()) == {"kept"}
    assert tablet.about["key"]["kid"] != before, "from its next contact on it seals to the new one"
    again = tablet.seal(str(uuid4()), interview(SLUG, now, weg="rad"))
    assert set(tablet.send(again).values()) == {"kept"}
    assert len(answers(store)) == 2
    for path in keys.files(settings):
        assert path.stat().st_mode & 0o777 == 0o600


def test_only_a_coupled_tablet_is_heard_and_no_code_couples_twice(
    tablet: Tablet, store: Store, app: Flask, now: datetime
):
    parcel = tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss"))
    stranger = copy.copy(tablet)
    stranger.token = "made up"
    stranger.send(parcel, status=403)
    assert stranger.package() == {"unknown": True}
    assert answers(store) == []
    client = Visitor(app).client
    for content in ({"code": "AAAA-AAAA-AAAA"}, {"code": 7}, {}):
        answer = client.post("/tablet/de/koppeln", json=content)
        assert answer.status_code == 422
        assert json.loads(answer.data)["said"]
    assert client.post("/tablet/de/annahme", data=b"\xff\xfe").status_code in {400, 403}


def test_the_list_of_what_a_tablet_takes_along_names_each_language_with_its_checksum(
    tablet: Tablet,
):
    found = tablet.package()
    (survey,) = found["surveys"]
    (document,) = survey["documents"]
    page = tablet.visitor.get(document["address"])
    assert page.headers["Content-Security-Policy"].count("frame-ancestors 'self'") == 1
    assert found == tablet.package()
    assert found["places"] == ["Körnerplatz", "Lessingplatz"]


def test_what_it_said_of_itself_stands_on_the_page(tablet: Tablet, store: Store, now: datetime):
    long_ago = (now - timedelta(days=3)).isoformat()
    tablet.send(waiting=7, oldest=long_ago, ready_until="2026-12-07", now=now.isoformat())
    with store.reading() as session:
        row = session.scalars(select(Row)).one()
    assert (row.unsent, row.seen_at, row.clock_off) == (7, now, 0)
    assert row.unsent_since == now - timedelta(days=3)
