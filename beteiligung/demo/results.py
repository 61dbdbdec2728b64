"""The demonstration's results: those of the wave before are out, those of this one are prepared."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.accounts.queries import asker_of, staff_by_email
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.asking import BEFORE, MAIN
from beteiligung.demo.content import conclusions
from beteiligung.errors import NotFound
from beteiligung.releases import actions, preparing, signing
from beteiligung.releases.planning import plan_of
from beteiligung.releases.progress import progress
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_at

WRITER, SIGNER = "leitung-sonnenberg@demo.example", "admin@demo.example"
AFTER_THE_END = timedelta(days=21)  # when the results of the wave before came out


def fill_results(store: Store, settings: Settings, *, at: datetime) -> None:
    """Publish the results of the wave before; compute those of the running survey, with drafts.

    Apart from the rest, for answers are counted only after they are kept.
    """
    with store.writing() as session:
        before = _survey(session, BEFORE)
        then = (before.closes_at or at) + AFTER_THE_END
        _prepare(session, before, at=then, timezone=settings.timezone)
        now = progress(session, before, then)
        seen = now.release.content_hash if now.release else ""
        name = "Stadtteilmanagement Sonnenberg und Zentrum (Demo)"
        signing.sign_release(
            session, before, now, seen=seen, name=name, asker=_asker(session, SIGNER)
        )
        _prepare(session, _survey(session, MAIN), at=at, timezone=settings.timezone)


def _prepare(session: Session, survey: Survey, *, at: datetime, timezone: str) -> None:
    asker = _asker(session, WRITER)
    plan = plan_of(session, survey).written()
    actions.compute_release(session, survey, plan=plan, asker=asker, at=at, timezone=timezone)
    for locale, text in conclusions()[survey.slug].items():
        preparing.write_conclusion(session, survey, locale, text, asker=asker, at=at)


def _asker(session: Session, email: str) -> Asker:
    found = staff_by_email(session, email)
    if found is None:
        raise NotFound
    return asker_of(found)


def _survey(session: Session, slug: str) -> Survey:
    found = survey_at(session, slug)
    if found is None:
        raise NotFound
    return found
