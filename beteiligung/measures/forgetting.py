"""Forgetting who of the staff changed a measure, once the account is deleted; the history stays."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import Session

from beteiligung.measures.models import MeasureEvent


def forget_names(session: Session, names: Collection[str]) -> None:
    """Take names of people whose accounts are deleted off the histories of measures."""
    session.execute(update(MeasureEvent).where(MeasureEvent.who.in_(names)).values(who=""))
