"""Fills an empty database with the demonstration, as of the moment of filling."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.accounts.models import Staff
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo import asking, taking_part
from beteiligung.demo.asking import BEFORE, MAIN, SHORT, Calendar
from beteiligung.demo.boards import fill_boards
from beteiligung.demo.contacts import fill_contacts
from beteiligung.demo.funds import fill_funds
from beteiligung.demo.ground import fill_ground, fill_indicators, fill_texts
from beteiligung.demo.measures import fill_measures
from beteiligung.demo.residents import fill_residents
from beteiligung.demo.results import release_before
from beteiligung.demo.taking_part import Stage
from beteiligung.demo.team import choose_password, fill_team
from beteiligung.demo.words import fill_themes
from beteiligung.districts.models import District
from beteiligung.errors import OperatorError
from beteiligung.surveys.models import Survey

SEED = 20261123


def fill(store: Store, settings: Settings, *, at: datetime) -> bool:
    """Add districts, staff, surveys, codes and invented answers; False if anything is there.

    Everything is dated relative to ``at``; the same moment gives the same content. Invented
    answers have no place where residents really answer: `OperatorError` in production.
    """
    if settings.production:
        message = "Invented answers have no place in production; use BETEILIGUNG_ENV=development."
        raise OperatorError(message)
    with store.writing() as session:
        if not is_empty(session):
            return False
        _fill(session, settings, at)
    return True


def is_empty(session: Session) -> bool:
    """Whether nobody has begun to work with this database."""
    return not any(session.scalar(select(table.id).limit(1)) for table in (District, Staff, Survey))


def _fill(session: Session, settings: Settings, at: datetime) -> None:
    rng = Random(SEED)
    calendar = Calendar(at, settings.timezone)
    began = calendar.on(asking.RUNS[BEFORE][0] - 30, 9)
    districts = fill_ground(session, at=began, rng=rng)
    fill_texts(session)
    fill_indicators(session, at=at)
    fill_residents(session, districts, at=calendar.on(asking.RUNS[MAIN][0] - 20, 10))
    team = fill_team(session, districts, password=choose_password(settings), at=began)
    asker = team["leitung-sonnenberg@demo.example"]
    surveys = asking.fill_surveys(session, districts, asker, calendar)
    codes = asking.fill_codes(session, districts, asker, calendar, rng)
    stage = Stage(session, rng, calendar, districts, surveys, codes)

    answers = taking_part.answers_to_main(stage)
    survey = surveys[MAIN]
    before, after = answers[: taking_part.OLD_VERSION], answers[taking_part.OLD_VERSION :]
    taking_part.record(stage, survey, survey.versions[0], before)
    corrected_at = before[-1].person.at + timedelta(seconds=30)
    version = asking.mend_main(session, survey, asker, calendar, at=corrected_at)
    taking_part.record(stage, survey, version, after[:-1])
    taking_part.repeat(stage, survey, version, after[-1])

    short = taking_part.answers_to_short(stage)
    taking_part.record(stage, surveys[SHORT], surveys[SHORT].versions[0], short)
    earlier = taking_part.answers_before(stage)
    taking_part.record(stage, surveys[BEFORE], surveys[BEFORE].versions[0], earlier)
    session.flush()
    release_before(session, surveys[BEFORE], asker, calendar)
    taking_part.note_scans(stage, [*answers, *short])
    taking_part.note_arrivals(stage, survey, answers)
    taking_part.note_arrivals(stage, surveys[SHORT], short)
    fill_themes(session, survey, asker, at=at)
    fill_boards(session, districts, asker, calendar, Random(SEED))
    fill_measures(session, districts, surveys, asker, calendar)
    fill_funds(session, districts, asker, calendar)
    fill_contacts(session, districts, asker, calendar, Random(SEED))
