"""What a release is about: each question with its answers as arrays, and who took part."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from beteiligung.dashboards.channels import CHANNEL_NAMES
from beteiligung.districts.models import District
from beteiligung.locales import BY_ID
from beteiligung.releases import bands
from beteiligung.releases.languages import in_all, signs
from beteiligung.surveys.columns import Columns, Labelled
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import CHOSEN, FIRST, NOT_ASKED, Asked
from beteiligung.text import N_, Translated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Truths = NDArray[np.bool_]
    Places = NDArray[np.int64]

LANGUAGE, CHANNEL, DISTRICT = "_language", "_channel", "_district"
WHO = {
    LANGUAGE: N_("In which language people answered"),
    CHANNEL: N_("How people answered"),
    DISTRICT: N_("Where people answered"),
}
WORDS_STAY = N_("People wrote in their own words here. Such texts are never published.")
PHOTOS_STAY = N_("People sent photos here. They are never published.")
NOT_COUNTED = N_("This was reckoned from other answers. It is not published.")
UNKNOWN = "_unknown"

Texts = Mapping[str, str]
Names = Mapping[str | int, tuple[str, Texts]]  # of what is stored: a code, and words


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that could be given, as a code and in words; ``missing``: it does not count."""

    code: str
    label: Texts
    missing: bool = False
    note: Texts = field(default_factory=dict)  # of a theme: what people say about it


