"""Who may let figures leave the house, and what that person signs."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.accounts.models import Staff
from beteiligung.accounts.queries import asker_of
from beteiligung.errors import Forbidden, Refusal
from beteiligung.releases import actions, conclusion_check
from beteiligung.releases.models import Release
from beteiligung.releases.preparing import begin_next, fitting
from beteiligung.releases.progress import Progress
from beteiligung.surveys.models import Survey
from beteiligung.text import N_


class NotForAll(Forbidden):
    """Somebody signs for a district that is not hers."""

    default = N_(
        "This survey is asked in several districts. Whoever manages all of them, or an "
        "administrator, can publish its results."
    )


class SeenAnother(Refusal):
    """The figures were computed anew while somebody looked at them."""

    default = N_(
        "The figures were computed once more meanwhile. Please look at them again before you sign."
    )


class NotReady(Refusal):
    """Something is still missing."""

    default = N_("This cannot be published yet. What is missing stands above.")


def may_sign(survey: Survey, asker: Asker) -> bool:
    """Whether this person may publish: she manages every district in which the survey is asked."""
    mine = asker.districts(Role.MANAGER)
    return mine is None or mine.issuperset(district.id for district in survey.districts)


def signers(session: Session, survey: Survey) -> list[Staff]:
    """Everybody who may publish a survey's results, by name."""
    people = session.scalars(select(Staff).where(Staff.active).order_by(Staff.name, Staff.id))
    return [person for person in people if may_sign(survey, asker_of(person))]


def sign_release(
    session: Session, survey: Survey, now: Progress, *, seen: str, name: str, asker: Asker
) -> Release:
    """Publish the release that is being prepared, exactly as it was seen.

    ``seen`` is the mark of the figures on the page, ``name`` what everybody reads below them.
    """
    if not may_sign(survey, asker):
        raise NotForAll
    release = now.release
    if release is None or now.obstacles:
        raise NotReady
    if release.content_hash != seen:
        raise SeenAnother
    written = {tongue.entry.id: {"text": tongue.text} for tongue in now.tongues if tongue.text}
    release.conclusion = fitting(release, written)
    release.report = {**release.report, "hands": _hands(now, release.conclusion)}
    actions.publish_release(session, release, asker=asker, at=now.at, who=name)
    begin_next(session, survey, at=now.at)
    return release


def _hands(now: Progress, conclusion: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Who wrote each conclusion that is published and which second person read it: for staff."""
    return {
        tongue.entry.id: {"who": tongue.who, "read_who": tongue.read_who}
        for tongue in now.tongues
        if tongue.entry.id in conclusion
    }


def numbers_of_elsewhere(now: Progress) -> list[str]:
    """The numbers in the conclusions that are none of this survey, each once."""
    found = [number for tongue in now.tongues for number in conclusion_check.others(tongue.text)]
    return list(dict.fromkeys(found))
