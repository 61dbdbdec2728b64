"""P21: what is deleted is gone: from tables, files, database log, caches and old copies."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from beteiligung import clock
from beteiligung.access import Role
from beteiligung.accounts.actions import deactivate
from beteiligung.accounts.tokens import digest
from beteiligung.config import Settings
from beteiligung.dashboards.forgetting import keep_rhythms
from beteiligung.db import Base, Store
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from beteiligung.ideas.models import State
from beteiligung.ideas.speaking import keep_voice_of
from beteiligung.media.models import Medium
from beteiligung.media.voices import Voice
from beteiligung.operation.forgetting import forget, wipe
from beteiligung.surveys.codes import fresh_code
from beteiligung.surveys.columns import keep_columns
from beteiligung.surveys.models import Channel, Contact, Receipt, Response, Saved, SetAside, Survey
from beteiligung.surveys.receipts import save_answers, withdraw_answer
from beteiligung.surveys.recording import AlreadyCounted, Submission, record_response
from beteiligung.web.models import Feedback
from tests import postgres
from tests.builders import a_district, a_person
from tests.ideas.boards import a_board, an_idea
from tests.proofs import rig
from tests.proofs.proof import Proof

YEARS = timedelta(days=3 * 366)  # since then everything is due


def then() -> datetime:
    """A moment long ago: the log of staff refuses to lose what is younger by the clock."""
    return rig.now() - YEARS


def prove() -> Iterator[Proof]:
    """Plant words, delete them in each way, and look for them everywhere, on both databases."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            yield from deleted(kind, url, data)


def deleted(kind: str, url: str, data: Path) -> Iterator[Proof]:
    """Each way of deleting: how many of its words were planted, and how many are left."""
    store = Store(url)
    settings = Settings(database_url=url, data_dir=data)
    try:
        planted = Planted(store)
        wipe(store)
        before = len(found(kind, store, data, planted.all()))
        yield Proof(
            f"P21 {kind}: the search itself",
            f"{before} of {len(planted.all())} words found before anything is deleted",
            before == len(planted.all()),
        )
        withdraw_answer_of(store, planted)
        forget(settings, store, at=rig.now())
        if kind == "PostgreSQL":
            _recycle_log(store)
        for way, words in planted.words.items():
            left = found(kind, store, data, words)
            about = f"{len(left)} of {len(words)} words left in {_where(kind)}"
            yield Proof(f"P21 {kind}: {way}", f"{about} {' '.join(left)}".rstrip(), not left)
        yield _used_twice(kind, store, planted)
        yield _old_copies(kind, settings, store, data)
    finally:
        store.dispose()


