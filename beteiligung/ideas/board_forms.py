"""Forms of the staff's pages about idea boards: their words, days, topics and statuses."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import NumberRange, Optional, Regexp

from beteiligung.districts.models import District
from beteiligung.i18n import gettext, phrase
from beteiligung.ideas.actions import Plan
from beteiligung.ideas.models import Board, Category, Order, Phase, Status
from beteiligung.ideas.standard import ICONS
from beteiligung.locales import chain, entries
from beteiligung.text import N_
from beteiligung.web.staff_form import (
    REQUIRED,
    StaffForm,
    TextsField,
    at_most,
    required,
    stripped,
)

MINUTES = "%Y-%m-%dT%H:%M"
ORDERS = {
    Order.NEWEST: N_("Newest first"),
    Order.SUPPORTED: N_("Most supported first"),
    Order.RANDOM: N_("Mixed"),
}
ICON_WORDS = {
    "trash": N_("Bin"),
    "tree": N_("Tree"),
    "walk": N_("Person walking"),
    "light": N_("Lamp"),
    "people": N_("People"),
    "child": N_("Child"),
    "house": N_("House"),
    "dots": N_("Dots"),
}
SIGNS = {
    "": N_("as the colour has it"),
    "new": N_("Plus"),
    "look": N_("Magnifying glass"),
    "talk": N_("Speech bubble"),
    "yes": N_("Tick"),
    "done": N_("Flag"),
    "on": N_("Arrow"),
    "no": N_("Cross"),
}
COLOURS = {"": N_("Grey"), "act": N_("Blue"), "ok": N_("Green"), "warn": N_("Orange")}
LETTERS = N_("Please use two to six capital letters.")
DAYS = N_("Please write a number of days from 1 to 365.")


class ShownForm(StaffForm):
    """Words of a board: what residents read in a language cannot be emptied there."""

    board: Board | None = None
    said: Board | Category | Status | None = None  # as it was before

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is right, and nothing was taken away from a language of the board."""
        right = super().validate(extra_validators)
        emptied = [
            field.form[locale]
            for field in self
            if isinstance(field, TextsField)
            for locale in (self.board.locales if self.board else ())
            if getattr(self.said, field.short_name, {}).get(locale)
            and not any(field.data.get(each) for each in chain(locale))
        ]
        for each in emptied:
            each.errors = [gettext(REQUIRED)]
        return right and not emptied


class BoardForm(ShownForm):
    """What a board asks, and how it works."""

    title = TextsField(N_("Question"), required=True)
    introduction = TextsField(N_("Introduction"), required=True, lines=True, longest=2000)
    prefix = StringField(
        N_("Letters before the number of an idea"),
        [Optional(), Regexp(r"^[A-Z]{2,6}\Z", message=LETTERS)],
        filters=[stripped],
        description=N_("For example SO: the first idea is then SO-2026-00001."),
    )
    checks_first = BooleanField(
        N_("Somebody looks at every idea before it is shown"),
        description=N_("Without this, ideas are shown at once; photos always wait."),
    )
    takes_photos = BooleanField(N_("People may add a photo"))
    takes_voice = BooleanField(
        N_("People may speak their idea, for at most a minute"),
        description=N_(
            "Somebody of the team listens and writes it down; only the words are shown. The"
            " recording is deleted 14 days later."
        ),
    )
    hides_counts = BooleanField(
        N_("Hide how much support ideas have until no more is taken"),
        description=N_("Then nobody is guided by the others."),
    )
    order = RadioField(N_("Order at first"))
    look_within = IntegerField(
        N_("Working days until somebody has looked at an idea"),
        [required(), NumberRange(1, 365, message=DAYS)],
    )
    reply_within = IntegerField(
        N_("Days from the end until every idea has its reply"),
        [required(), NumberRange(1, 365, message=DAYS)],
    )

    def __init__(self, board: Board | None = None, **more: Any) -> None:
        super().__init__(obj=board, **more)
        self.board = self.said = board
        self.order.choices = [(order.value, gettext(said)) for order, said in ORDERS.items()]

    @property
    def plan(self) -> Plan:
        """What was written."""
        names = (
            "title introduction prefix checks_first takes_photos takes_voice hides_counts order"
            " look_within reply_within"
        )
        values = {name: self[name].data for name in names.split()}
        return Plan(**values | {"prefix": self.prefix.data or ""})


