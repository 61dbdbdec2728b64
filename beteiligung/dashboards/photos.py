"""Photos that came with answers, for those who may see these answers."""

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from beteiligung.errors import NotFound
from beteiligung.media.models import Medium, Sort
from beteiligung.surveys.models import Response, Survey

DIGEST = 64  # letters of a photo's digest


def photo(session: Session, survey: Survey, name: str, allowed: frozenset[int] | None) -> Medium:
    """A photo that came with an answer of these districts; `NotFound` if there is none."""
    digest = name.removesuffix(".jpg")
    wanted = select(Response.district_id).where(
        Response.survey_id == survey.id,
        cast(Response.answers, String).contains(f"{digest}.jpg", autoescape=True),
    )
    districts = session.scalars(wanted).all()
    found = session.get(Medium, digest) if len(digest) == DIGEST else None
    seen = districts if allowed is None else allowed & set(districts)
    if found is None or found.sort != Sort.PHOTO or not seen:
        raise NotFound
    return found