class Planted:
    """Words that nobody else uses, by the way in which they will be deleted."""

    def __init__(self, store: Store) -> None:
        self.words: dict[str, list[str]] = {}
        self.code = fresh_code()
        with store.writing() as session:
            district = a_district(session, at=then())
            for slug in ("frist", "beleg"):
                parts = ("contact", "receipt") if slug == "beleg" else ("contact",)
                rig.publish(session, district, rig.document(slug, *parts), at=then())
        self._answers(store, "frist", "deleted when its time is over", "contact details")
        self._answers(store, "beleg", "withdrawn by its code", "contact details of a receipt")
        self._aside(store)
        self._saved(store)
        self._photo(store)
        self._voice(store)
        self._people(store)
        keep_columns(store)

    def all(self) -> list[str]:
        """Every word."""
        return [word for words in self.words.values() for word in words]

    def word(self, way: str) -> str:
        """A new word for a way."""
        made = f"pflanze{uuid4().hex}"
        self.words.setdefault(way, []).append(made)
        return made

    def _answers(self, store: Store, slug: str, way: str, contact: str) -> None:
        for number in range(3 if slug == "frist" else 1):
            receipt = digest(self.code) if slug == "beleg" else None
            with store.writing() as session:
                survey = session.scalars(select(Survey).where(Survey.slug == slug)).one()
                sent = _submission(survey, self.word(way), receipt, str(number))
                named = replace(sent, contact={"name": self.word(contact)})
                record_response(session, named, at=then())

    def _aside(self, store: Store) -> None:
        with store.writing() as session:
            survey = session.scalars(select(Survey).where(Survey.slug == "frist")).one()
            sent = _submission(survey, self.word("the first of two with one number"), None, "a")
            record_response(session, sent, at=then())
            other = _submission(survey, self.word("set aside"), None, "b")
            with suppress(AlreadyCounted):
                record_response(session, replace(other, key=sent.key), at=then())

    def _saved(self, store: Store) -> None:
        with store.writing() as session:
            survey = session.scalars(select(Survey).where(Survey.slug == "beleg")).one()
            save_answers(
                session,
                code=fresh_code(),
                survey_id=survey.id,
                version_id=survey.versions[-1].id,
                key=str(uuid4()),
                language="de",
                origin=None,
                answers={"wort_0": self.word("begun and saved")},
                at=then(),
            )

    def _photo(self, store: Store) -> None:
        content = self.word("a photo in an answer").encode() * 50
        name = uuid4().hex * 2
        with store.writing() as session:
            survey = session.scalars(select(Survey).where(Survey.slug == "frist")).one()
            session.add(
                Medium(
                    digest=name,
                    sort="photo",
                    mime="image/jpeg",
                    size=len(content),
                    content=content,
                    created_at=clock.whole_hour(then()),
                )
            )
            sent = _submission(survey, self.word("an answer with a photo"), None, "c")
            answers = {**sent.answers, "foto": f"{name}.jpg"}
            record_response(session, replace(sent, answers=answers), at=then())

    def _voice(self, store: Store) -> None:
        content = self.word("a spoken idea").encode() * 50
        with store.writing() as session:
            board = a_board(session, session.get_one(District, 1), at=then())
            idea = an_idea(session, board, "", state=State.RECEIVED, at=then())
            voice = Voice(uuid4().hex * 2, "audio/ogg", 2000, content)
            keep_voice_of(session, idea, voice, at=then())

    def _people(self, store: Store) -> None:
        with store.writing() as session:
            district = session.get_one(District, 1)
            email = f"{self.word('an account')}@stadt.example"
            person = a_person(session, Role.PILOT, district, email=email, at=then())
            deactivate(session, None, person, at=then())
            session.add(
                Feedback(
                    at=then(),
                    page="",
                    message=self.word("a message about a barrier"),
                    locale="de",
                    due_at=then(),
                )
            )


def withdraw_answer_of(store: Store, planted: Planted) -> None:
    """Somebody types the code of her answer."""
    with store.writing() as session:
        keep_rhythms(session)
        withdraw_answer(session, planted.code, at=then())


def found(kind: str, store: Store, data: Path, words: list[str]) -> list[str]:
    """Which words stand anywhere: in a table, or in a file of data folder and database."""
    folders = [data] if kind == "SQLite" else [data, postgres.Server.of_this_run().folder]
    content = b"".join(
        path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    with store.reading() as session:
        rows = " ".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        )
    return [word for word in words if word in rows or word.encode() in content]


def _recycle_log(store: Store) -> None:
    """Let PostgreSQL write so much that its log of the time before is used anew."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(4):
            connection.exec_driver_sql("select pg_switch_wal()")
            connection.exec_driver_sql("checkpoint")


def _used_twice(kind: str, store: Store, planted: Planted) -> Proof:
    times = 0
    for _ in range(3):
        with suppress(NotFound), store.writing() as session:
            withdraw_answer(session, planted.code, at=then())
            times += 1
    with store.reading() as session:
        rows = [
            table.__tablename__
            for table in (Response, Receipt, SetAside, Saved, Contact)
            if session.scalars(select(table)).first() is not None
        ]
    said = f"{times} of 3 further uses of a withdrawn code; tables with rows: {len(rows)}"
    return Proof(f"P21 {kind}: a code works once", said, not times and not rows)


def _old_copies(kind: str, settings: Settings, store: Store, data: Path) -> Proof:
    old, young = (data / f"x.before-restore-{name}.dump" for name in ("old", "young"))
    for path, days in ((old, 36), (young, 34)):
        path.write_bytes(b"pflanze")
        moment = time.time() - days * 86400
        os.utime(path, (moment, moment))
    forget(settings, store, at=rig.now())
    met = not old.exists() and young.exists()
    return Proof(f"P21 {kind}: databases kept aside", "gone after 35 days, not before", met)


def _where(kind: str) -> str:
    files = "file, -wal" if kind == "SQLite" else "data folder, pg_wal once recycled"
    return f"tables, {files}, counted columns"


def _submission(survey: Survey, word: str, receipt: str | None, key: str) -> Submission:
    return Submission(
        survey_id=survey.id,
        version_id=survey.versions[-1].id,
        notice_version=1,
        answers={"wort_0": word},
        key=f"{key}-{uuid4()}",
        language="de",
        channel=Channel.WEB,
        receipt=receipt,
    )
