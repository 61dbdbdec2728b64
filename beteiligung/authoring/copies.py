"""What goes along when a survey is copied: from which words its translations were made."""

from typing import cast

from sqlalchemy import Table, insert, literal, select
from sqlalchemy.orm import Session

from beteiligung.authoring.models import Translation

TABLE = cast("Table", Translation.__table__)


def take_along(session: Session, survey_id: int, copy_id: int) -> None:
    """Let a copy know of its translations what the survey knows; reviews hold for both anyway."""
    kept = [column for column in TABLE.columns if column.name != "survey_id"]
    rows = select(literal(copy_id), *kept).where(TABLE.c.survey_id == survey_id)
    names = ["survey_id", *(column.name for column in kept)]
    session.execute(insert(TABLE).from_select(names, rows))
