"""What one question of a questionnaire is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from beteiligung.surveys.rules import Rule
from beteiligung.text import Translated

NOTHING = Translated({})

DECLINED = "_declined"  # what a form sends for "don't know / prefer not to say"; stored as null
Entries = dict[str, Any]  # stored entries of one question: id -> answer, id__code -> free text


class Option(NamedTuple):
    """One possible answer; its code is what is stored, for ever."""

    code: str
    label: Translated
    exclusive: bool = False  # clears the others
    missing: bool = False  # counted, but left out of percentages
    free_text: bool = False  # brings a line to write in
    pinned: str = ""  # "last": stays at the end when options are shuffled
    image: str = ""  # digest of a picture; the label says what it shows


class Item(NamedTuple):
    """One row of a matrix."""

    code: str
    label: Translated
    image: str = ""


@dataclass(frozen=True)
class Question:
    """One question of a published questionnaire."""

    id: str
    kind: str
    text: Translated
    help: Translated = NOTHING
    page: Translated = NOTHING
    blank: Translated = NOTHING  # what later texts show while there is no answer
    reason: Translated = NOTHING  # why something sensitive is asked
    image: str = ""  # digest of a picture
    image_text: Translated = NOTHING  # what it shows
    required: bool = False
    show_if: str = ""
    rule: "Rule | None" = None  # the compiled show_if; quoted, since Rule is recursive
    options: tuple[Option, ...] = ()  # of a scale or matrix: the points, best first
    items: tuple[Item, ...] = ()
    scale: str = ""
    faces: bool = False
    min: float | str | None = None  # number, or ISO date
    max: float | str | None = None  # number, ISO date, or how many options may be chosen
    max_chars: int = 0
    shuffle: bool = False
    identifying: bool = False
    sensitive: bool = False
    demographic: bool = False
    special: str = ""  # what the law protects in particular, see owed.py
    step: float | None = None  # of a number: how far apart the possible ones are
    unit: Translated = NOTHING
    point: bool = False  # of a place: a point may be given too, on a grid of 100 m
    statement: Translated = NOTHING  # what a person agrees to
    version: str = ""  # of the statement
    parameter: str = ""  # of the address, from which a hidden answer is taken
    total: int = 0  # points that a budget has
    formula: "Rule | None" = None  # of a calculation; quoted, as above

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the options, in order."""
        return tuple(self.by_code)

    @cached_property
    def by_code(self) -> Mapping[str, Option]:
        """The options by their codes, in order."""
        return {option.code: option for option in self.options}

    @cached_property
    def lines(self) -> Mapping[str, Option]:
        """The options that bring a line to write in, by the line's name."""
        return {self.text_name(option): option for option in self.options if option.free_text}

    @property
    def point_name(self) -> str:
        """Under which name the point of a place is sent and stored."""
        return f"{self.id}__{self.elsewhere}__point"

    @property
    def elsewhere(self) -> str:
        """Of a place: the code of the option for places outside the list; "" without one."""
        return next((option.code for option in self.options if option.free_text), "")

    @property
    def ranks(self) -> int:
        """Of an order: how many ranks a person may give."""
        return min(len(self.options), int(float(self.max or len(self.options))))

    def option(self, code: str) -> Option | None:
        """The option with this code."""
        return self.by_code.get(code)

    def option_key(self, option: Option) -> str:
        """Under which key recordings of an option's words are kept (see `wording.keys`)."""
        return f"={self.scale}:{option.code}" if self.scale else f"{self.id}:{option.code}"

    def text_name(self, option: Option) -> str:
        """Under which name the free text of an option is sent and stored."""
        return f"{self.id}__{option.code}"

    def item_name(self, item: Item | Option) -> str:
        """Under which name a row of a matrix is sent and looked up by rules."""
        return f"{self.id}.{item.code}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be kept: where, an English message id, and its values."""

    where: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


class Unacceptable(ValueError):
    """An answer that a question does not take."""

    def __init__(self, where: str, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.problem = Problem(where, message, values)
