"""What reminds staff of tablets that have not been heard of for long."""

from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.fieldwork.models import Standing
from beteiligung.fieldwork.queries import tablets
from beteiligung.i18n import ngettext
from beteiligung.web.seams import Due, Urgency

SILENT = timedelta(days=14)


def silent_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The tablets of a manager that belong to the team and have not called for two weeks."""
    if not asker.has(Role.MANAGER):
        return []
    silent = [
        tablet
        for tablet in tablets(session, asker.districts(Role.MANAGER))
        if tablet.standing == Standing.OPEN
        and tablet.seen_at is not None
        and at - tablet.seen_at > SILENT
    ]
    if not silent:
        return []
    line = ngettext(
        "%(num)s tablet has not been heard of for two weeks. Who has it?",
        "%(num)s tablets have not been heard of for two weeks. Who has them?",
        len(silent),
    )
    return [Due(line, url_for("tablets.overview"), Urgency.SOON)]
