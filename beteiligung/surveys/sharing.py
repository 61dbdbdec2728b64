"""How people pass a survey on: its own code, by which what came of that is counted apart."""

from datetime import datetime
from random import SystemRandom

from sqlalchemy.orm import Session

from beteiligung.qrcodes.actions import make_share_code
from beteiligung.surveys.models import Survey


def let_share(session: Session, survey: Survey, *, at: datetime) -> None:
    """Give a survey the code by which people pass it on, if it has none yet.

    A link goes anywhere in the city, so where a survey is asked in several districts, its answers
    belong to none of them; the code is kept with the first.
    """
    if survey.districts:
        path = f"umfrage/{survey.slug}"
        make_share_code(session, path, survey.districts[0], at=at, rng=SystemRandom())
