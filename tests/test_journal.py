"""The log of a process: one line for each thing that happened, and nobody in it."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from beteiligung.journal import Journal, Listener, journal

ANSWER = "Der Hund von Frau Nowak bellt"


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The lines so far."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def log() -> Journal:
    """A log as in production."""
    log = Journal()
    log.begin(as_json=True)
    return log


def test_a_line_break_makes_no_second_line(log: Journal, capsys: pytest.CaptureFixture[str]):
    forged = 'x\n{"event": "start"}\r\x1b[2J\u2028'
    log.note("slow", rule=forged, trace=[forged], counts={forged: 3})
    (line,) = written(capsys)
    assert line["rule"].startswith('x?{"event"')
    assert "\\n" not in json.dumps(line)


def test_a_line_break_makes_no_second_line_at_a_desk(capsys: pytest.CaptureFixture[str]):
    log = Journal()
    log.begin(as_json=False)
    log.note("slow", rule="x\nevent=start")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "event=slow" in lines[0]


def test_what_has_no_name_cannot_get_in(log: Journal, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(KeyError, match="address"):
        log.note("slow", address="203.0.113.7")
    assert not written(capsys)


def test_long_words_are_cut(log: Journal, capsys: pytest.CaptureFixture[str]):
    log.note("slow", rule="x" * 5000)
    assert len(written(capsys)[0]["rule"]) == 200


def test_a_fault_tells_where_it_arose_and_not_what_it_was_about(
    log: Journal, capsys: pytest.CaptureFixture[str]
):
    try:
        int(ANSWER)
    except ValueError as error:
        log.fault("fault", error, rule="surveys.send")
    (line,) = written(capsys)
    assert line["fault"] == "ValueError"
    assert "test_journal.py" in line["trace"][0]
    assert "Nowak" not in json.dumps(line)


def test_the_database_is_quoted_by_its_codes_only(log: Journal, capsys: pytest.CaptureFixture[str]):
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("create table answer (words text unique)"))
        connection.execute(text("insert into answer values (:words)"), {"words": ANSWER})
        with pytest.raises(DBAPIError) as raised:
            connection.execute(text("insert into answer values (:words)"), {"words": ANSWER})
    engine.dispose()
    log.fault("database away", raised.value)
    (line,) = written(capsys)
    assert line["fault"] == "IntegrityError IntegrityError SQLITE_CONSTRAINT_UNIQUE"
    assert "Nowak" not in json.dumps(line)


@pytest.mark.parametrize(
    ("said", "given", "kept"),
    [
        ("Invalid request from ip=203.0.113.7: 'GET /Nowak'", (), "Invalid request from ip"),
        ("Error handling request %s %s", ("GET", "/ar/Nowak"), "Error handling request %s %s"),
        ("Worker (pid:%s) exited with code %s.", (77, 1), "Worker (pid:%s) exited with code %s."),
    ],
)
def test_libraries_are_heard_without_what_they_filled_in(
    capsys: pytest.CaptureFixture[str], said: str, given: tuple[object, ...], kept: str
):
    journal.begin(as_json=True)
    Listener().emit(logging.makeLogRecord({"msg": said, "args": given, "name": "gunicorn.error"}))
    (line,) = written(capsys)
    assert line["said"] == kept
    assert "Nowak" not in json.dumps(line)
    assert "203.0.113" not in json.dumps(line)
    assert line["numbers"] == [each for each in given if isinstance(each, int)]


def test_a_library_s_fault_is_heard_without_its_words(capsys: pytest.CaptureFixture[str]):
    journal.begin(as_json=True)
    try:
        dict[str, str]()[ANSWER]
    except KeyError:
        logging.getLogger("somebody.else").exception("It broke")
    line = written(capsys)[-1]
    assert (line["fault"], line["said"]) == ("KeyError", "It broke")
    assert "Nowak" not in json.dumps(line)
