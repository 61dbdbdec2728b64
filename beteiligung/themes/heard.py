"""What people spoke of with pilots in a district during a year, as something to build on."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung.fieldwork.choices import TOPICS, Offered
from beteiligung.fieldwork.queries import topics_of
from beteiligung.i18n import current, gettext, words_in
from beteiligung.locales import TIER_1
from beteiligung.text import N_, Translated
from beteiligung.themes.sorting import Subject, of_topic
from beteiligung.web.seams import Figure

TALKS = "@talks"  # where a survey has its short name, which never begins so
YEAR = timedelta(days=365)
FEWEST = 5  # talks from which on a number may be kept
TITLE = N_("Talks of the district’s pilots")
QUESTION = N_("What people spoke of, in twelve months")
FIELDS: Mapping[str, str] = {  # of the topics that every district has
    "housing": "Wohnen und Gebäude",
    "work": "Arbeit und Wirtschaft",
    "education": "Bildung, Kinder und Jugend",
    "health": "Gesundheit",
    "authorities": "Umgang mit Behörden",
    "safety": "Sicherheit",
    "together": "Sozialer Zusammenhalt",
    "culture": "Freizeit und Kultur",
    "traffic": "Mobilität",
    "youth": "Bildung, Kinder und Jugend",
    "other": "Querschnitt",
}


class Heard(NamedTuple):
    """A topic in the language of the page, and in how many talks people spoke of it."""

    subject: Subject
    n: int
    key: str  # of the figure that can be frozen; none: too few talks to be kept


def heard(session: Session, area_id: int, today: date) -> list[Heard]:
    """The topics of an area's talks in the last twelve months, the most frequent first."""
    return [
        Heard(_subject(each.topic), each.n, _key(each.topic.code, each.n, today))
        for each in topics_of(session, area_id, today - YEAR, today)
    ]


def talked(session: Session, area_id: int, today: date) -> list[Figure]:
    """What of these can be frozen beside a measure: in every language, for it is kept."""
    return [
        _figure(key, _kept_words(each.topic), each.n, today)
        for each in topics_of(session, area_id, today - YEAR, today)
        if (key := _key(each.topic.code, each.n, today))
    ]


def in_every_language(message: str) -> Translated:
    """A text of the interface as staff would have written it, for something that is kept."""
    return _known()[message]


@cache
def _known() -> dict[str, Translated]:
    """All these texts at once: each catalogue is read a single time, and takes a moment."""
    said = {locale: words_in(locale) for locale in TIER_1}
    return {
        message: Translated({locale: say(message) for locale, say in said.items()})
        for message in (TITLE, QUESTION, *TOPICS.values())
    }


def _subject(topic: Offered) -> Subject:
    here = current().id
    words = Translated({here: gettext(topic.message)}, here) if topic.message else topic.own
    return of_topic(topic.code, words, FIELDS.get(topic.code, ""))


def _kept_words(topic: Offered) -> Translated:
    return in_every_language(topic.message) if topic.message else topic.own


def _key(code: str, n: int, today: date) -> str:
    return f"{TALKS}/live/{today}/{code}" if n >= FEWEST else ""


def _figure(key: str, words: Translated, n: int, today: date) -> Figure:
    return Figure(
        key=key,
        survey=TALKS,
        number=None,  # never public
        day=today,
        title=in_every_language(TITLE),
        question=in_every_language(QUESTION),
        answer=words,
        percent=None,
        people=n,
        base=None,
    )
