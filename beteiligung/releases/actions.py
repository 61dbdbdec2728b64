"""What staff do with releases: compute the next one, and publish it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.disclosure.differences import FEWEST_NEW
from beteiligung.errors import Refusal
from beteiligung.releases import queries
from beteiligung.releases.basis import moved
from beteiligung.releases.computing import Computed, Past, compute
from beteiligung.releases.documents import digest, document
from beteiligung.releases.models import Release
from beteiligung.releases.reporting import reported
from beteiligung.surveys.models import Survey
from beteiligung.text import N_

APART = timedelta(days=7)  # between two releases of a survey


class TooEarly(Refusal):
    """The last release is too fresh."""

    default = N_("The last release was on %(day)s. The next one is possible from %(from_day)s on.")


class TooFewNew(Refusal):
    """So few answers came in since the last release that one could tell what they are."""

    default = N_(
        "Only %(n)s answers came in since the last release. There must be at least %(least)s, so"
        " that nobody can tell what the newest ones are."
    )


class NotProtected(Refusal):
    """The attack on the release found something out."""

    default = N_("The program could find something out from these figures. Please compute anew.")


class AnswersMoved(Refusal):
    """Answers behind the figures were set aside, taken back, withdrawn or deleted since."""

    default = N_(
        "Since these figures were computed, answers in them were set aside, taken back or"
        " withdrawn. Please compute once more."
    )


class Outdated(Refusal):
    """Another release came in between."""

    default = N_("There is a newer release by now. Please compute this one anew.")


class NotSigned(Refusal):
    """Nobody stands for it."""

    default = N_("Somebody must sign the release with a name.")


class NeverAsked(Refusal):
    """A survey that nobody could answer yet."""

    default = N_("This survey was never published. There is nothing to release.")


@dataclass(frozen=True, slots=True)
class Counted:
    """The next release, computed and not kept yet."""

    number: int
    plan: dict[str, Any]
    past: list[Past]
    computed: Computed


def compute_release(
    session: Session,
    survey: Survey,
    *,
    plan: Mapping[str, Any],
    asker: Asker | None,
    at: datetime,
    timezone: str,
) -> Release:
    """Count, protect and attack the next release; it takes the place of one being prepared.

    Nothing is published by that. Its conclusion stays. `NeverAsked` if there is nothing to count.
    """
    counted = count_release(session, survey, plan)
    return keep_release(session, survey, counted, asker=asker, at=at, timezone=timezone)


def count_release(session: Session, survey: Survey, plan: Mapping[str, Any]) -> Counted:
    """Everything of `compute_release` that takes time; it writes nothing and keeps nobody waiting.

    A session that only reads will do, so that meanwhile answers go on being kept.
    """
    if not survey.versions:
        raise NeverAsked
    past = queries.published(session, survey)
    before = [Past(each.document, each.report) for each in past]
    number = past[-1].number + 1 if past else 1
    computed = compute(session, survey, number=number, plan=plan, past=before)
    return Counted(number, dict(plan), before, computed)


def keep_release(
    session: Session,
    survey: Survey,
    counted: Counted,
    *,
    asker: Asker | None,
    at: datetime,
    timezone: str,
) -> Release:
    """Keep what was computed in the place of the release being prepared.

    `Outdated` if another one came out meanwhile.
    """
    last, number, computed = queries.latest(session, survey), counted.number, counted.computed
    if number != (last.number + 1 if last else 1):
        raise Outdated
    made = document(survey, computed, number=number, at=at, timezone=timezone)
    release = queries.prepared(session, survey) or _begun(session, survey)
    release.number = number
    release.plan = counted.plan
    release.document = made
    release.report = reported(computed, counted.past)
    release.answers = computed.answers
    release.content_hash = digest(release.document)
    release.computed_at = at
    release.signed_who, release.signed_by = "", None
    session.flush()
    _note(session, release, asker, "compute_release", at)
    return release


def publish_release(
    session: Session, release: Release, *, asker: Asker | None, at: datetime, who: str = ""
) -> None:
    """Sign and publish a release: from now on nothing changes it.

    ``who`` is the name that everybody reads; without it that of whoever is signed in. Refused
    before seven days and twenty new answers have passed since the last one, if the attack found
    anything, if answers in it no longer count, or if it is not what was attacked.
    """
    name = who.strip() or (asker.name if asker else "")
    if not name:
        raise NotSigned
    if release.published_at is not None:
        raise Outdated
    require_publishable(session, release, at=at)
    release.signed_who, release.signed_by = name, asker.id if asker else None
    release.published_at = at
    session.flush()
    _note(session, release, asker, "publish_release", at)


def require_publishable(session: Session, release: Release, *, at: datetime) -> None:
    """Refuse what must not be published: too early, too few new answers, or not protected."""
    last = queries.latest(session, release.survey)
    if last is not None:
        _require_apart(last, release, at)
    number = last.number + 1 if last else 1
    if release.number != number or release.content_hash != digest(release.document):
        raise Outdated
    if moved(session, release.survey, release.report.get("basis")):
        raise AnswersMoved
    if not release.report.get("passed"):
        raise NotProtected


def _require_apart(last: Release, release: Release, at: datetime) -> None:
    published = last.published_at or at
    if at - published < APART:
        days = {"day": published.date(), "from_day": (published + APART).date()}
        raise TooEarly(None, **days)
    new = release.answers - last.answers
    if new < FEWEST_NEW:
        raise TooFewNew(None, n=max(0, new), least=FEWEST_NEW)


def _begun(session: Session, survey: Survey) -> Release:
    release = Release(survey_id=survey.id, conclusion={})
    session.add(release)
    return release


def _note(
    session: Session, release: Release, asker: Asker | None, action: str, at: datetime
) -> None:
    subject = f"survey:{release.survey.slug}"
    audit.note(session, asker, action, subject, at=at, number=release.number)
