"""The desk: tablets are coupled, locked, unlocked and removed; what was set aside is decided."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.fieldwork.devices import DEVICES
from beteiligung.fieldwork.models import Parcel
from beteiligung.prints.tablet_sheets import for_pilots
from beteiligung.surveys.models import Response, Survey
from tests.conftest import Clock
from tests.fieldwork.conftest import code_of
from tests.fieldwork.parcels import Tablet, contact, correction, interview
from tests.visitor import OWN_PAGE, Visitor

SLUG = "eine-antwort"
HERE = "/verwaltung/tablets"


def count(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(select(Response.id)).all())


def test_a_code_is_shown_once_and_is_over_after_an_hour(
    manager: Visitor, app: Flask, clock: Clock, signed_in: Callable[..., Visitor]
):
    code = code_of(manager)
    page = manager.get(HERE).sees("Tablet 1", "Wartet darauf, gekoppelt zu werden")
    page.follow("Tablet 1").sees("Neuen Code zeigen")
    clock.passes(hours=2)
    late = Visitor(app).client.post("/tablet/de/koppeln", json={"code": code})
    assert late.status_code == 422
    signed_in(Role.ADMIN).get(HERE).sees("Der Code ist abgelaufen")


def test_a_locked_tablet_is_told_so_and_what_it_sends_waits_for_the_office(
    tablet: Tablet, manager: Visitor, store: Store, now: datetime
):
    manager.get(f"{HERE}/1").press("sperren").sees("Gesperrt")
    key = str(uuid4())
    parcel = tablet.seal(key, interview(SLUG, now, weg="fuss"))
    assert tablet.send(parcel) == {key: "aside"}
    assert tablet.about["locked"] is True
    assert count(store) == 0
    manager.get(HERE).follow("wartet auf").sees("gesperrt, als")
    manager.get(f"{HERE}/1").press("entsperren")
    manager.get(f"{HERE}/zurueckgestellt").press("annehmen").sees("Nichts ist zurückgestellt.")
    assert count(store) == 1
    assert tablet.send(parcel) == {key: "known"}
    assert tablet.about["locked"] is False


def test_a_removed_tablet_is_heard_no_more_and_a_file_from_it_is_taken_in(
    tablet: Tablet, manager: Visitor, store: Store, now: datetime
):
    parcels = [tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss")) for _ in range(3)]
    tablet.send(parcels[0])
    manager.get(f"{HERE}/1").press("entfernen").sees("Entfernt")
    tablet.send(parcels[1], status=403)
    queue = {"kind": "beteiligung-tablet-queue", "tablet": 1, "parcels": parcels}
    file = (io.BytesIO(json.dumps(queue).encode()), "queue.json")
    page = manager.get(f"{HERE}/1").fill("file", file).press("einlesen")
    page.sees("2 Einträge wurden aufgenommen. Darunter: 2 Fragebögen. 1 war schon bekannt")
    assert count(store) == 3


def test_a_file_that_is_no_queue_is_refused_beside_the_field(tablet: Tablet, manager: Visitor):
    del tablet
    for content in (b"", b"\xff", b"[]", b'{"kind": "beteiligung-tablet-queue"}'):
        file = (io.BytesIO(content), "queue.json")
        manager.get(f"{HERE}/1").fill("file", file).press("einlesen", 422)


def test_after_the_end_staff_may_take_in_what_came_and_delete_the_rest(
    tablet: Tablet, store: Store, clock: Clock, signed_in: Callable[..., Visitor]
):
    clock.passes(days=14)
    manager = signed_in(Role.ADMIN)
    parcels = [
        tablet.seal(str(uuid4()), interview(SLUG, clock(), weg=way)) for way in ("fuss", "fliegend")
    ]
    tablet.send(*parcels)
    page = manager.get(f"{HERE}/zurueckgestellt")
    assert page.text.count("nach dem Ende der Umfrage") == 3, "of each, and of both at once"
    with store.reading() as session:
        numbers = sorted(session.scalars(select(Parcel.id)))
    for number in numbers:
        where = f"{HERE}/zurueckgestellt/{number}/annehmen"
        sent = {"csrf_token": page.value("csrf_token")}
        manager.client.post(where, data=sent, headers=OWN_PAGE)
    assert count(store) == 1, "the other one fits no questionnaire, and stays"
    manager.get(f"{HERE}/zurueckgestellt").press("loeschen").sees("Nichts ist zurückgestellt.")
    with store.reading() as session:
        rows = {row.fate: row.sealed for row in session.scalars(select(Parcel))}
        deeds = set(session.scalars(select(AuditEntry.action)))
    assert set(rows) == {"taken", "deleted"}
    assert not any(rows.values())
    assert {"delete_parcel", "expect_tablet"} <= deeds


def test_what_was_set_aside_says_what_it_is_and_a_sealed_one_that_we_cannot_know(
    tablet: Tablet, manager: Visitor, now: datetime
):
    manager.get(f"{HERE}/1").press("sperren")
    said = {"kind": "idea", "board": "kein-brett"}
    sealed = [
        tablet.seal(str(uuid4()), content)
        for content in (interview(SLUG, now, weg="fuss"), contact(now, "no_time"), said)
    ]
    spoiled = {**tablet.seal(str(uuid4()), said), "kid": "0" * 16}
    tablet.send(*sealed, spoiled, {"key": "no parcel"})
    page = manager.get(f"{HERE}/zurueckgestellt")
    page.sees("Antworten auf eine Umfrage", "Ein Kontakt", "Eine Idee")
    assert page.text.count("Lässt sich nicht öffnen") == 2
    assert "fuss" not in page.text
    manager.get("/verwaltung/").sees("5 Einträge von Tablets wurden zurückgestellt")


def test_all_of_a_tablet_that_was_locked_are_taken_in_at_once(
    tablet: Tablet, manager: Visitor, store: Store, now: datetime
):
    manager.get(f"{HERE}/1").press("sperren")
    tablet.send(*(tablet.seal(str(uuid4()), interview(SLUG, now, weg="fuss")) for _ in range(3)))
    tablet.send(tablet.seal(str(uuid4()), interview(SLUG, now, weg="fliegend")))
    page = manager.get(f"{HERE}/zurueckgestellt")
    page.sees("Antworten auf eine Umfrage: Eine Antwort", "Alle 4 von Tablet 1 aufnehmen")
    assert page.text.count("Alle 4") == 1
    page.sees("4 Fragebögen")
    with store.reading() as session:
        newest = session.scalars(select(Parcel.id).order_by(Parcel.id.desc())).first()
    sent = {"csrf_token": page.value("csrf_token"), "all": "yes"}
    manager.post(f"{HERE}/zurueckgestellt/{newest}/annehmen", sent, 303)
    assert count(store) == 3, "the newest fits no questionnaire, and holds nothing else back"
    manager.get(f"{HERE}/zurueckgestellt").sees(
        "3 Einträge wurden aufgenommen.", "1 konnte nicht gezählt werden.", "gesperrt, als"
    )


def test_a_file_of_a_locked_tablet_is_new_only_as_far_as_it_is_not_counted_yet(
    tablet: Tablet, manager: Visitor, store: Store, now: datetime
):
    was, mended = contact(now, "no_time"), contact(now, "no_interest")
    first, *rest = (str(uuid4()) for _ in range(5))
    inside = [
        was,
        correction(now, (first, was, mended)),
        *(interview(SLUG, now, weg="fuss") for _ in range(2)),
    ]
    counted = [tablet.seal(key, each) for key, each in zip([first, *rest], inside, strict=False)]
    for parcel in counted:
        assert tablet.send(parcel) == {parcel["key"]: "kept"}
    manager.get(f"{HERE}/1").press("sperren")
    late = tablet.seal(rest[-1], interview(SLUG, now, weg="fuss"))
    queue = {"kind": "beteiligung-tablet-queue", "tablet": 1, "parcels": [*counted, late]}
    content = json.dumps(queue).encode()
    page = manager.get(f"{HERE}/1").fill("file", (io.BytesIO(content), "queue.json"))
    page.press("einlesen").sees("0 Einträge", "4 waren schon bekannt. 1 konnte nicht")
    assert count(store) == 2, "to try whether it is new has left nothing"
    page = manager.get(f"{HERE}/zurueckgestellt").press("annehmen")
    page.sees("1 Eintrag wurde aufgenommen. Darunter: 1 Fragebogen.", "Nichts ist zurückgestellt.")
    assert count(store) == 3


def test_what_was_counted_on_another_way_meanwhile_is_not_called_new(
    tablet: Tablet, manager: Visitor, store: Store, now: datetime
):
    manager.get(f"{HERE}/1").press("sperren")
    key, said = str(uuid4()), interview(SLUG, now, weg="fuss")
    tablet.send(tablet.seal(key, said))
    manager.get(f"{HERE}/1").press("entsperren")
    assert tablet.send(tablet.seal(key, said)) == {key: "kept"}, "sealed anew"
    page = manager.get(f"{HERE}/zurueckgestellt").press("annehmen")
    page.sees("0 Einträge wurden aufgenommen. 1 war schon bekannt.")
    assert count(store) == 1


def test_another_districts_manager_finds_nothing(
    tablet: Tablet, manager_of_zentrum: Visitor, now: datetime
):
    del tablet, now
    manager_of_zentrum.get(HERE).sees("Es ist noch kein Tablet gekoppelt.")
    manager_of_zentrum.get(f"{HERE}/1", 404)
    manager_of_zentrum.post(f"{HERE}/1/sperren", status=403)


def test_whoever_comes_in_the_morning_reads_what_waits_too_long(
    tablet: Tablet, manager: Visitor, clock: Clock
):
    since = (clock() - timedelta(hours=25)).isoformat()
    tablet.send(waiting=2, oldest=since, now=clock().isoformat())
    manager.get("/verwaltung/").sees("seit mehr als einem Tag")
    manager.get(HERE).sees("Antworten warten zu lange")


def test_a_forgotten_pin_needs_a_new_code_and_the_old_token_is_over(
    tablet: Tablet, manager: Visitor, app: Flask, signed_in: Callable[..., Visitor]
):
    del signed_in
    page = manager.get(f"{HERE}/1").press("1/code")
    (shown,) = page.all("code", id="code")
    again = Tablet(Visitor(app), "".join(shown.itertext()).strip())
    tablet.send(status=403)
    again.send()


def test_how_a_tablet_did_in_its_self_test_stands_in_the_list_with_its_day(
    app: Flask, manager: Visitor, survey: Survey, now: datetime
):
    del survey
    tablet = Tablet(Visitor(app), code_of(manager), platform="ipados-safari")
    page = manager.get(HERE).sees("Nicht getestet", "Art nicht ausprobiert")
    assert page.text.count("Noch nicht ausprobiert") == len(DEVICES)
    inside = {"kind": "trial", "platform": "ipados-safari", "passed": ["storage", "offline"]}
    assert tablet.probe(inside, now) == ["keeps", "sound"]
    manager.get(HERE).sees(
        "Nicht bestanden",
        "Der Ton ist zu hören",
        "Stellen Sie den Ton lauter",
        "Art noch nie bestanden",
    )
    inside["passed"] = ["storage", "keeps", "offline", "sound"]
    assert tablet.probe(inside, now + timedelta(hours=2)) == ["clock"]
    assert tablet.probe(inside, now) == []
    page = manager.get(HERE).sees("Bestanden")
    assert page.text.count("Noch nicht ausprobiert") == len(DEVICES) - 1
    assert "Art noch nie bestanden" not in page.text
    manager.get(f"{HERE}/1").sees("Bestanden", "iPad mit Safari")


def test_a_test_answer_that_does_not_open_is_a_fault_of_its_own(
    tablet: Tablet, manager: Visitor, now: datetime
):
    assert "sealing" in tablet.probe({"passed": ["storage"]}, now, spoiled=True)
    manager.get(HERE).sees("Nicht bestanden", "von der Plattform geöffnet")


def test_each_kind_of_tablet_and_the_office_have_a_sheet_in_ones_own_language(
    manager: Visitor, visitor: Visitor
):
    kinds = [*(device.id for device in DEVICES), "leitung"]
    for kind, language in product(kinds, ("de", "ar", "uk")):
        headers = {"Accept-Language": language}
        answer = manager.client.get(f"{HERE}/blatt/{kind}.pdf", headers=headers)
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    told = [words for _title, lines in for_pilots(DEVICES[0]) for words in lines]
    assert any("15 minutes" in words and "new code" in words for words in told)
    assert manager.client.get(f"{HERE}/blatt/telefon.pdf").status_code == 404
    assert visitor.client.get(f"{HERE}/blatt/leitung.pdf").status_code != 200
