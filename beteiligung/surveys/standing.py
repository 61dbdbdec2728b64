"""How a survey stands, at a glance: what is published, what is to be mended, in which languages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.config import Settings
from beteiligung.i18n import gettext, phrase
from beteiligung.locales import BY_ID, TIER_1, LocaleEntry, entries
from beteiligung.media.phrases import PHRASES
from beteiligung.media.queries import phrases
from beteiligung.surveys import hearing, queries, wording
from beteiligung.surveys.changes import Pending, pending
from beteiligung.surveys.difference_options import options_of
from beteiligung.surveys.document import check
from beteiligung.surveys.models import State, Survey, SurveyVersion
from beteiligung.surveys.places import limits_of
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.questionnaire import translated
from beteiligung.surveys.shape import Finding
from beteiligung.surveys.waves import mismatches, waves_of
from beteiligung.text import N_
from beteiligung.web.required import open_duties

Link = Callable[[Finding], str]  # the page where it is mended
MOST_WORDS = 3  # of the interface that are named
SPOKEN = "spoken"
SILENT = N_(
    "%(language)s, only heard: words of the pages not yet spoken: %(number)s (%(words)s …)."
)
LIMITABLE = frozenset({"single", "multiple", "scale"})  # questions whose answers places can be for


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding as people read it: where, what, and whether it must be mended."""

    place: str
    sentence: str
    error: bool
    href: str = ""  # where it can be mended


@dataclass(frozen=True, slots=True)
class Limited:
    """Places for all answers, or for one answer to one question, and how many are taken."""

    name: str
    taken: int
    places: int


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of a survey: how many texts are missing, whether people see it already."""

    entry: LocaleEntry
    missing: int
    published: bool
    source: bool
    heard: bool = False  # offered by sound and picture alone; then what is missing are those


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that the page of one survey says about it."""

    state: State
    version: SurveyVersion | None
    versions: list[tuple[SurveyVersion, int]]  # newest first, with the answers given to each
    changed: bool  # the draft says something else than what is published
    change: Pending | None  # what publishing the draft would change, if it can be published
    limits: list[Limited]
    waves: list[Survey]
    findings: list[Placed]
    duties: list[str]  # what the website still lacks
    tongues: list[Tongue]
    texts: int
    answers: int
    in_all: int  # those of other districts too
    promised_days: int

    @property
    def weight(self) -> str:
        """How much publishing the draft would change: the name of a `Weight`, or nothing."""
        weight = self.change.weight if self.change else None
        return weight.name.lower() if weight else ""

    @property
    def ready(self) -> bool:
        """Whether it could be published now."""
        return not self.duties and not any(finding.error for finding in self.findings)


def standing(
    session: Session,
    survey: Survey,
    asker: Asker,
    settings: Settings,
    *,
    at: datetime,
    link: Link | None = None,
) -> Standing:
    """How a survey stands at a moment, with the answers of this person's districts."""
    findings = [
        *check(survey.draft),
        *mismatches(session, survey),
        *unspoken(session, survey.draft),
    ]
    versions = queries.versions_of(session, survey)
    version = versions[-1] if versions else None
    sound = not any(finding.error for finding in findings)
    digest = wording.frozen(survey.draft)[1] if sound else ""
    changed = version is not None and version.content_hash != digest
    given = queries.answers_by_version(session, survey, asker.districts())
    return Standing(
        state=survey.state(at),
        version=version,
        versions=[(each, given.get(each.id, 0)) for each in reversed(versions)],
        changed=changed,
        change=pending(session, survey, at) if changed and sound else None,
        limits=limited(session, survey, version.document if version else survey.draft),
        waves=waves_of(session, survey),
        findings=placed(survey.draft, findings, link),
        duties=[gettext(sentence) for sentence in open_duties(session, settings)],
        tongues=tongues(survey.draft, version),
        texts=sum(1 for _ in wording.texts(survey.draft)),
        answers=sum(given.values()),
        in_all=queries.answers_by_survey(session, None).get(survey.id, 0),
        promised_days=int(survey.draft.get("results_promised_within_days") or 0),
    )


def unspoken(session: Session, document: Mapping[str, Any]) -> Iterator[Finding]:
    """Words of the pages that nobody has spoken yet in a language that is only heard."""
    for locale in document.get("heard") or ():
        spoken = phrases(session, locale)
        silent = [words for name, words in PHRASES.items() if name not in spoken]
        if silent:
            named = ", ".join(gettext(words) for words in silent[:MOST_WORDS])
            said = {"language": BY_ID[locale].name, "locale": locale, "number": len(silent)}
            yield Finding(SPOKEN, SILENT, {**said, "words": named}, error=False)


def limited(session: Session, survey: Survey, document: Mapping[str, Any]) -> list[Limited]:
    """The survey's limits, with the answers they are about in the reader's language."""
    names = dict(answer_names(document))
    return [
        Limited(
            names.get((limit.question, limit.code), f"{limit.question}: {limit.code}")
            if limit.question
            else gettext("All answers"),
            limit.taken,
            limit.places,
        )
        for limit in limits_of(session, survey.id)
    ]


def answer_names(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Each answer to choose from: ids of question and option, and both in the reader's words."""
    source = str(document.get("source") or "de")
    for question in document.get("questions") or ():
        if question.get("kind") not in LIMITABLE:
            continue
        asked = phrase(translated(question.get("text"), source)).text
        for code, option in options_of(question, document).items():
            label = phrase(translated(option.get("label"), source)).text
            yield (str(question.get("id")), code), f"{asked} – {label}"


def placed(
    document: Mapping[str, Any], findings: Iterable[Finding], link: Link | None = None
) -> list[Placed]:
    """Findings in words, those that must be mended first; ``link`` leads to where that is done."""
    ordered = sorted(findings, key=lambda finding: not finding.error)
    return [
        Placed(
            place_in_words(document, finding.where),
            gettext(finding.message, **finding.values),
            finding.error,
            link(finding) if link else "",
        )
        for finding in ordered
    ]


def tongues(document: Mapping[str, Any], version: SurveyVersion | None) -> list[Tongue]:
    """The usual languages and those in which it has words, its own first."""
    source = str(document.get("source") or "de")
    offered = set(version.locales) if version else set()
    heard = document.get("heard") or ()
    found = [
        Tongue(
            entry,
            missing(document, entry.id),
            entry.id in offered,
            entry.id == source,
            entry.id in heard,
        )
        for entry in entries([*TIER_1, *wording.begun(document), *heard])
    ]
    return sorted(found, key=lambda tongue: not tongue.source)


def missing(document: Mapping[str, Any], locale: str) -> int:
    """How many texts are not there yet in a language; if it is only heard, what else is not."""
    if hearing.is_only_heard(document, locale):
        return sum(1 for _ in hearing.gaps(document, wording.keys(document), locale))
    source = str(document.get("source") or "de")
    return sum(
        not (text.get(locale) if isinstance(text, Mapping) else text and locale == source)
        for _, text in wording.texts(document)
    )
