"""Whatever people took back stays away, also when a copy from before is restored."""

import json
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from beteiligung.accounts.tokens import digest
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.erasures import KEPT, Kind, erasures, note_erasure
from beteiligung.errors import OperatorError
from beteiligung.ideas.following import erase_idea, idea_behind, remove_photo, withdraw_idea
from beteiligung.ideas.giving import fresh_secret
from beteiligung.ideas.models import Idea, State
from beteiligung.media.models import Medium
from beteiligung.media.photos import cleaned_photo, keep_photos
from beteiligung.migrations.run import upgrade
from beteiligung.operation import backups, erasing, nightly, sqlite
from beteiligung.operation.forgetting import BACKUPS_KEPT
from beteiligung.operation.terminal import opened
from beteiligung.privacy.actions import forget_due
from beteiligung.subscriptions.actions import end_news
from beteiligung.subscriptions.models import Subscription
from beteiligung.surveys.codes import fresh_code
from beteiligung.surveys.models import Receipt, Response
from beteiligung.surveys.receipts import withdraw_answer
from tests.builders import a_district, a_survey
from tests.ideas.boards import a_board, an_idea
from tests.ideas.test_photos import a_photo

DAY = timedelta(days=1)
ERASED, WITHDRAWN, KEPT_ON, PICTURED = (fresh_secret() for _ in range(4))
CODE = fresh_code()
NOTHING_LEFT = {
    "Meine Oma im Haus 7": "erased",
    "Mein Zaun": "withdrawn",
    "Bänke": "published",
    "Mit Bild": "published",
}


def fill(session: Session, at: datetime) -> None:
    """Four ideas, two with a photo, an answer with a code, and somebody who gets letters."""
    district = a_district(session, at=at)
    board = a_board(session, district, at=at)
    for said, secret in zip(NOTHING_LEFT, (ERASED, WITHDRAWN, KEPT_ON, PICTURED), strict=True):
        idea = an_idea(session, board, said, secret=secret, at=at)
        if secret in {ERASED, PICTURED}:
            photo = cleaned_photo(a_photo(), 1600)
            keep_photos(session, [photo], at=at)
            idea.photo, idea.photo_shown_at = photo.digest, at
    survey = a_survey(session, district, at=at)
    key = "00000000-0000-4000-8000-000000000001"
    session.add(Receipt(key=key, survey_id=survey.id, code_hash=digest(CODE)))
    session.add(
        Response(
            key=key,
            survey_id=survey.id,
            version_id=survey.versions[-1].id,
            language="de",
            channel="web",
            hour=at,
            notice_version=1,
            answers={"besuch": "ja"},
        )
    )
    session.add(
        Subscription(
            id="a" * 32,
            address="a@b.example",
            locale="de",
            district_id=district.id,
            told_until=at,
        )
    )


def take_back(session: Session, at: datetime) -> None:
    """What people do after the copy was made."""
    deeds = ((ERASED, erase_idea), (WITHDRAWN, withdraw_idea), (PICTURED, remove_photo))
    for secret, deed in deeds:
        idea = idea_behind(session, secret)
        assert idea is not None
        deed(session, idea, at=at)
    withdraw_answer(session, CODE, at=at)
    end_news(session, session.get_one(Subscription, "a" * 32), at=at)


@pytest.fixture
def copy(settings: Settings, tmp_path: Path, now: datetime) -> Path:
    """A copy from before, of a night that left nothing beside it."""
    (tmp_path / "copies").mkdir()
    with opened(settings) as store, store.writing() as session:
        fill(session, now)
    return nightly.back_up(settings, tmp_path / "copies", keep=35, at=now).copy


def done_by_people(settings: Settings, now: datetime) -> None:
    with opened(settings) as store, store.writing() as session:
        take_back(session, now + DAY)


def nothing_came_back(settings: Settings) -> None:
    with opened(settings) as store, store.reading() as session:
        ideas = session.scalars(select(Idea).order_by(Idea.id)).all()
        assert [idea.state for idea in ideas] == list(NOTHING_LEFT.values())
        assert [idea.text for idea in ideas] == ["", "Mein Zaun", "Bänke", "Mit Bild"]
        assert [idea.photo for idea in ideas] == [""] * 4
        assert session.scalars(select(Medium)).all() == []  # no picture that people took back
        assert session.scalars(select(Response)).all() == []
        assert session.scalars(select(Receipt)).all() == []
        assert session.scalars(select(Subscription)).all() == []
        assert len(erasures(session)) == 5  # the next restore knows them as well
    assert not (settings.data_dir / erasing.NAME).exists()


