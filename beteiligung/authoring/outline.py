"""A draft at a glance: its questions in order, what is to be mended where, how long it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from beteiligung.authoring.labels import Manner, manner
from beteiligung.authoring.parts import source_of, words_of
from beteiligung.authoring.rule_sentences import sentence_of
from beteiligung.authoring.sheets import FRAME
from beteiligung.i18n import gettext
from beteiligung.surveys.document import check
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.question import Item, Question
from beteiligung.surveys.shape import Finding
from beteiligung.surveys.standing import Placed
from beteiligung.text import Translated

MOST_ASKED, MOST_SCREENS = 12, 15  # beyond, fewer and fewer people reach the end
FIRST_WORDS = 90  # characters
SECONDS_A_SCREEN = 15


@dataclass(frozen=True, slots=True)
class Line:
    """One question in the outline."""

    id: str
    at: int  # from 0
    number: int | None  # of the questions that ask; a note has none
    manner: Manner
    words: str
    heading: str  # where a group begins, else empty
    required: bool
    sensitive: bool
    rule: Markup | None
    findings: list[Placed]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole draft at a glance."""

    lines: list[Line]
    frame: list[Placed]  # findings about introduction and promises
    scales: Mapping[str, list[Placed]]
    asked: int
    screens: int
    locale: str  # in which it is written
    others: list[Placed] = field(default_factory=list)  # findings about the languages

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return max(1, round(self.screens * SECONDS_A_SCREEN / 60))

    @property
    def long(self) -> bool:
        """Whether it asks more than most people answer to the end."""
        return self.asked > MOST_ASKED or self.screens > MOST_SCREENS


def length_of(document: Mapping[str, Any]) -> tuple[int, int]:
    """How many questions a questionnaire asks, and about how many minutes it takes."""
    kinds = [KINDS.get(str(asked.get("kind"))) for asked in document["questions"]]
    asked = sum(kind is None or kind.asks for kind in kinds)
    screens = sum(_screens(asked) for asked in document["questions"])
    return asked, max(1, round(screens * SECONDS_A_SCREEN / 60))


def outline(document: Mapping[str, Any]) -> Outline:
    """A draft at a glance; of an unfinished one, too."""
    source, findings = source_of(document), check(document)
    lines: list[Line] = []
    number, before = 0, ""
    for at, asked in enumerate(document["questions"]):
        kind = KINDS.get(str(asked.get("kind")))
        asks = kind is None or kind.asks
        number += asks
        heading = words_of(asked.get("page"), source)
        lines.append(
            Line(
                id=str(asked.get("id")),
                at=at,
                number=number if asks else None,
                manner=manner(asked.get("kind")),
                words=first_words(asked, source),
                heading=heading if heading != before else "",
                required=bool(asked.get("required")),
                sensitive=bool(asked.get("sensitive")),
                rule=sentence_of(asked.get("show_if"), document),
                findings=placed_in(document, findings, f"questions.{at}"),
            )
        )
        before = heading
    return Outline(
        lines=lines,
        frame=[
            found for name in FRAMES for found in placed_in(document, findings, name, whole=True)
        ],
        scales={
            name: placed_in(document, findings, f"scales.{name}")
            for name in document.get("scales") or {}
        },
        asked=number,
        screens=sum(_screens(asked) for asked in document["questions"]),
        locale=source,
        others=placed_in(document, findings, "languages") + placed_in(document, findings, "source"),
    )


FRAMES = (*FRAME, "slug")


def outline_side(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """For the list beside a question: each question's id, number (or none) and first words."""
    source, number, found = source_of(document), 0, []
    for asked in document["questions"]:
        kind = KINDS.get(str(asked.get("kind")))
        asks = kind is None or kind.asks
        number += asks
        said = str(number) if asks else "–"
        found.append((str(asked.get("id")), said, first_words(asked, source)))
    return found


def first_words(asked: Mapping[str, Any], source: str) -> str:
    """How a question begins."""
    words = " ".join(words_of(asked.get("text"), source).split())
    return words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS].rstrip() + "…"


def placed_in(
    document: Mapping[str, Any], findings: Sequence[Finding], where: str, *, whole: bool = False
) -> list[Placed]:
    """What is to be mended at a place, in words; ``whole``: the place itself is named."""
    start = "" if whole else place_in_words(document, where)
    return [
        Placed(
            place_in_words(document, found.where).removeprefix(start).lstrip(", "),
            gettext(found.message, **found.values),
            found.error,
        )
        for found in findings
        if found.where == where or found.where.startswith(f"{where}.")
    ]


def _screens(asked: Mapping[str, Any]) -> int:
    kind = KINDS.get(str(asked.get("kind")))
    if kind is None:
        return 1
    items = asked.get("items") or ()
    rows = tuple(Item(str(item.get("code")), Translated({})) for item in items)
    return kind.parts(Question(str(asked.get("id")), kind.name, Translated({}), items=rows))
