"""What goes along when a survey is copied: from which words its translations were made."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.authoring.models import Translation


def take_along(session: Session, survey_id: int, copy_id: int) -> None:
    """Let a copy know of its translations what the survey knows; reviews hold for both anyway."""
    for row in session.scalars(select(Translation).where(Translation.survey_id == survey_id)):
        session.add(
            Translation(
                survey_id=copy_id,
                key=row.key,
                locale=row.locale,
                source_words=row.source_words,
                who=row.who,
                at=row.at,
            )
        )
