"""The papers that the law asks for, filled from the settings and the database; in German.

They are addressed to German offices, so they are written in German like a letter, not translated
like a page. What the platform cannot know is marked as a gap for the operator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.accounts.models import Staff
from beteiligung.config import Settings
from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID
from beteiligung.privacy.kinds import KINDS
from beteiligung.privacy.queries import last_deletion
from beteiligung.surveys.models import State, Survey, SurveyVersion
from beteiligung.surveys.owed import OF_AGE
from beteiligung.surveys.periods import answers_end
from beteiligung.surveys.queries import newest_version
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.questions.question import Question
from beteiligung.text import Translated
from beteiligung.web.models import SiteText

GAP = "**vom Träger auszufüllen**"
PAPERS = {
    "verzeichnis": "Verzeichnis von Verarbeitungstätigkeiten",
    "folgenabschaetzung": "Datenschutz-Folgenabschätzung",
    "auftrag": "Vertrag zur Auftragsverarbeitung",
    "personalrat": "Information für den Personalrat",
}
STATES = {
    State.DRAFT: "Entwurf",
    State.SCHEDULED: "geplant",
    State.OPEN: "läuft",
    State.PAUSED: "angehalten",
    State.CLOSED: "beendet",
}
BASES = {
    "anonymous participation": "freiwillige anonyme Beteiligung",
    "consent": "Einwilligung (Artikel 6 Absatz 1 Buchstabe a DSGVO)",
}
NAMES = {
    "anonymous": "anonym, ohne Code jeder Art",
    "receipt": "ohne Namen, mit einem Code zum Widerrufen",
}
PROTECTED = {
    "health": "Gesundheit",
    "origin": "Herkunft",
    "religion": "Religion oder Weltanschauung",
    "politics": "politische Meinung",
    "sexuality": "Sexualleben oder Orientierung",
}


@dataclass(frozen=True, slots=True)
class Described:
    """One survey as the papers describe it."""

    asked: Questionnaire
    title: str
    state: str
    where: str
    until: str
    languages: str
    dpia: str

    @property
    def purpose(self) -> str:
        """Why it asks."""
        return plain(self.asked.purpose)

    @property
    def basis(self) -> str:
        """On which ground of the law."""
        return BASES.get(self.asked.legal_basis, self.asked.legal_basis) or GAP

    @property
    def anonymity(self) -> str:
        """What it promises about names."""
        return NAMES.get(self.asked.anonymity, self.asked.anonymity)

    @property
    def months(self) -> int:
        """How long its answers are kept."""
        return self.asked.retention_months

    @property
    def age(self) -> str:
        """From which age on people are asked."""
        return f"{self.asked.min_age} Jahre" if self.asked.min_age else "keines"

    @property
    def contacts(self) -> str:
        """Whether it asks who somebody is."""
        return "ja, getrennt von den Antworten" if self.asked.asks_who else "keine"

    @property
    def about(self) -> list[tuple[str, str, str]]:
        """Its questions about people: words, what they are, and why they are asked."""
        return [
            (plain(each.text), _marks(each), plain(each.reason)) for each in self.asked.about_people
        ]


def plain(text: Translated) -> str:
    """A text in German, or in the language that it has, on one line that breaks no table."""
    return flat(text.pick(("de",)).text)


def flat(words: object) -> str:
    """Words of people on one line, without signs that would mean something in the paper."""
    return " ".join(str(words).replace("|", "/").replace("#", "").split())


def contents(
    session: Session, settings: Settings, surveys: Sequence[Survey], at: datetime
) -> dict[str, Any]:
    """What the papers are filled with, as far as it is known here."""
    described = [
        _described(session, survey, version, at)
        for survey in surveys
        if (version := newest_version(session, survey)) is not None
    ]
    last = last_deletion(session)
    texts = {row.key: Translated(row.texts) for row in session.scalars(select(SiteText))}
    return {
        "gap": GAP,
        "today": i18n.day(at),
        "name": settings.name,
        "address": settings.public_url or GAP,
        "https": "ja" if settings.public_url.startswith("https://") else GAP,
        "database": _database(settings),
        "log": _log(settings.log_days),
        "last": i18n.moment_text(last) if last else "noch keine",
        "controller": _lines(texts.get("controller")),
        "operator": _lines(texts.get("operator")),
        "kinds": [(gettext(kind.name), gettext(kind.period)) for kind in KINDS.values()],
        "surveys": described,
        "months": _several({f"{each.months} Monate" for each in described}) or GAP,
        "accounts": session.scalar(
            select(func.count()).select_from(Staff).where(Staff.active.is_(True))
        ),
        **_findings(described, settings),
    }


def _described(session: Session, survey: Survey, version: SurveyVersion, at: datetime) -> Described:
    end = answers_end(session, survey)
    return Described(
        asked=read(version.document),
        title=plain(survey.named),
        state=STATES[survey.state(at)],
        where=", ".join(plain(district.area.named) for district in survey.districts),
        until=f", also bis {i18n.day(end)}" if end else "",
        languages=", ".join(BY_ID[each].name for each in version.locales),
        dpia=flat(version.document.get("dpia") or "keine angegeben"),
    )


def _findings(described: Sequence[Described], settings: Settings) -> dict[str, str]:
    special = {
        f"{each.title}: {PROTECTED.get(question.special, question.special)}"
        for each in described
        for question in each.asked.questions
        if question.special
    }
    who = {each.title for each in described if each.asked.asks_who}
    young = {each.title for each in described if each.asked.min_age < OF_AGE}
    photos = {each.title for each in described if "photo" in each.asked.kinds}
    return {
        "finding_special": _several(special) or "Keine Frage ist so gekennzeichnet.",
        "finding_contacts": _several(who) or "Nein.",
        "finding_children": f"Nicht ausgeschlossen bei: {_several(young)}" if young else "Nein.",
        "finding_photos": (_several(photos) or "Nein.") if settings.photos else "Nein: aus.",
    }


def _several(found: set[str]) -> str:
    return "; ".join(sorted(found))


def _marks(question: Question) -> str:
    found = ["Kontakt"] if question.identifying else ["zur Person"]
    found += ["sensibel"] if question.sensitive else []
    special = question.special
    return ", ".join(found + ([PROTECTED.get(special, special)] if special else []))


def _database(settings: Settings) -> str:
    if settings.database.startswith("sqlite"):
        return "SQLite auf dem Server, nur für das Programm lesbar; Gelöschtes wird überschrieben"
    return "PostgreSQL; Verschlüsselung der Datenträger und Zugriff: " + GAP


def _log(days: int) -> str:
    return f"{days} Tage" if days else "wird nicht geführt"


def _lines(text: Translated | None) -> str:
    words = text.pick(("de",)).text if text else ""
    return ", ".join(flat(line) for line in words.splitlines() if line.strip()) or GAP


# ---- reading a paper -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a paper: a heading, a paragraph, a list, or a table."""

    kind: str  # h1, h2, h3, p, list, table
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(paper: str) -> Iterator[Block]:
    """A paper taken apart, so that a page can show it."""
    held: list[str] = []
    for line in [*paper.splitlines(), ""]:
        kind = _kind(line)
        if held and kind != _kind(held[0]):
            yield _block(held)
            held = []
        if kind in {"h1", "h2", "h3", "p"}:
            yield _block([line])
        elif kind:
            held.append(line)


def _kind(line: str) -> str:
    level = len(line) - len(line.lstrip("#"))
    if level:
        return f"h{level}"
    return {"-": "list", "|": "table"}.get(line[:1], "p" if line.strip() else "")


def _block(lines: Sequence[str]) -> Block:
    kind = _kind(lines[0])
    if kind == "list":
        return Block(kind, rows=tuple((line[1:].strip(),) for line in lines))
    if kind == "table":
        cells = (tuple(map(str.strip, line.strip("|").split("|"))) for line in lines)
        return Block(kind, rows=tuple(row for row in cells if set("".join(row)) != {"-"}))
    return Block(kind, lines[0].lstrip("#").strip())
