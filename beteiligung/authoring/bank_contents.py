"""What the item bank holds: questions, scales, words and templates, each in six languages.

It stands in ``bank/*.json``; ids and codes there never change, so that answers of many
surveys and years can be compared. It is read when staff first ask for it, never for residents.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from beteiligung.errors import NotFound
from beteiligung.surveys import wording
from beteiligung.text import Translated

SEARCHED = ("de", "de-leicht", "en")  # languages in which staff look for a question


@dataclass(frozen=True)
class Item:
    """One question of the bank, with what it measures and when to use it."""

    id: str
    topic: str
    measures: str  # German, for managers
    note: str  # German, for managers: when to use it
    question: Mapping[str, Any]  # as in a document; not to be changed
    scale: Mapping[str, Any] | None

    @property
    def kind(self) -> str:
        """The way of asking."""
        return str(self.question["kind"])

    @property
    def indicator(self) -> bool:
        """Whether it is made to be asked again in later waves."""
        return bool(self.question.get("indicator"))

    @property
    def sensitive(self) -> bool:
        """Whether it asks something personal, so that people are told why."""
        return bool(self.question.get("sensitive"))

    @property
    def demographic(self) -> bool:
        """Whether it asks who answers rather than what they think."""
        return bool(self.question.get("demographic"))

    @property
    def named(self) -> Translated:
        """The question itself."""
        return Translated(self.question["text"])

    def said(self, locale: str) -> list[str]:
        """Everything a person reads of it in a language: the question first, then the answers."""
        return [text[locale] for text in self._texts]

    def answers(self, locale: str) -> list[str]:
        """What can be chosen, or is judged on the scale, in a language."""
        parts = (*self.question.get("options", ()), *self.question.get("items", ()))
        return [part["label"][locale] for part in parts]

    def points(self, locale: str) -> list[str]:
        """The points of its scale in a language, best first."""
        return [label[locale] for label in self.scale["labels"]] if self.scale else []

    def beside(self, locale: str) -> list[str]:
        """The quieter lines below the question in a language: a help, a reason."""
        texts = (self.question.get(name) for name in ("help", "reason"))
        return [text[locale] for text in texts if text]

    def speaks_of(self, terms: Iterable[str]) -> bool:
        """Whether all these words stand anywhere in it, in German or English."""
        return all(term.casefold() in self._searchable for term in terms)

    @cached_property
    def _texts(self) -> list[Mapping[str, str]]:
        alone = {"questions": [self.question], "scales": _scales_for(self)}
        return [text for _, text in wording.texts(alone)]

    @cached_property
    def _searchable(self) -> str:
        said = (text for locale in SEARCHED for text in self.said(locale))
        return "\n".join((self.id, self.measures, self.note, *said)).casefold()


@dataclass(frozen=True, slots=True)
class Topic:
    """What several questions of the bank are about."""

    id: str
    name: Mapping[str, str]
    items: tuple[Item, ...]

    @property
    def named(self) -> Translated:
        """Its name."""
        return Translated(self.name)


@dataclass(frozen=True, slots=True)
class Words:
    """A ready text of a survey's frame: an introduction, a purpose, a notice, a thank-you."""

    id: str
    note: str  # German, for managers: when to use it
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A whole survey made of questions of the bank."""

    id: str
    title: Mapping[str, str]
    note: str  # German, for managers: what it is for
    frame: Mapping[str, Words]  # intro, purpose, privacy_short, thanks
    retention_months: int
    results_promised_within_days: int
    questions: tuple[tuple[Item, str], ...]  # each with the rule that shows it, "" for always

    @property
    def named(self) -> Translated:
        """Its title, which becomes the survey's."""
        return Translated(self.title)


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything the bank holds."""

    topics: tuple[Topic, ...]
    items: Mapping[str, Item]
    scales: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, tuple[Words, ...]]  # introductions, purposes, privacy, thanks
    templates: Mapping[str, Template]


@cache
def bank() -> Bank:
    """The bank, read once per process."""
    scales, raw = _read("scales"), _read("words")
    topics = tuple(_topic(_read(name), scales) for name in raw.pop("topics"))
    items = {item.id: item for topic in topics for item in topic.items}
    words = {kind: tuple(Words(**each) for each in several) for kind, several in raw.items()}
    templates = (_template(each, items, words) for each in _read("templates"))
    return Bank(topics, items, scales, words, {each.id: each for each in templates})


def item_of(item_id: str) -> Item:
    """A question of the bank; `NotFound` if there is none of this id."""
    found = bank().items.get(item_id)
    if found is None:
        raise NotFound
    return found


def template_of(template_id: str) -> Template:
    """A template of the bank; `NotFound` if there is none of this id."""
    found = bank().templates.get(template_id)
    if found is None:
        raise NotFound
    return found


# ---- reading ---------------------------------------------------------------------------------


def _scales_for(item: Item) -> dict[str, Any]:
    return {} if item.scale is None else {str(item.question["scale"]): item.scale}


def _topic(raw: Mapping[str, Any], scales: Mapping[str, Any]) -> Topic:
    items = tuple(
        Item(
            id=each["question"]["id"],
            topic=raw["topic"],
            measures=each["measures"],
            note=each["note"],
            question=each["question"],
            scale=scales[each["question"]["scale"]] if "scale" in each["question"] else None,
        )
        for each in raw["items"]
    )
    return Topic(raw["topic"], raw["name"], items)


FRAME = {  # name in a document: name in a template, list of words
    "intro": ("intro", "introductions"),
    "purpose": ("purpose", "purposes"),
    "privacy_short": ("privacy", "privacy"),
    "thanks": ("thanks", "thanks"),
}


def _template(
    raw: Mapping[str, Any], items: Mapping[str, Item], words: Mapping[str, tuple[Words, ...]]
) -> Template:
    frame = {
        name: next(each for each in words[several] if each.id == raw[member])
        for name, (member, several) in FRAME.items()
    }
    return Template(
        id=raw["id"],
        title=raw["title"],
        note=raw["note"],
        frame=frame,
        retention_months=raw["retention_months"],
        results_promised_within_days=raw["results_promised_within_days"],
        questions=tuple(
            (items[each["item"]], each.get("show_if", "")) for each in raw["questions"]
        ),
    )


def _read(name: str) -> Any:
    place = files("beteiligung.authoring") / "bank" / f"{name}.json"
    return json.loads(place.read_text(encoding="utf-8"))
