"""What staff do with surveys: write, publish, pause, close."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.districts.models import District
from beteiligung.errors import Refusal
from beteiligung.surveys import document as documents
from beteiligung.surveys import queries, wording
from beteiligung.surveys.models import State, Survey, SurveyVersion
from beteiligung.surveys.shape import misshapen
from beteiligung.text import N_


class SlugTaken(Refusal):
    """There is a survey of this name already."""

    default = N_("There is already a survey with this short name.")


class OnlyWords(Refusal):
    """A published survey whose questions changed, not only their words."""

    default = N_(
        "This survey is published: only its words can be corrected, so that answers already "
        "given keep their meaning. Make a new survey for other questions."
    )


class NotNow(Refusal):
    """A step that does not follow from where the survey is."""

    default = N_("This is not possible in the survey's present state.")


class DistrictMissing(Refusal):
    """A survey that nobody would be asked."""

    default = N_("Please choose where the survey is asked.")


def create_survey(
    session: Session,
    document: Mapping[str, Any],
    *,
    districts: Sequence[District],
    asker: Asker | None,
    at: datetime,
) -> Survey:
    """A new survey in draft, from its questionnaire document.

    The document may still have gaps, but it must be well formed, and its slug free and possible.
    """
    wrong = [found for found in documents.check(document) if found.where == "slug"]
    if found := list(misshapen(document)) or wrong:
        raise documents.DocumentRefused(found)
    slug = str(document["slug"])
    if queries.survey_at(session, slug) is not None:
        raise SlugTaken
    survey = Survey(
        slug=slug, draft=dict(document), title={}, created_at=at, changed_at=at, generation=0
    )
    survey.districts = list(districts)
    _take_words(survey, document)
    session.add(survey)
    session.flush()
    audit.note(session, asker, "create_survey", f"survey:{slug}", at=at)
    return survey


def import_survey(
    session: Session,
    content: bytes,
    *,
    districts: Sequence[District] = (),
    allowed: frozenset[int] | None = None,
    asker: Asker | None,
    at: datetime,
) -> Survey:
    """A new survey in draft from a JSON file; refused with findings while an error stands.

    Without ``districts`` it is asked where the file says, as far as that is ``allowed`` (ids of
    districts; none: everywhere); `DistrictMissing` if that is nowhere.
    """
    document = documents.parse(content)
    refuse_errors(document)
    where = districts or queries.districts_meant(session, document, allowed)
    if not where:
        raise DistrictMissing
    return create_survey(session, document, districts=where, asker=asker, at=at)


def refuse_errors(document: Mapping[str, Any]) -> None:
    """Refuse a document that could not be published as it is; warnings are no reason."""
    errors = [found for found in documents.check(document) if found.error]
    if errors:
        raise documents.DocumentRefused(errors)


def replace_draft(
    session: Session,
    survey: Survey,
    document: Mapping[str, Any],
    *,
    asker: Asker | None,
    at: datetime,
    action: str = "replace_draft",
    **detail: object,
) -> None:
    """Put another document in the place of a survey's draft; its short name stays.

    Refused with findings if it is not well formed, so that every draft can be shown and mended.
    ``action`` and ``detail`` are what the log says. Whoever writes goes through
    `authoring.actions.change_draft`, which keeps the draft as it was before.
    """
    if found := list(misshapen(document)):
        raise documents.DocumentRefused(found)
    survey.draft = {**document, "slug": survey.slug}
    survey.changed_at = at
    if survey.opens_at is None:
        _take_words(survey, document)
    audit.note(session, asker, action, f"survey:{survey.slug}", at=at, **detail)


def publish_survey(
    session: Session,
    survey: Survey,
    *,
    opens_at: datetime,
    closes_at: datetime,
    asker: Asker | None,
    at: datetime,
    timezone: str = "Europe/Berlin",
) -> SurveyVersion:
    """Freeze the draft as a new version and open the survey from one moment to another.

    Refused with findings while an error stands; with `OnlyWords` if answers already given would
    change their meaning. The results date is the promised number of days after the close. A survey
    that is paused stays so: publishing a corrected word opens nothing.
    """
    refuse_errors(survey.draft)
    _must_follow(opens_at, closes_at, at)
    before = queries.newest_version(session, survey)
    if before and wording.skeleton(before.document) != wording.skeleton(survey.draft):
        raise OnlyWords
    published, digest = wording.frozen(survey.draft)
    promised = timedelta(days=int(published["results_promised_within_days"]))
    survey.opens_at, survey.closes_at = opens_at, closes_at
    survey.results_on = (closes_at.astimezone(ZoneInfo(timezone)) + promised).date()
    survey.changed_at = at
    _take_words(survey, published)
    if before is None or before.content_hash != digest:
        before = _freeze(session, survey, before, published, digest=digest, at=at)
    audit.note(
        session, asker, "publish_survey", f"survey:{survey.slug}", at=at, version=before.number
    )
    return before


def pause_survey(session: Session, survey: Survey, *, asker: Asker | None, at: datetime) -> None:
    """Take no answers for a while; phones keep theirs and send them later."""
    _only_in(survey, at, State.OPEN)
    survey.paused_at = survey.changed_at = at
    audit.note(session, asker, "pause_survey", f"survey:{survey.slug}", at=at)


def resume_survey(session: Session, survey: Survey, *, asker: Asker | None, at: datetime) -> None:
    """Take answers again."""
    _only_in(survey, at, State.PAUSED)
    survey.paused_at, survey.changed_at = None, at
    audit.note(session, asker, "resume_survey", f"survey:{survey.slug}", at=at)


def close_survey(
    session: Session,
    survey: Survey,
    *,
    asker: Asker | None,
    at: datetime,
    timezone: str = "Europe/Berlin",
) -> None:
    """End a survey now; the promised results date follows from today."""
    _only_in(survey, at, State.OPEN, State.PAUSED)
    version = queries.newest_version(session, survey)
    days = int((version.document if version else survey.draft)["results_promised_within_days"])
    survey.closes_at = survey.changed_at = at
    survey.paused_at = None
    survey.results_on = (at.astimezone(ZoneInfo(timezone)) + timedelta(days=days)).date()
    audit.note(session, asker, "close_survey", f"survey:{survey.slug}", at=at)


def _must_follow(opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    if closes_at <= opens_at:
        raise NotNow(N_("The end must come after the beginning."))
    if closes_at <= at:
        raise NotNow(N_("The end must lie ahead."))


def _freeze(
    session: Session,
    survey: Survey,
    before: SurveyVersion | None,
    published: dict[str, Any],
    *,
    digest: str,
    at: datetime,
) -> SurveyVersion:
    version = SurveyVersion(
        survey=survey,
        number=before.number + 1 if before else 1,
        document=published,
        content_hash=digest,
        locales=wording.languages(published),
        notice_version=_notice_version(before, published),
        published_at=at,
    )
    session.add(version)
    session.flush()
    return version


def _only_in(survey: Survey, at: datetime, *states: State) -> None:
    if survey.state(at) not in states:
        raise NotNow


def _take_words(survey: Survey, document: Mapping[str, Any]) -> None:
    source = str(document.get("source") or "de")
    title = document.get("title") or {}
    survey.title = dict(title) if isinstance(title, Mapping) else {source: str(title)}
    survey.source = source


NOTICE = ("purpose", "legal_basis", "privacy_short", "anonymity", "retention_months", "operator")


def _notice_version(before: SurveyVersion | None, document: Mapping[str, Any]) -> int:
    if before is None:
        return 1
    same = all(before.document.get(name) == document.get(name) for name in NOTICE)
    return before.notice_version if same else before.notice_version + 1
