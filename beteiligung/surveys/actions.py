"""What staff do with surveys: write, publish, pause, close."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.districts.models import District
from beteiligung.errors import Refusal
from beteiligung.surveys import changes, queries, waves, wording
from beteiligung.surveys import document as documents
from beteiligung.surveys.models import State, Survey, SurveyVersion
from beteiligung.surveys.shape import misshapen
from beteiligung.surveys.sharing import let_share
from beteiligung.text import N_

# Told of every change of a draft, with the document before it; higher rooms join in (see app.py).
FOLLOWERS: list[Callable[[Session, Survey, Mapping[str, Any], Asker | None, datetime], None]] = []


class SlugTaken(Refusal):
    """There is a survey of this name already."""

    default = N_("There is already a survey with this short name.")


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


def refuse_errors(document: Mapping[str, Any], more: Iterable[documents.Finding] = ()) -> None:
    """Refuse a document that could not be published as it is; warnings are no reason."""
    errors = [found for found in (*documents.check(document), *more) if found.error]
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
    before = survey.draft
    survey.draft = {**document, "slug": survey.slug}
    survey.changed_at = at
    for follow in FOLLOWERS:
        follow(session, survey, before, asker, at)
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
    sure: bool = False,
) -> SurveyVersion:
    """Freeze the draft as a new version and open the survey from one moment to another.

    Refused with findings while an error stands, and as `changes.require_agreed` does if answers
    already given would be touched (``sure``: whoever publishes knows what changes for people). A
    survey that is paused stays so: publishing a corrected word opens nothing.
    """
    refuse_errors(survey.draft, waves.mismatches(session, survey))
    must_follow(opens_at, closes_at, at)
    changes.require_agreed(session, survey, sure=sure, at=at)
    survey.opens_at, survey.closes_at = opens_at, closes_at
    published, digest = wording.frozen(survey.draft)
    promise_results(survey, published, timezone)
    survey.changed_at = at
    _take_words(survey, published)
    version = queries.newest_version(session, survey)
    if version is None or version.content_hash != digest:
        version = _freeze(session, survey, version, published, digest=digest, at=at)
    audit.note(
        session, asker, "publish_survey", f"survey:{survey.slug}", at=at, version=version.number
    )
    return version


def publish_changes(
    session: Session,
    survey: Survey,
    *,
    asker: Asker | None,
    at: datetime,
    timezone: str = "Europe/Berlin",
    sure: bool = False,
) -> SurveyVersion:
    """Put the draft in the place of what is published; the days on which it runs stay.

    Refused as `publish_survey` is, and with `NotNow` if nothing is published yet.
    """
    before = queries.newest_version(session, survey)
    if before is None or survey.closes_at is None:
        raise NotNow
    refuse_errors(survey.draft, waves.mismatches(session, survey))
    changes.require_agreed(session, survey, sure=sure, at=at)
    published, digest = wording.frozen(survey.draft)
    if before.content_hash == digest:
        return before
    version = _freeze(session, survey, before, published, digest=digest, at=at)
    promise_results(survey, published, timezone)
    survey.changed_at = at
    _take_words(survey, published)
    audit.note(
        session, asker, "publish_changes", f"survey:{survey.slug}", at=at, version=version.number
    )
    return version


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
    survey.closes_at = survey.changed_at = at
    survey.paused_at = None
    promise_results(survey, version.document if version else survey.draft, timezone)
    audit.note(session, asker, "close_survey", f"survey:{survey.slug}", at=at)


def promise_results(survey: Survey, document: Mapping[str, Any], timezone: str) -> None:
    """Set the results date: the promised number of days, by the calendar, after the close."""
    if survey.closes_at is not None:
        promised = timedelta(days=int(document["results_promised_within_days"]))
        survey.results_on = (survey.closes_at.astimezone(ZoneInfo(timezone)) + promised).date()


def must_follow(opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    """Refuse days on which a survey cannot run."""
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
    let_share(session, survey, at=at)
    return version


def _only_in(survey: Survey, at: datetime, *states: State) -> None:
    if survey.state(at) not in states:
        raise NotNow


def _take_words(survey: Survey, document: Mapping[str, Any]) -> None:
    source = str(document.get("source") or "de")
    title = document.get("title") or {}
    survey.title = dict(title) if isinstance(title, Mapping) else {source: str(title)}
    survey.source = source


NOTICE = (
    "purpose",
    "legal_basis",
    "privacy_short",
    "anonymity",
    "retention_months",
    "operator",
    "min_age",
)
ASKED = ("id", "text", "reason", "identifying", "special")  # of the questions about people


def _notice_version(before: SurveyVersion | None, document: Mapping[str, Any]) -> int:
    if before is None:
        return 1
    same = _told(before.document) == _told(document)
    return before.notice_version if same else before.notice_version + 1


def _told(document: Mapping[str, Any]) -> list[Any]:
    """What a survey's privacy notice says."""
    about = (each for each in document["questions"] if each.get("reason"))
    asked = [[each.get(name) for name in ASKED] for each in about]
    return [*(document.get(name) for name in NOTICE), asked]