class NewBoardForm(BoardForm):
    """A new board, where it stands, and what it begins with."""

    template = SelectField(N_("Begin with"))
    districts = SelectMultipleField(N_("Stands in"))

    def __init__(self, districts: Sequence[District], templates: Sequence[Board]) -> None:
        names = [(str(row.id), phrase(row.area.named).text) for row in districts]
        only = [number for number, _ in names[:1] if not names[1:]]
        first = {"checks_first": True, "takes_photos": True, "look_within": 5, "reply_within": 28}
        super().__init__(data={"districts": only, "order": Order.NEWEST.value, **first})
        self.districts.choices = names
        usual = ("", gettext("the usual topics and statuses"))
        self.template.choices = [
            usual,
            *((board.slug, phrase(board.named).text) for board in templates),
        ]
        self._by_id = {str(row.id): row for row in districts}

    def chosen(self) -> list[District]:
        """The districts that were ticked."""
        return [self._by_id[number] for number in self.districts.data or ()]


class PhaseForm(StaffForm):
    """A stretch of time, by the district's clocks, and what people may do in it."""

    name = TextsField(N_("Name"), required=True)
    begins_at = DateTimeLocalField(N_("Begins"), [required()], format=[MINUTES, MINUTES + ":%S"])
    ends_at = DateTimeLocalField(N_("Ends"), [required()], format=[MINUTES, MINUTES + ":%S"])
    takes_ideas = BooleanField(N_("People can give ideas"))
    takes_support = BooleanField(N_("People can support ideas"))

    def __init__(self, phase: Phase, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        super().__init__(
            data={
                "name": phase.name,
                "begins_at": self._local(phase.begins_at),
                "ends_at": self._local(phase.ends_at),
                "takes_ideas": phase.takes_ideas,
                "takes_support": phase.takes_support,
            }
        )

    def made(self) -> Phase:
        """The phase as it was written, with aware moments."""
        begins, ends = (
            field.data.replace(tzinfo=self._zone, fold=fold).astimezone(UTC)
            for field, fold in ((self.begins_at, 0), (self.ends_at, 1))
        )
        return Phase(
            name=self.name.data,
            begins_at=begins,
            ends_at=ends,
            takes_ideas=self.takes_ideas.data,
            takes_support=self.takes_support.data,
        )

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone).replace(tzinfo=None)


class CategoryForm(ShownForm):
    """A topic: its name in every language, and its picture."""

    label = TextsField(N_("Name"), required=True)
    icon = RadioField(N_("Picture"))
    topic = StringField(N_("Field of action"), [at_most(200)], filters=[stripped])

    def __init__(self, board: Board, category: Category | None) -> None:
        super().__init__(obj=category, data={"icon": "dots"})
        self.board, self.said = board, category
        self.icon.choices = [(icon, gettext(ICON_WORDS[icon])) for icon in ICONS]

    @property
    def values(self) -> dict[str, Any]:
        """What was written."""
        return {"label": self.label.data, "icon": self.icon.data, "topic": self.topic.data or ""}


class StatusForm(ShownForm):
    """A status: its word in every language, its colour, and whether it is the last one."""

    label = TextsField(N_("Name"), required=True)
    colour = RadioField(N_("Colour"))
    icon = RadioField(N_("Sign"), default="")
    is_final = BooleanField(
        N_("Final"), description=N_("Nothing follows it: the idea is done, refused or passed on.")
    )

    def __init__(self, board: Board, status: Status | None) -> None:
        super().__init__(obj=status, data={"colour": ""})
        self.board, self.said = board, status
        self.icon.choices = [(name, gettext(said)) for name, said in SIGNS.items()]
        self.colour.choices = [(colour, gettext(said)) for colour, said in COLOURS.items()]

    @property
    def values(self) -> dict[str, Any]:
        """What was written."""
        names = ("label", "colour", "icon", "is_final")
        return {name: self[name].data for name in names}


class PublishForm(StaffForm):
    """In which languages a board is published: those in which nothing is missing."""

    offered = SelectMultipleField(N_("In these languages"))

    def __init__(self, complete: Sequence[str]) -> None:
        super().__init__(data={"offered": list(complete)})
        self.offered.choices = [(entry.id, entry.name) for entry in entries(complete)]
