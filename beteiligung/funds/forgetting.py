"""Deleting who applied to a fund, when the months after the end of the application are over."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung.funds.records import FundContact


def forget_applicants(session: Session, *, at: datetime) -> int:
    """Delete contact details whose day has come; how many. Applications and figures stay."""
    due = delete(FundContact).where(FundContact.delete_on <= at.date())
    return session.connection().execute(due).rowcount
