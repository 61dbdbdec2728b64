"""The few places where a lower room asks a higher one; typed here, filled in app.py."""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, cast

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung.access import Asker
from beteiligung.errors import SignInNeeded
from beteiligung.locales import LocaleEntry
from beteiligung.text import Phrase, Translated


class Panel(NamedTuple):
    """Something that is going on in a district, as a card on the pages of others."""

    kind: str  # message id of the card's tag
    title: Phrase
    line: str
    href: str
    stage: Literal["open", "heard", "became"] = "open"  # can be joined, was heard, what came of it


class Target(NamedTuple):
    """Something that a printed code may lead to."""

    path: str  # without language, such as "umfrage/<slug>"
    title: Translated
    kind: str  # message id of what it is: a survey, its results, a page of a district
    locales: tuple[str, ...]  # its finished languages
    districts: frozenset[int]
    ends: datetime | None = None
    results_on: date | None = None


class Offer(NamedTuple):
    """A language in which a survey could be published, and how far its texts are reviewed."""

    entry: LocaleEntry
    unreviewed: int  # texts that no second person has read
    outdated: int  # texts whose source was changed since
    chosen: bool
    must_sign: bool  # whoever publishes it says that she knows


class Urgency(enum.IntEnum):
    """How urgent something of the staff's work is; the most urgent first."""

    LATE = 0  # its day has passed
    NOW = 1
    SOON = 2
    POSSIBLE = 3  # nobody waits for it


class Due(NamedTuple):
    """Something of the staff's work that needs somebody."""

    line: str
    href: str
    urgency: Urgency = Urgency.NOW


class Source(NamedTuple):
    """A survey whose figures a measure may rest on."""

    slug: str
    title: Translated


class Figure(NamedTuple):
    """A figure of a survey: of a release, or as it stands now, which only staff may see."""

    key: str  # survey, number of the release or "live", and the figure's own name
    survey: str
    number: int | None  # of the release; none: live
    day: date
    title: Translated  # of the survey
    question: Translated
    answer: Translated
    percent: int | None  # of the base; none: people are counted
    people: int | None
    base: int | None


class Missing(NamedTuple):
    """Who is missing among the answers of a release, in the page's language."""

    title: Translated  # of the survey
    lines: list[str]  # one for each group, the farthest first
    nobody: str  # what is said where there is none: that nobody is missing, or that it is unknown


class WaveFigure(NamedTuple):
    """What the newest release of a wave says to a figure that several waves have."""

    release: str  # "<short name>/<number>"
    survey: str
    title: Translated
    day: date
    percent: int
    base: int | None
    is_comparable: bool  # with the first wave


class ShownIdea(NamedTuple):
    """An idea that everybody can read, as other rooms show it."""

    reference: str
    words: str
    html_lang: str
    supporters: int | None  # devices; none: not shown
    href: str
    meaning: str = ""  # the words in the page's language, where somebody has translated them
    meaning_lang: str = ""
    origin: str = ""  # message id: who translated
    stands: Translated | None = None  # its status, where that is final


@dataclass(frozen=True, slots=True)
class Seams:
    """Who is asking; where a code leads; what is going on, is due, belongs to a survey."""

    # Where a code leads: the path it was printed for (without language), its district -> the path
    # of today; "" is the district's page.
    destination: Callable[[Session, str, int, datetime], str]
    asker: Callable[[], Asker | None] = lambda: None  # nobody, where only residents come
    languages: Callable[[Session, str], Sequence[str]] = lambda *_: ()  # finished there
    offers: Callable[[Session, Any], list[Offer]] = lambda *_: []  # of a survey's draft
    settle_languages: Callable[..., None] = lambda *_, **__: None  # before it is published
    panels: tuple[Callable[[Session, int, datetime], list[Panel]], ...] = ()  # by district id
    due: tuple[Callable[[Session, Asker, datetime], list[Due]], ...] = ()
    targets: tuple[Callable[[Session], list[Target]], ...] = ()
    beside: tuple[Callable[[Session, str, datetime], list[Due]], ...] = ()  # of a survey, by name
    # Where a part of a survey's draft is mended: its short name, a question's id, the part's name.
    draft_place: Callable[[str, str, str], str] | None = None
    # What goes along when a survey is copied: ids of the survey and of its copy.
    copied: tuple[Callable[[Session, int, int], None], ...] = ()
    # What else a secret code opens: the form in which it was typed -> a page, or nothing.
    receipts: tuple[Callable[[Mapping[str, str]], Response | None], ...] = ()
    # What a measure may rest on: surveys of somebody of the staff, the figures of one, her ideas
    # with some words; and for everybody: ideas by their numbers, and where results are read.
    sources: Callable[[Session, Asker], list[Source]] = lambda *_: []
    figures: Callable[[Session, Asker, str, datetime], list[Figure]] = lambda *_: []
    offered_ideas: Callable[[Session, Asker, str], list[ShownIdea]] = lambda *_: []
    shown_ideas: Callable[[Session, Sequence[str]], list[ShownIdea]] = lambda *_: []
    # For indicators that surveys ask again: the first wave of a survey, what each wave says.
    first_wave: Callable[[Session, str], str] = lambda *_: ""  # "": the survey is gone
    wave_figures: Callable[[Session, str], list[WaveFigure]] = lambda *_: []
    results_page: Callable[[Session, str], str] = lambda *_: ""  # "": there is none (any more)
    # The surveys of several districts among these short names: in which districts.
    asked_together: Callable[[Session, Iterable[str]], dict[str, list[Translated]]] = lambda *_: {}
    # Of a survey and the number of one of its releases: who is missing there.
    who_is_missing: Callable[[Session, str, int], Missing | None] = lambda *_: None
    record_text: Callable[..., object] = lambda *_, **__: None  # into a survey's draft
    # At which place a printed code hangs (its number), and in which areas that lies.
    place_behind: Callable[[Session, str], tuple[int, frozenset[int]] | None] = lambda *_: None
    qr_code: Callable[[str], bytes] = lambda _: b""  # what to say -> a picture of it (SVG)
    navigation: tuple[tuple[str, str], ...] = ()  # rooms of the administration: label id, endpoint


def seams() -> Seams:
    """The seams of the running application."""
    return cast("Seams", current_app.extensions["seams"])


def asker() -> Asker | None:
    """Who is asking, if somebody of the staff is."""
    return seams().asker()


def signed_in() -> Asker:
    """Who is asking, on a page that only staff may open."""
    found = asker()
    if found is None:
        raise SignInNeeded
    return found
