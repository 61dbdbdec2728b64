"""Changes of a live survey as people read them: question by question, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beteiligung.i18n import gettext, phrase
from beteiligung.surveys.models import SurveyVersion
from beteiligung.surveys.questionnaire import translated
from beteiligung.surveys.weight import Step, Weight
from beteiligung.text import N_, Translated

# A weight in a word, and the kind of its tag.
WEIGHTS = {
    Weight.WORDS: (N_("Words only"), ""),
    Weight.ADDITIVE: (N_("Added"), "ok"),
    Weight.RESTRICTIVE: (N_("Asked otherwise"), "warn"),
    Weight.DESTRUCTIVE: (N_("Touches answers"), "bad"),
    Weight.IMPOSSIBLE: (N_("Not possible"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One change in words, the kind of its tag, and how many answers it touches, if any can be."""

    sentence: str
    word: str
    kind: str
    touched: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """What changes about one question, or about the survey as a whole."""

    heading: str
    id: str
    changes: list[Said]


def in_words(
    draft: Mapping[str, Any],
    versions: Sequence[SurveyVersion],
    steps: Sequence[Step],
    counts: Sequence[int | None],
) -> list[Group]:
    """All changes, those of the survey as a whole first, then question by question."""
    said: dict[str, dict[Said, None]] = {}
    for step, count in sorted(zip(steps, counts, strict=True), key=lambda pair: -pair[0].weight):
        said.setdefault(step.question, {})[_said(step, count)] = None
    names = dict(_names(draft, versions))
    order = ["", *(name for name in names if name in said)]
    return [
        Group(names.get(name, gettext("The survey as a whole")), name, list(said[name]))
        for name in order
        if name in said
    ]


def _said(step: Step, count: int | None) -> Said:
    values = {
        name: phrase(value).text if isinstance(value, Translated) else value
        for name, value in step.values.items()
    }
    word, kind = WEIGHTS[step.weight]
    return Said(gettext(step.message, **values), gettext(word), kind, count)


def _names(
    draft: Mapping[str, Any], versions: Sequence[SurveyVersion]
) -> Iterator[tuple[str, str]]:
    """The words of every question, as it is put now or was put last."""
    documents = [*(version.document for version in versions), draft]
    latest: dict[str, str] = {}
    for document in documents:
        source = str(document.get("source") or "de")
        for question in document["questions"]:
            latest[question["id"]] = phrase(translated(question["text"], source)).text
    for question in draft["questions"]:
        yield question["id"], latest.pop(question["id"])
    yield from latest.items()