@dataclass(frozen=True, slots=True)
class Coded:
    """Answers of everybody: who was asked, who answered, and what.

    ``places`` holds the place of each person's answer among the choices (-1 without one), or,
    where several may be chosen, ``chosen`` holds a row of truths for each choice.
    """

    item: str | None
    asked: "Truths"
    answered: "Truths"
    places: "Places | None" = None
    chosen: "tuple[Truths, ...]" = ()
    points: "tuple[NDArray[np.float64], ...]" = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A question of the release, or something about those who took part."""

    id: str
    kind: str
    figures: Figures
    text: Texts
    choices: tuple[Choice, ...] = ()
    items: tuple[Choice, ...] = ()
    coded: tuple[Coded, ...] = ()
    scale: bool = False
    max: int | None = None
    ordered: bool = False
    who: bool = False  # says who people are, not what they think
    sensitive: bool = False
    shown_if: str = ""
    dropped: str = ""  # why there are no figures
    whole: bool = False  # never shown group by group

    @property
    def splits(self) -> bool:
        """Whether others can be split by it: everybody gave one answer at most."""
        return self.figures is Figures.CHOICE and len(self.coded) == 1


def subjects(
    found: Columns,
    districts: Sequence[District],
    sensitive: frozenset[str],
    edges: Mapping[str, Sequence[str]],
) -> list[Subject]:
    """All questions in the questionnaire's order, then who took part.

    ``edges`` are the bands in which an earlier release gave numbers, by question: they stay.
    """
    asked = [
        _subject(found, each, sensitive, edges.get(each.question.id, ())) for each in found.asked
    ]
    kept = [subject for subject in asked if subject is not None]
    ways: Names = {way: (way, in_all(name)) for way, name in CHANNEL_NAMES.items()}
    names: Names = {district.id: (district.slug, district.area.name) for district in districts}
    return [
        *kept,
        _about(LANGUAGE, found.language, _LANGUAGES),
        _about(CHANNEL, found.channel, ways),
        *([_about(DISTRICT, found.district, names)] if len(districts) > 1 else []),
    ]


def _subject(
    found: Columns, asked: Asked, sensitive: frozenset[str], edges: Sequence[str]
) -> Subject | None:
    question, figures = asked.question, asked.figures
    if figures is Figures.NONE:
        return None
    choices, coded = _answers(found, asked, edges)
    return Subject(
        id=question.id,
        kind=question.kind,
        figures=figures,
        text=_words(question.text),
        choices=choices,
        items=tuple(Choice(item.code, _words(item.label)) for item in asked.items),
        coded=coded,
        scale=bool(question.scale) or figures is Figures.ROWS,
        max=int(float(question.max)) if question.max and figures is Figures.SEVERAL else None,
        ordered=_ordered(asked),
        who=question.demographic,
        sensitive=question.id in sensitive,
        shown_if=question.show_if,
        dropped=_STAY.get(figures, ""),
    )


_STAY = {
    Figures.WORDS: WORDS_STAY,
    Figures.PHOTOS: PHOTOS_STAY,
    Figures.RECKONED: NOT_COUNTED,
}
MEASURED = {Figures.NUMBER, Figures.DAY, Figures.MONTH, Figures.TIME}


def _ordered(asked: Asked) -> bool:
    """Whether the answers have an order: a scale, bands, codes that mostly begin with numbers."""
    if asked.question.scale or asked.question.kind == "smiley":
        return True
    if asked.figures in MEASURED or asked.figures is Figures.ROWS:
        return True
    codes = [option.code for option in asked.options if not option.missing]
    return asked.figures is Figures.CHOICE and mostly_numbers(codes)


def mostly_numbers(values: Collection[str]) -> bool:
    """Whether most of these begin with a number, or say that it is more or less than one."""
    return 2 * sum(bool(_NUMBER.match(value.casefold())) for value in values) > len(values)


_NUMBER = re.compile(
    r"(?:u|lt|gt|le|ge|unter|über|ueber|bis|ab|under|over|mehr als|weniger als|[<>≤≥])?[ _]*\d"
)


def _words(text: Translated) -> Texts:
    return dict(blanked(text).texts)


_LANGUAGES: Names = {locale: (locale, {locale: entry.name}) for locale, entry in BY_ID.items()}


# ---- answers -------------------------------------------------------------------------------------


def _answers(
    found: Columns, asked: Asked, edges: Sequence[str]
) -> tuple[tuple[Choice, ...], tuple[Coded, ...]]:
    figures, name = asked.figures, asked.question.id
    if figures in _STAY or (figures in _NEED_OPTIONS and not asked.options):
        return (), ()
    if figures in MEASURED:
        return _measured(found, asked, edges)
    if figures is Figures.CONSENT:
        return _agreed(found, name)
    choices = tuple(Choice(o.code, _words(o.label), o.missing) for o in asked.options)
    if figures is Figures.SEVERAL:
        return choices, (_of_several(found, name, asked.codes),)
    if figures is Figures.SHARES:
        return choices, (_shared_out(found, name, asked.codes),)
    if figures is Figures.ROWS:
        rows = [(item.code, f"{name}.{item.code}") for item in asked.items]
        return choices, tuple(_of_one(found, key, code) for code, key in rows)
    return choices, (_of_one(found, name, None),)


_NEED_OPTIONS = {Figures.CHOICE, Figures.SEVERAL, Figures.SHARES, Figures.ROWS, Figures.RANKS}


def _of_one(found: Columns, key: str, item: str | None) -> Coded:
    import numpy as np

    codes = found.codes[key]
    answered = codes >= FIRST
    places = np.where(answered, codes.astype(np.int64) - FIRST, -1)
    return Coded(item, codes != NOT_ASKED, answered, places)


def _of_several(found: Columns, name: str, codes: Sequence[str]) -> Coded:
    columns = [found.codes[f"{name}:{code}"] for code in codes]
    first = columns[0]
    return Coded(
        None,
        first != NOT_ASKED,
        first >= FIRST,
        chosen=tuple(column == CHOSEN for column in columns),
    )


def _shared_out(found: Columns, name: str, codes: Sequence[str]) -> Coded:
    first = found.codes[f"{name}:{codes[0]}"]
    points = tuple(found.numbers[f"{name}:{code}"] for code in codes)
    return Coded(None, first != NOT_ASKED, first >= FIRST, points=points)


def _agreed(found: Columns, name: str) -> tuple[tuple[Choice, ...], tuple[Coded, ...]]:
    import numpy as np

    codes = found.codes[name]
    asked = codes != NOT_ASKED
    places = np.where(asked, np.where(codes >= FIRST, 0, 1), -1)
    choices = (Choice("yes", in_all(N_("Agreed"))), Choice("no", in_all(N_("Not agreed"))))
    return choices, (Coded(None, asked, asked, places),)


def _measured(
    found: Columns, asked: Asked, edges: Sequence[str]
) -> tuple[tuple[Choice, ...], tuple[Coded, ...]]:
    import numpy as np

    name = asked.question.id
    values, codes = found.numbers[name], found.codes[name]
    answered = (codes >= FIRST) & ~np.isnan(values)
    of = bands.bands(values[answered], asked.figures, edges)
    places = np.full(len(values), -1)
    places[answered] = bands.places(values[answered], of)
    choices = tuple(Choice(band.code, signs(band.label)) for band in of)
    return choices, (Coded(None, codes != NOT_ASKED, answered, places),)


# ---- who took part -------------------------------------------------------------------------------


def _about(name: str, column: Labelled, names: Names) -> Subject:
    import numpy as np

    everybody = np.ones(len(column.places), bool)
    known = {value: names[value] for value in names if value in column.values}
    order = {value: place for place, value in enumerate(known)}
    places = np.array([order.get(v, -1) if v is not None else -1 for v in column.values] or [-1])
    own = places[column.places] if len(column.places) else np.zeros(0, np.int64)
    return Subject(
        id=name,
        kind="single",
        figures=Figures.CHOICE,
        text=in_all(WHO[name]),
        choices=tuple(Choice(code, label) for code, label in known.values()),
        coded=(Coded(None, everybody, own >= 0, own),),
        who=True,
    )


def age_question(found: Iterator[Subject] | Sequence[Subject]) -> str | None:
    """The question for people's age: one choice, with ages as its codes or in its name."""
    for subject in found:
        codes = {choice.code for choice in subject.choices}
        named = bool({"alter", "age", "altersgruppe"} & set(subject.id.lower().split("_")))
        if subject.splits and (len(codes & AGES) >= FEW_AGES or (named and subject.who)):
            return subject.id
    return None


AGES = frozenset({"u16", "16_24", "25_39", "40_59", "60_74", "75p"})  # as in the item bank
FEW_AGES = 3
