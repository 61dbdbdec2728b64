"""What pilots count outside arrives once, can be corrected, and is nothing but counts."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import chain
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import inspect, select

from beteiligung.db import Store
from beteiligung.fieldwork.models import Choice, FieldCount, FieldDay, Parcel, Seen
from tests.fieldwork.parcels import Tablet, contact, correction, interview
from tests.visitor import Visitor

ASIDE = "/verwaltung/tablets/zurueckgestellt"


def counts(store: Store) -> dict[tuple[str, ...], int]:
    """Counts that are not nothing: by place, occasion, what and which."""
    with store.reading() as session:
        rows = session.scalars(select(FieldCount).where(FieldCount.n != 0))
        return {(row.place, row.occasion, row.what, row.which): row.n for row in rows}


def noted(tablet: Tablet, content: dict[str, Any], key: str = "") -> str:
    """Send one thing: what became of it."""
    key = key or str(uuid4())
    return str(tablet.send(tablet.seal(key, content))[key])


def test_a_talk_counts_once_with_its_topics_and_the_centre(
    tablet: Tablet, store: Store, now: datetime
):
    key = str(uuid4())
    talk = contact(now, "talk", topics=["housing", "work"])
    assert noted(tablet, talk, key) == "kept"
    assert noted(tablet, talk, key) == "known", "sealed anew"
    parcel = tablet.seal(str(uuid4()), contact(now, "no_language", language="ti"))
    assert set(tablet.send(parcel).values()) == {"kept"}
    assert set(tablet.send(parcel).values()) == {"known"}
    here = ("lessingplatz", "festival")
    assert counts(store) == {
        (*here, "talk", ""): 1,
        (*here, "topic", "housing"): 1,
        (*here, "topic", "work"): 1,
        (*here, "no_language", ""): 1,
        (*here, "language", "ti"): 1,
    }


def test_nothing_is_kept_but_counts_of_a_week_and_keys_by_chance(
    tablet: Tablet, store: Store, now: datetime
):
    noted(tablet, contact(now, "code"))
    with store.reading() as session:
        (row,) = session.scalars(select(FieldCount))
        (seen,) = session.scalars(select(Seen))
        monday = now.date() - timedelta(days=now.weekday())
        assert (row.week, seen.week) == (monday, monday)
        columns = {
            each["name"]
            for table in ("field_count", "field_seen")
            for each in inspect(session.get_bind()).get_columns(table)
        }
    # No tablet, no day, no hour, no text, nothing that an answer has too.
    allowed = {"district_id", "week", "block", "place", "occasion", "what", "which", "n", "key"}
    assert columns == allowed


def test_what_a_district_does_not_know_is_no_place_no_topic_and_no_language(
    tablet: Tablet, store: Store, now: datetime
):
    strange = {"place": "Frau Müller, Hainstraße 4", "occasion": "x", "language": "klingonisch"}
    assert noted(tablet, contact(now, "talk", topics=["Herr Meier"], **strange)) == "kept"
    assert counts(store) == {("", "", "talk", ""): 1}


def test_an_entry_is_taken_back_and_its_place_corrected(
    tablet: Tablet, store: Store, now: datetime
):
    keys = [str(uuid4()) for _ in range(3)]
    was = contact(now, "no_time")
    for key in keys:
        noted(tablet, was, key)
    there = contact(now, "no_time", place="", occasion="street")
    note = correction(now, (keys[0], was, None), (keys[1], was, there))
    key = str(uuid4())
    assert noted(tablet, note, key) == "kept"
    assert noted(tablet, note, key) == "known"
    assert counts(store) == {
        ("lessingplatz", "festival", "no_time", ""): 1,
        ("", "street", "no_time", ""): 1,
    }


def test_a_correction_waits_on_the_tablet_for_what_it_corrects(
    tablet: Tablet, store: Store, now: datetime
):
    key, was = str(uuid4()), contact(now, "code")
    note = tablet.seal("0" * 8 + str(uuid4())[8:], correction(now, (key, was, None)))
    assert tablet.send(note) == {note["key"]: "waits"}
    assert set(tablet.send(note, tablet.seal(key, was)).values()) == {"kept"}
    assert counts(store) == {}
    old = now - timedelta(days=20)
    lost = correction(old, (str(uuid4()), contact(old, "code"), None))
    assert noted(tablet, lost) == "kept", "and corrects nothing: what it names never came"
    assert counts(store) == {}


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        ({"outcome": "einsam"}, "gekommen"),
        ({"hour": 24}, "gekommen"),
        ({"day": "gestern"}, "gekommen"),
        ({"topics": ["work", "work", "work"]}, "gekommen"),
        ({"day": "2019-01-01"}, "Uhr"),
    ],
)
def test_what_cannot_be_counted_is_set_aside_with_its_reason(
    tablet: Tablet, manager: Visitor, now: datetime, spoilt: dict[str, Any], why: str
):
    assert noted(tablet, contact(now, "talk") | spoilt) == "aside"
    manager.get(ASIDE).sees(why)


def test_of_another_day_nothing_is_corrected(tablet: Tablet, store: Store, now: datetime):
    key, was = str(uuid4()), contact(now - timedelta(days=1), "code")
    noted(tablet, was, key)
    assert noted(tablet, correction(now, (key, was, None))) == "aside"
    assert sum(counts(store).values()) == 1


def test_what_a_wrong_clock_or_a_locked_tablet_brought_is_counted_when_the_office_says_so(
    tablet: Tablet, manager: Visitor, store: Store, now: datetime
):
    assert noted(tablet, contact(now, "code") | {"day": "2031-01-01"}) == "aside"
    manager.get(ASIDE).press("annehmen").sees("Nichts ist zurückgestellt.")
    with store.reading() as session:
        (row,) = session.scalars(select(FieldCount))
        assert row.week == now.date() - timedelta(days=now.weekday())


def test_what_was_noted_before_a_new_pin_gets_another_place(
    tablet: Tablet, store: Store, now: datetime
):
    keys, was = [str(uuid4()) for _ in range(2)], contact(now, "no_reason")
    inside = {"kind": "noted", "entries": [{**was, "key": key} for key in keys]}
    note = noted_before(tablet, now, inside)
    parcel = tablet.seal(str(uuid4()), note)
    assert set(tablet.send(parcel).values()) == {"waits"}, "for what it corrects"
    for key in keys:
        noted(tablet, was, key)
    assert set(tablet.send(parcel).values()) == {"kept"}
    assert set(tablet.send(parcel).values()) == {"known"}
    assert counts(store) == {("", "street", "no_reason", ""): 2}


def noted_before(tablet: Tablet, now: datetime, inside: dict[str, Any]) -> dict[str, Any]:
    """A note about entries of one place that only the office can read: they were elsewhere."""
    where = {"was": {"place": "Lessingplatz", "occasion": "festival"}}
    where["now"] = {"place": "", "occasion": "street"}
    sealed = {"parcel": tablet.seal(str(uuid4()), inside), **where}
    return {"kind": "correction", "day": now.date().isoformat(), "noted": sealed}


@pytest.mark.parametrize(
    "inside",
    [
        {"kind": "noted", "entries": []},
        {"kind": "noted", "entries": ["no_time"]},
        {"kind": "noted", "entries": [{"key": "?", "outcome": "no_time"}]},
        {"kind": "noted"},
        {"kind": "contact", "outcome": "no_time"},
    ],
)
def test_a_note_about_nothing_that_was_noted_is_set_aside(
    tablet: Tablet, store: Store, now: datetime, inside: dict[str, Any]
):
    assert noted(tablet, noted_before(tablet, now, inside)) == "aside"
    spoilt = noted_before(tablet, now, {"kind": "noted", "entries": []})
    spoilt["noted"]["parcel"]["ct"] = "AAAA"
    assert noted(tablet, spoilt) == "aside"
    assert noted(tablet, {**spoilt, "noted": {**spoilt["noted"], "was": "hier"}}) == "aside"
    assert counts(store) == {}


def test_a_correction_by_a_wrong_clock_is_of_the_day_of_what_it_corrects(
    tablet: Tablet, manager: Visitor, store: Store, now: datetime
):
    key, was = str(uuid4()), contact(now, "code") | {"day": "2031-01-01"}
    note = correction(now, (key, was, was | {"place": ""})) | {"day": "2031-01-01"}
    assert noted(tablet, was, key) == "aside"
    assert noted(tablet, note) == "aside"
    manager.get(ASIDE).press("annehmen").sees("Nichts ist zurückgestellt.")
    assert counts(store) == {("", "festival", "code", ""): 1}


def test_however_often_and_in_whatever_order_a_day_arrives_it_counts_once(
    tablet: Tablet, store: Store, now: datetime
):
    chance, expected = Random("day"), Counter[str]()
    parcels = []
    for _ in range(40):
        outcome = chance.choice(["code", "no_time", "talk", "complete"])
        key, was = str(uuid4()), contact(now, outcome)
        parcels.append(tablet.seal(key, was))
        moved = contact(now, outcome, place="")
        steps: list[tuple[Any, Any]] = chance.choice(
            [[], [(was, None)], [(was, moved)], [(was, moved), (moved, None)]]
        )
        parcels += [tablet.seal(str(uuid4()), correction(now, (key, *step))) for step in steps]
        expected[outcome] += not steps or steps[-1][1] is not None
    sent = list(chain.from_iterable(chance.sample(parcels, len(parcels)) for _ in range(3)))
    for start in range(0, len(sent), 20):
        tablet.send(*sent[start : start + 20])
    tablet.send(*parcels[:50])
    tablet.send(*parcels[50:])
    found = Counter[str]()
    for (_, _, what, _), n in counts(store).items():
        found[what] += n
    assert found == +expected


def test_an_interview_whose_tablet_counts_contacts_is_not_counted_twice(
    tablet: Tablet, store: Store, now: datetime
):
    answer = interview("eine-antwort", now, weg="fuss")
    del answer["place"], answer["occasion"]
    assert noted(tablet, answer) == "kept"
    assert noted(tablet, contact(now, "complete")) == "kept"
    with store.reading() as session:
        assert not session.scalars(select(FieldDay)).all()
    assert sum(counts(store).values()) == 1


def test_another_districts_topic_is_none_here(
    tablet: Tablet, store: Store, now: datetime, manager_of_zentrum: Visitor
):
    del manager_of_zentrum
    with store.writing() as session:
        row = {"sort": "topic", "code": "brunnen", "name": {"de": "Brunnen"}}
        session.add(Choice(district_id=2, **row))
    noted(tablet, contact(now, "talk", topics=["brunnen"]))
    assert {what for _, _, what, _ in counts(store)} == {"talk"}
    with store.reading() as session:
        assert not session.scalars(select(Parcel)).all()