def test_what_was_taken_back_since_the_copy_is_taken_out_of_it_again(
    settings: Settings, copy: Path, now: datetime
):
    done_by_people(settings, now)
    assert backups.restore(settings, copy, at=now + 2 * DAY).erased == 5
    nothing_came_back(settings)
    # Twice is the same as once: the marks came along into the restored database.
    assert backups.restore(settings, copy, at=now + 3 * DAY).erased == 5
    nothing_came_back(settings)


def test_after_a_lost_machine_the_marks_beside_the_copies_do_it(
    settings: Settings, copy: Path, now: datetime
):
    done_by_people(settings, now)
    nightly.back_up(settings, copy.parent, keep=35, at=now + 2 * DAY)
    beside = copy.parent / erasing.NAME
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    with opened(settings) as store:
        if store.sqlite:
            sqlite.remove(Path(str(store.url.database)))
        else:
            with store.writing() as session:
                session.execute(text("delete from erasure"))
    assert backups.restore(settings, copy, at=now + 3 * DAY).erased == 5
    nothing_came_back(settings)


def test_a_copy_of_an_older_program_is_brought_up_to_date_for_it(
    settings: Settings, tmp_path: Path, now: datetime
):
    with opened(settings) as store:
        with store.writing() as session:
            fill(session, now)
            session.execute(text("drop table erasure"))
            session.execute(text("drop index ix_idea_board_id_state_kind_published_at"))
            session.execute(text("alter table board drop column sounds"))
            session.execute(text("alter table area drop column outlines"))
            session.execute(text("alter table idea_reply drop column status"))
            session.execute(text("update alembic_version set version_num = '0017'"))
        backups.backup(settings, tmp_path / "old")
        upgrade(store)
    done_by_people(settings, now)
    done = backups.restore(settings, tmp_path / "old", at=now + 2 * DAY)
    assert done.erased == 5
    nothing_came_back(settings)


def test_the_operator_reads_how_much_was_taken_out_again(
    settings: Settings, copy: Path, now: datetime
):
    done_by_people(settings, now)
    environment = {
        "BETEILIGUNG_DATA_DIR": str(settings.data_dir),
        "BETEILIGUNG_DATABASE_URL": settings.database,
    }
    done = CliRunner().invoke(main, ["restore", str(copy)], env=environment)
    assert done.exit_code == 0, done.output
    assert "Erased again what people took back since: 5." in done.output


def test_marks_say_nothing_about_anybody(settings: Settings, copy: Path, now: datetime):
    done_by_people(settings, now)
    nightly.back_up(settings, copy.parent, keep=35, at=now + 2 * DAY)
    said = (copy.parent / erasing.NAME).read_text()
    for secret in ("Oma", "a@b.example", ERASED, CODE, "SO-20"):
        assert secret not in said
    assert {len(row) for row in json.loads(said)} == {3}
    assert {row[2] for row in json.loads(said)} == {(now + DAY).date().isoformat()}


def test_damaged_marks_stop_a_restore_before_anything_is_changed(
    settings: Settings, copy: Path, now: datetime
):
    done_by_people(settings, now)
    (copy.parent / erasing.NAME).write_text("[[")
    with pytest.raises(OperatorError, match="Put it aside"):
        backups.restore(settings, copy, at=now + 2 * DAY)
    with opened(settings) as store, store.reading() as session:
        assert session.scalars(select(Idea.state).order_by(Idea.id)).first() == State.ERASED


def test_marks_go_when_no_copy_needs_them_any_more(session: Session, now: datetime):
    assert KEPT > BACKUPS_KEPT
    note_erasure(session, Kind.IDEA, "a hash", at=now)
    note_erasure(session, Kind.IDEA, "a hash", at=now)
    assert [each.day for each in erasures(session)] == [now.date()]
    assert forget_due(session, at=now + KEPT - DAY)["erasure"] == 0
    assert forget_due(session, at=now + KEPT)["erasure"] == 1
