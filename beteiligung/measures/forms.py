"""Forms of the staff's pages about measures: their words, their path, their plans."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import NumberRange, Optional, Regexp

from beteiligung.districts.models import Area, District, Place
from beteiligung.i18n import gettext, phrase
from beteiligung.measures.actions import Draft
from beteiligung.measures.fields import AmountField
from beteiligung.measures.models import Goal, Measure
from beteiligung.measures.path import FOLLOWS, FORWARD, WORDS, Status
from beteiligung.measures.showing import PRIORITIES
from beteiligung.text import N_
from beteiligung.web.staff_form import REQUIRED, StaffForm, TextsField, at_most, stripped

LONGEST_NOTE = 200
YEAR = N_("Please write a year such as 2027.")
PAPER = N_("Please write the number as the council does, such as B-173/2022.")


class Ground:
    """What a measure can stand in and belong to, for whoever writes it."""

    def __init__(
        self,
        districts: Sequence[District],
        areas: Sequence[Area],
        places: Sequence[Place],
        goals: Sequence[Goal],
        others: Sequence[Measure],
    ) -> None:
        self.districts = {str(row.id): row for row in districts}
        self.areas = {str(row.id): row for row in areas}
        self.places = {str(row.id): row for row in places}
        self.goals = {str(row.id): row for row in goals}
        self.others = {row.reference: row for row in others}


class MeasureForm(StaffForm):
    """Everything that staff write about a measure."""

    title = TextsField(N_("Title"), required=True, longest=LONGEST_NOTE)
    note = TextsField(
        N_("How it stands"),
        lines=True,
        longest=LONGEST_NOTE,
        description=N_("Everybody reads this: at most 200 characters, in plain words."),
    )
    description = TextsField(N_("What is to be done"), lines=True, longest=2000)
    districts = SelectMultipleField(N_("Stands in"))
    areas = SelectMultipleField(
        N_("Areas"), description=N_("Quarters and funding areas, where the measure lies in some.")
    )
    place = SelectField(N_("Place"))
    topic = StringField(N_("Field of action"), [at_most(100)], filters=[stripped])
    goal = SelectField(N_("Goal of a plan"), validate_choice=False)
    office = StringField(
        N_("Responsible office"),
        [at_most(200)],
        filters=[stripped],
        description=N_("An office or an association, never a person."),
    )
    partners = StringField(N_("Partners"), [at_most(300)], filters=[stripped])
    priority = RadioField(N_("Priority"), validate_choice=False)
    begins = IntegerField(N_("From the year"), [Optional(), NumberRange(2000, 2100, message=YEAR)])
    ends = IntegerField(N_("To the year"), [Optional(), NumberRange(2000, 2100, message=YEAR)])
    cost_low = AmountField(
        N_("Costs in euros, at least"), description=N_("For example 38.000 or 38,000.50")
    )
    cost_high = AmountField(N_("Costs in euros, at most"))
    paper = StringField(
        N_("Council paper"),
        [Optional(), Regexp(r"^[A-Z]{1,4}-\d{1,4}/\d{4}\Z", message=PAPER)],
        filters=[stripped],
        description=N_("For example B-173/2022"),
    )
    next_step = TextsField(N_("Next step"), lines=True, longest=LONGEST_NOTE)
    next_on = DateField(
        N_("Next step by"), [Optional()], description=N_("After this day you are reminded of it.")
    )
    replaced_by = SelectField(N_("Replaced by another measure"))

    def __init__(self, ground: Ground, measure: Measure | None = None) -> None:
        super().__init__(data=_written(measure, ground))
        self._ground = ground
        self._kept = [
            row
            for row in (measure.districts if measure else ())
            if str(row.id) not in ground.districts
        ]
        none = ("", gettext("none"))
        self.districts.choices = [
            (key, phrase(row.area.named).text) for key, row in ground.districts.items()
        ]
        self.areas.choices = [(key, phrase(row.named).text) for key, row in ground.areas.items()]
        self.place.choices = [none, *((key, row.name) for key, row in ground.places.items())]
        self.goal.choices = [none, *((key, _goal(row)) for key, row in ground.goals.items())]
        words = ((key, phrase(row.named).text) for key, row in ground.others.items())
        self.replaced_by.choices = [none, *((key, f"{key} {said}") for key, said in words)]
        self.priority.choices = [(key, gettext(said)) for key, said in PRIORITIES.items()]

    def draft(self, goal: Goal | None) -> Draft:
        """What was written."""
        names = "title note description next_step next_on topic office partners begins ends paper"
        values = {name: self[name].data for name in names.split()}
        return Draft(
            **values,
            districts=[
                *self._kept,
                *(self._ground.districts[key] for key in self.districts.data or ()),
            ],
            areas=[self._ground.areas[key] for key in self.areas.data or ()],
            place=self._ground.places.get(self.place.data),
            goal=goal,
            priority=self.priority.data if self.priority.data in PRIORITIES else "",
            cost_low=self.cost_low.cents,
            cost_high=self.cost_high.cents,
            replaced_by=self._ground.others.get(self.replaced_by.data),
        )


class StatusForm(StaffForm):
    """What a measure becomes, and why."""

    becomes = RadioField(N_("New status"), validate_choice=False)
    reason = TextsField(
        N_("Reason"),
        lines=True,
        longest=500,
        description=N_(
            "Everybody reads it. It must be there where a measure is put off, refused or goes back."
        ),
    )

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        follows = FOLLOWS[measure.stands]
        order = [*FORWARD, Status.DEFERRED, Status.REFUSED]
        self.becomes.choices = [
            (status.value, gettext(WORDS[status])) for status in order if status in follows
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is right, and a status was chosen that exists."""
        right = super().validate(extra_validators)
        if self.becomes.data not in list(Status):
            self.becomes.errors = [gettext(REQUIRED)]
            return False
        return right


class PlansForm(StaffForm):
    """A file of goals."""

    file = FileField(N_("File (CSV)"))

    def content(self) -> bytes:
        """What is in the file; nothing where there is none."""
        return self.file.data.read() if self.file.data else b""


def _written(measure: Measure | None, ground: Ground) -> dict[str, Any]:
    """What the form shows first."""
    if measure is None:
        only = list(ground.districts)
        return {"districts": only if len(only) == 1 else [], "priority": "medium"}
    names = (
        "title note description next_step next_on topic office partners begins ends paper"
        " priority cost_low cost_high"
    )
    return {name: getattr(measure, name) for name in names.split()} | {
        "districts": [str(row.id) for row in measure.districts],
        "areas": [str(row.id) for row in measure.areas],
        "place": str(measure.place_id or ""),
        "goal": str(measure.goal_id or ""),
        "replaced_by": measure.replaced_by.reference if measure.replaced_by else "",
    }


def _goal(goal: Goal) -> str:
    return f"{goal.plan.name} {goal.code}: {phrase(goal.named).text}"
