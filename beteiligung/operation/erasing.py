"""Erasing once more, after a restore, what people took back since the copy was made."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.erasures import Erasure, Kind, erasures, keep_erasure
from beteiligung.errors import OperatorError
from beteiligung.ideas.following import MAY_WITHDRAW, erase_idea, remove_photo, withdraw_idea
from beteiligung.ideas.models import Idea, State
from beteiligung.migrations.run import upgrade
from beteiligung.subscriptions.actions import end_news
from beteiligung.subscriptions.models import Subscription
from beteiligung.surveys.receipts import answer_of, delete_answer

NAME = "erasures.json"  # beside the copies of every night: for the day the machine is lost


def write_beside(settings: Settings, folder: Path) -> None:
    """Write the marks beside the copies: whichever of them is restored, all are known then."""
    every = _of_database(settings)
    if every or (folder / NAME).exists():
        _write(folder / NAME, every)


def known(settings: Settings, source: Path) -> list[Erasure]:
    """What must go once more: from the database to be replaced, and from beside the copy."""
    found = {
        *_of_database(settings),
        *_read(source.parent / NAME),
        *_read(settings.data_dir / NAME),  # of a restore that broke off
    }
    return sorted(found, key=lambda each: (list(Kind).index(each.kind), each.day, each.mark))


def remember(settings: Settings, every: list[Erasure]) -> None:
    """Keep the marks in the data folder while the database that has them is replaced."""
    if every:
        _write(settings.data_dir / NAME, every)


def erase_again(settings: Settings, every: list[Erasure], *, at: datetime) -> int:
    """Erase in the restored database what people had erased; how much of it was back.

    All or nothing; the database is brought up to date before, since an older one lacks the tables.
    """
    if not every:
        return 0
    store = Store(settings.database)
    try:
        upgrade(store)
        with store.writing() as session:
            count = sum(_again(session, each, at) for each in every)
    finally:
        store.dispose()
    (settings.data_dir / NAME).unlink(missing_ok=True)
    return count


def _again(session: Session, each: Erasure, at: datetime) -> bool:
    deed = {
        Kind.ANSWER: _answer,
        Kind.NEWS: _news,
    }.get(each.kind, _idea)
    done = deed(session, each, at)
    keep_erasure(session, each)  # for the next restore; with its own day
    return done


def _idea(session: Session, each: Erasure, at: datetime) -> bool:
    idea = session.scalar(select(Idea).where(Idea.secret_hash == each.mark))
    if idea is None:
        return False
    if each.kind is Kind.IDEA:
        erase_idea(session, idea, at=at)
    elif each.kind is Kind.PHOTO and idea.photo:
        remove_photo(session, idea, at=at)
    elif each.kind is Kind.WITHDRAWN and State(idea.state) in MAY_WITHDRAW:
        withdraw_idea(session, idea, at=at)
    else:
        return False
    return True


def _answer(session: Session, each: Erasure, at: datetime) -> bool:
    found = answer_of(session, each.mark)
    if found is not None:
        delete_answer(session, found, each.mark, at=at)
    return found is not None


def _news(session: Session, each: Erasure, at: datetime) -> bool:
    found = session.get(Subscription, each.mark)
    if found is not None:
        end_news(session, found, at=at)
    return found is not None


def _of_database(settings: Settings) -> list[Erasure]:
    store = Store(settings.database)
    try:
        if store.sqlite and not Path(str(store.url.database)).exists():
            return []
        # What cannot be read any more is why somebody restores: then the copies' file has to do.
        with suppress(SQLAlchemyError):
            if inspect(store.engine).has_table("erasure"):
                with store.reading() as session:
                    return erasures(session)
        return []
    finally:
        store.dispose()


def _read(path: Path) -> list[Erasure]:
    try:
        rows = json.loads(path.read_bytes())
        return [Erasure(Kind(kind), str(mark), date.fromisoformat(day)) for kind, mark, day in rows]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        message = f"{path} cannot be read. Put it aside to restore without it."
        raise OperatorError(message) from error


def _write(path: Path, every: Iterable[Erasure]) -> None:
    part = path.with_suffix(".part")
    rows = [[each.kind.value, each.mark, each.day.isoformat()] for each in every]
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(rows, file)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise OperatorError(message) from error
