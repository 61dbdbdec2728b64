"""What a draft would change of a published survey, and who must agree before it may."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker, Role
from beteiligung.errors import Refusal
from beteiligung.surveys import queries, wording
from beteiligung.surveys.difference import difference
from beteiligung.surveys.document import DocumentRefused, check
from beteiligung.surveys.models import Change, Response, State, Survey
from beteiligung.surveys.weight import Step, Weight, heaviest
from beteiligung.text import N_


class Impossible(Refusal):
    """A change after which answers before and after could not stand in one column."""

    default = N_(
        "This cannot be published: a question or an answer would get another meaning under the "
        "same name. Please see the list of changes."
    )


class NotSure(Refusal):
    """A change that asks people otherwise than those before, without a word about it."""

    default = N_("Please see what changes for people, and tick that this is meant.")


class SecondPersonNeeded(Refusal):
    """A change that loses something, which nobody decides alone."""

    default = N_("This change touches answers already given. A second person must agree to it.")


class NotYourOwn(Refusal):
    """Somebody agrees to what she has asked for herself."""

    default = N_("Somebody else must agree to this change: you have asked for it yourself.")


class ChangedMeanwhile(Refusal):
    """The draft is no longer what was asked for."""

    default = N_("The draft has changed since. Please look at the changes again.")


@dataclass(frozen=True, slots=True)
class Pending:
    """What stands between a draft and its publication as a new version."""

    steps: list[Step]
    digest: str  # of the draft
    change: Change | None  # what was asked for, if it was exactly this draft
    begun: bool  # whether anybody can have answered yet

    @property
    def weight(self) -> Weight | None:
        """How much it means; none if nothing changes."""
        return heaviest(self.steps)

    @property
    def needs_second(self) -> bool:
        """Whether a second person must agree."""
        return self.weight is Weight.DESTRUCTIVE and self.begun

    @property
    def needs_tick(self) -> bool:
        """Whether whoever publishes must say that this is meant."""
        return self.weight in {Weight.RESTRICTIVE, Weight.DESTRUCTIVE} and not self.needs_second

    @property
    def agreed(self) -> bool:
        """Whether a second person has agreed to exactly this draft."""
        return self.change is not None and self.change.approved_at is not None


def pending(session: Session, survey: Survey, at: datetime) -> Pending:
    """What the draft changes of what is published, and how far that is agreed on.

    The draft must be without errors. While a survey waits for its first day and nobody has
    answered, nothing can be lost, so nobody else must agree.
    """
    versions = queries.versions_of(session, survey)
    documents = [version.document for version in versions]
    digest = asked_for(survey)
    since = versions[-1].published_at if versions else at
    scheduled = survey.state(at) is State.SCHEDULED
    return Pending(
        steps=difference(documents, survey.draft),
        digest=digest,
        change=asked_change(session, survey, digest, since),
        begun=not scheduled or _has_answers(session, survey),
    )


def asked_for(survey: Survey) -> str:
    """A mark of what a second person agrees to: the draft, in whichever languages it comes out."""
    content = {name: value for name, value in survey.draft.items() if name != "languages"}
    return wording.frozen(content)[1]


def require_agreed(session: Session, survey: Survey, *, sure: bool, at: datetime) -> None:
    """Refuse to publish a draft that would lose, shift or narrow something nobody agreed to."""
    found = pending(session, survey, at)
    if found.weight is Weight.IMPOSSIBLE:
        raise Impossible
    if found.needs_second and not found.agreed:
        raise SecondPersonNeeded
    if found.needs_tick and not sure:
        raise NotSure


def ask_for_change(
    session: Session, survey: Survey, reason: str, *, asker: Asker | None, at: datetime
) -> Change:
    """Ask a second person to agree to the draft as it stands now, with the reason for it."""
    found = _sound(session, survey, at)
    if found.weight is Weight.IMPOSSIBLE:
        raise Impossible
    if found.change is not None:
        return found.change
    session.execute(delete(Change).where(Change.survey_id == survey.id, _open()))
    change = Change(
        survey_id=survey.id,
        content_hash=found.digest,
        reason=reason,
        asked_by=asker.id if asker else None,
        asked_who=asker.name if asker else "command line",
        asked_at=at,
    )
    session.add(change)
    audit.note(session, asker, "ask_for_change", f"survey:{survey.slug}", at=at, reason=reason)
    return change


def approve_change(
    session: Session, survey: Survey, digest: str, *, asker: Asker, at: datetime
) -> Change:
    """Agree to what somebody else has asked for; refused if the draft is another one by now."""
    change = _asked(session, survey, digest, at)
    if change.asked_by == asker.id:
        raise NotYourOwn
    change.approved_by, change.approved_who, change.approved_at = asker.id, asker.name, at
    audit.note(session, asker, "approve_change", f"survey:{survey.slug}", at=at, asked=digest[:12])
    return change


def drop_change(
    session: Session, survey: Survey, digest: str, *, asker: Asker, at: datetime
) -> None:
    """Take back what one has asked for, or say no to what somebody else has."""
    session.delete(_asked(session, survey, digest, at))
    audit.note(session, asker, "drop_change", f"survey:{survey.slug}", at=at, asked=digest[:12])


def asked_change(session: Session, survey: Survey, digest: str, since: datetime) -> Change | None:
    """What was asked for since the last publication, if it was exactly this draft."""
    return session.scalar(
        select(Change)
        .where(Change.survey_id == survey.id, Change.content_hash == digest)
        .where(Change.asked_at >= since)
        .order_by(Change.id.desc())
        .limit(1)
    )


def waiting_changes(session: Session, asker: Asker) -> list[Survey]:
    """The surveys of whose drafts somebody else has asked this person's districts to agree."""
    rows = session.execute(
        select(Survey, Change)
        .join(Change, Change.survey_id == Survey.id)
        .where(_open(), Change.asked_by.is_distinct_from(asker.id))
        .order_by(Change.id)
    ).all()
    mine = {survey.id for survey in queries.surveys_of(session, asker, Role.MANAGER)}
    return [
        survey
        for survey, change in rows
        if survey.id in mine and asked_for(survey) == change.content_hash
    ]


def _sound(session: Session, survey: Survey, at: datetime) -> Pending:
    findings = check(survey.draft)
    if any(finding.error for finding in findings):
        raise DocumentRefused(findings)
    return pending(session, survey, at)


def _asked(session: Session, survey: Survey, digest: str, at: datetime) -> Change:
    found = _sound(session, survey, at)
    if found.digest != digest or found.change is None or found.agreed:
        raise ChangedMeanwhile
    return found.change


def _open() -> ColumnElement[bool]:
    return Change.approved_at.is_(None)


def _has_answers(session: Session, survey: Survey) -> bool:
    return bool(session.scalar(select(exists().where(Response.survey_id == survey.id))))
