"""Deleting what tablets left behind: what was set aside, and counts of what happened outside."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung.fieldwork.models import FieldCount, FieldDay, Parcel, Seen, Voice

KEPT = timedelta(days=365)


def forget_fieldwork(session: Session, *, at: datetime) -> dict[str, int]:
    """Delete what came a year ago; how many rows of each kind."""
    limit = at - KEPT
    rows = {
        "parcel": delete(Parcel).where(Parcel.received_at <= limit),
        "field_day": delete(FieldDay).where(FieldDay.day <= limit.date()),
        "field_count": delete(FieldCount).where(FieldCount.week <= limit.date()),
        "field_voice": delete(Voice).where(Voice.received_at <= limit),
        "field_seen": delete(Seen).where(Seen.week <= limit.date()),
    }
    connection = session.connection()
    return {kind: connection.execute(statement).rowcount for kind, statement in rows.items()}
