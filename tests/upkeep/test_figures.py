"""Figures for monitoring: true over all workers, and open to nobody whom they do not concern."""

import os
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from beteiligung.app import create_app
from beteiligung.chores import note_done, note_failed
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.web.counts import Counts, Memory, counts, histogram
from beteiligung.web.headers import Start
from beteiligung.web.watch import RULE, watched
from tests.builders import a_survey
from tests.visitor import Visitor

TOKEN = "figures-for-the-city-only"
HERE = {"REMOTE_ADDR": "127.0.0.1"}


def figures(app: Flask, **headers: str) -> dict[str, float]:
    """All figures by name and labels, as this machine reads them."""
    answer = app.test_client().get("/metrics", headers=headers, environ_base=HERE)
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def status(app: Flask, address: str = "127.0.0.1", **headers: str) -> int:
    client = app.test_client()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/metrics", headers=sent, environ_base={"REMOTE_ADDR": address}).status_code


def test_only_this_machine_itself_reads_figures(app: Flask):
    assert status(app) == status(app, "::1") == 200
    assert status(app, "203.0.113.7") == 404
    assert status(app, "") == 404
    # What a web server of this machine hands on did not come from this machine.
    assert status(app, X_Forwarded_For="127.0.0.1") == 404
    assert status(app, Forwarded="for=127.0.0.1") == 404


def test_a_visitor_who_says_to_be_this_machine_is_not_believed(settings: Settings):
    app = create_app(replace(settings, trusted_proxies=1))
    app.testing = True
    assert status(app, "203.0.113.7", X_Forwarded_For="127.0.0.1") == 404
    assert status(app) == 200
    app.extensions["store"].dispose()


def test_with_a_token_only_its_holder_reads_figures(settings: Settings):
    app = create_app(replace(settings, metrics_token=TOKEN))
    app.testing = True
    assert status(app) == 404
    assert status(app, Authorization=f"Bearer {TOKEN}x") == 404
    assert status(app, Authorization=f"Basic {TOKEN}") == 404
    assert status(app, "203.0.113.7", Authorization=f"Bearer {TOKEN}") == 200
    app.extensions["store"].dispose()


def test_pages_and_answers_are_counted_by_their_kind(
    app: Flask, visitor: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        a_survey(session, district, document="single", at=now)
    address = "/en/umfrage/eine-antwort"
    before = figures(app)
    visitor.get("/de/")
    visitor.get("/de/gibt-es-nicht", 404)
    page = visitor.get(address)
    visitor.get(address)  # handed out ready
    visitor.post(address, {"key": page.value("key")}, 422)
    visitor.get("/anmelden")
    found = figures(app)
    grown = {name: found[name] - before.get(name, 0) for name in found}
    assert grown["beteiligung_requests_total pages 2xx"] == 1
    assert grown["beteiligung_requests_total pages 4xx"] == 1
    assert grown["beteiligung_requests_total answering 2xx"] == 2
    assert grown["beteiligung_requests_total answering 4xx"] == 1
    assert grown["beteiligung_requests_total administration 2xx"] == 1
    assert grown["beteiligung_answer_seconds_count"] == 1
    assert found["beteiligung_in_flight"] == 1  # this very question


def test_no_figure_names_a_survey(
    app: Flask, visitor: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        a_survey(session, district, at=now)
    visitor.get("/de/umfrage/jede-art")
    assert not [name for name in figures(app) if "jede" in name or "sonnenberg" in name]


def test_the_age_of_the_copy_is_told(app: Flask, store: Store, now: datetime):
    with store.writing() as session:
        note_done(session, "backup", {}, at=now - timedelta(hours=2))
        note_failed(session, "forget", "no room", at=now)
    found = figures(app)
    assert found["beteiligung_chore_age_seconds backup"] == 7200
    assert found["beteiligung_chore_failed backup"] == 0
    assert found["beteiligung_chore_failed forget"] == 1


def test_what_happened_is_counted_for_whoever_asks(app: Flask):
    with app.app_context():
        counts().add("csp_reports")
    assert figures(app)["beteiligung_csp_reports_total"] == 1


def test_workers_count_together_and_one_that_is_gone_keeps_its_counts():
    memory = Memory(3)
    for place in (0, 1):
        child = os.fork()
        if not child:  # another process, as a worker is
            mine = Counts(memory, place)
            mine.add("slow", 5)
            mine.add("in_flight")
            os._exit(0)
        os.waitpid(child, 0)
    assert memory.sum("slow") == 10
    memory.end(0)
    assert (memory.sum("slow"), memory.sum("in_flight")) == (10, 1)
    Counts(memory, 0).add("slow")  # whoever takes the place goes on
    assert memory.sum("slow") == 11


def test_a_histogram_holds_what_is_at_most_its_edge():
    mine = Counts()
    for together in (1, 2, 3, 900):
        mine.measure("kept_together", together)
    edges, total = histogram(mine.memory, "kept_together")
    assert dict(edges) | {} == {
        "1.0": 1,
        "2.0": 2,
        "4.0": 3,
        "8.0": 3,
        "16.0": 3,
        "32.0": 3,
        "64.0": 3,
        "+Inf": 4,
    }
    assert total == 906


@pytest.mark.parametrize(("seconds", "lines"), [(0.4, 0), (1.6, 1)])
def test_a_slow_page_is_written_down_by_its_name(
    capsys: pytest.CaptureFixture[str], seconds: float, lines: int
):
    time = iter((10.0, 10.0 + seconds))

    def page(environ: dict[str, object], start: Start) -> list[bytes]:
        environ[RULE] = "surveys.answer"
        start("200 OK", [])
        return []

    environ = {"REQUEST_METHOD": "BREW\n", "PATH_INFO": "/de/umfrage/geheim"}
    watched(page, Counts(), clock=lambda: next(time))(environ, ignore)
    said = capsys.readouterr().err
    assert said.count("surveys.answer") == lines
    assert "geheim" not in said
    assert "BREW" not in said


def ignore(*_: object) -> None:
    """A server that does not listen."""


def test_a_page_that_breaks_is_counted_as_broken():
    def page(_environ: dict[str, object], _start: Start) -> list[bytes]:
        raise RuntimeError

    mine = Counts()
    with pytest.raises(RuntimeError):
        watched(page, mine)({"REQUEST_METHOD": "GET"}, ignore)
    assert mine.memory.sum("files 5xx") == 1
    assert mine.memory.sum("in_flight") == 0
