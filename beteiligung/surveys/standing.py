"""How a survey stands, at a glance: what is published, what is to be mended, in which languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.config import Settings
from beteiligung.i18n import gettext
from beteiligung.locales import TIER_1, LocaleEntry, entries
from beteiligung.surveys import queries, wording
from beteiligung.surveys.document import check
from beteiligung.surveys.duties import open_duties
from beteiligung.surveys.models import State, Survey, SurveyVersion
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.shape import Finding


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding as people read it: where, what, and whether it must be mended."""

    place: str
    sentence: str
    error: bool


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of a survey: how many texts are missing, whether people see it already."""

    entry: LocaleEntry
    missing: int
    published: bool
    source: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that the page of one survey says about it."""

    state: State
    version: SurveyVersion | None
    changed: bool  # the draft says something else than what is published
    findings: list[Placed]
    duties: list[str]  # what the website still lacks
    tongues: list[Tongue]
    texts: int
    answers: int
    promised_days: int

    @property
    def ready(self) -> bool:
        """Whether it could be published now."""
        return not self.duties and not any(finding.error for finding in self.findings)


def standing(
    session: Session, survey: Survey, asker: Asker, settings: Settings, at: datetime
) -> Standing:
    """How a survey stands at a moment, with the answers of this person's districts."""
    findings = check(survey.draft)
    version = queries.newest_version(session, survey)
    sound = not any(finding.error for finding in findings)
    digest = wording.frozen(survey.draft)[1] if sound else ""
    return Standing(
        state=survey.state(at),
        version=version,
        changed=version is not None and version.content_hash != digest,
        findings=placed(survey.draft, findings),
        duties=[gettext(sentence) for sentence in open_duties(session, settings)],
        tongues=tongues(survey.draft, version),
        texts=sum(1 for _ in wording.texts(survey.draft)),
        answers=queries.answers_by_survey(session, asker.districts()).get(survey.id, 0),
        promised_days=int(survey.draft.get("results_promised_within_days") or 0),
    )


def placed(document: Mapping[str, Any], findings: Iterable[Finding]) -> list[Placed]:
    """Findings in words, those that must be mended first."""
    ordered = sorted(findings, key=lambda finding: not finding.error)
    return [
        Placed(
            place_in_words(document, finding.where),
            gettext(finding.message, **finding.values),
            finding.error,
        )
        for finding in ordered
    ]


def tongues(document: Mapping[str, Any], version: SurveyVersion | None) -> list[Tongue]:
    """The usual languages and those in which it has words, its own first."""
    source = str(document.get("source") or "de")
    offered = set(version.locales) if version else set()
    found = [
        Tongue(entry, missing(document, entry.id), entry.id in offered, entry.id == source)
        for entry in entries([*TIER_1, *wording.begun(document)])
    ]
    return sorted(found, key=lambda tongue: not tongue.source)


def missing(document: Mapping[str, Any], locale: str) -> int:
    """How many texts are not there yet in a language."""
    source = str(document.get("source") or "de")
    return sum(
        not (text.get(locale) if isinstance(text, Mapping) else text and locale == source)
        for _, text in wording.texts(document)
    )
