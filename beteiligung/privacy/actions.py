"""Deleting everything that is due, and writing down how much that was."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung.accounts.forgetting import (
    closed_long_ago,
    forget_accounts,
    forget_doors,
    names_that_go,
)
from beteiligung.audit import forget_log
from beteiligung.authoring.forgetting import forget_drafting, forget_names, forget_unused_media
from beteiligung.dashboards.forgetting import forget_doubts, keep_rhythms
from beteiligung.erasures import forget_erasures
from beteiligung.fieldwork.forgetting import forget_fieldwork
from beteiligung.funds.forgetting import forget_applicants
from beteiligung.home.actions import forget_feedback
from beteiligung.ideas import forgetting as ideas
from beteiligung.ideas.forgetting import forget_devices
from beteiligung.ideas.redaction import forget_originals
from beteiligung.ideas.speaking import forget_voices
from beteiligung.measures import forgetting as measures
from beteiligung.privacy.kinds import KINDS
from beteiligung.privacy.models import Deletion
from beteiligung.subscriptions.actions import forget_subscriptions
from beteiligung.surveys.forgetting import forget_answers

REPORTS_KEPT = timedelta(days=731)


def forget_due(session: Session, *, at: datetime, copies: int = 0) -> dict[str, int]:
    """Delete what is due in the database and keep a report of it; how many rows of each kind.

    ``copies``: how many files beside the database went already.
    """
    keep_rhythms(session)
    gone = {
        **forget_answers(session, at=at),
        **forget_drafting(session, at=at),
        **forget_doors(session, at=at),
    }
    gone["decision"] = forget_doubts(session, at=at)
    gone |= forget_originals(session, at=at)
    gone["idea_support"] = forget_devices(session, at=at)
    gone["voice"] = forget_voices(session, at=at)
    gone |= forget_fieldwork(session, at=at)
    gone["fund_contact"] = forget_applicants(session, at=at)
    gone["feedback"] = forget_feedback(session, at=at)
    gone["subscription"] = forget_subscriptions(session, today=at.date())
    closed = closed_long_ago(session, at)
    forget_names(session, closed)
    names = names_that_go(session, closed)
    ideas.forget_names(session, names)
    measures.forget_names(session, names)
    gone["staff"] = forget_accounts(session, closed)
    gone["audit_entry"] = forget_log(session, at=at)
    gone["medium"] = forget_unused_media(session, at=at)
    gone["erasure"] = forget_erasures(session, at=at)
    old = delete(Deletion).where(Deletion.at <= at - REPORTS_KEPT)
    gone["deletion"] = session.connection().execute(old).rowcount
    gone["copy"] = copies
    counts = {kind: gone[kind] for kind in KINDS}
    session.add(Deletion(at=at.replace(second=0, microsecond=0), counts=counts))
    session.flush()
    return counts
