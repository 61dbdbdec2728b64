"""Forms of the parts of a measure: money, indicators, results and ideas."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import NumberRange, Optional

from beteiligung.i18n import gettext
from beteiligung.measures.fields import NO_NUMBER, AmountField, NumberField
from beteiligung.measures.kinds import KINDS
from beteiligung.measures.models import Indicator, MoneyLine
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

MOST_PEOPLE = 10**7


class MoneyForm(StaffForm):
    """Where money comes from, and how much of it."""

    programme = StringField(
        N_("Programme or source"), [required(), at_most(200)], filters=[stripped]
    )
    is_own = BooleanField(N_("This is the own share of whoever applies"))
    planned = AmountField(N_("Planned"), description=N_("For example 38.000 or 38,000.50"))
    applied = AmountField(N_("Applied for"))
    granted = AmountField(N_("Granted"))
    spent = AmountField(N_("Spent"))

    def __init__(self, line: MoneyLine | None) -> None:
        super().__init__(obj=line)

    @property
    def values(self) -> dict[str, Any]:
        """What was written; amounts in cents."""
        amounts = {name: self[name].cents for name in ("planned", "applied", "granted", "spent")}
        return {"programme": self.programme.data, "is_own": self.is_own.data, **amounts}


class IndicatorForm(StaffForm):
    """What shows whether a measure helps."""

    name = TextsField(N_("What is counted"), required=True, longest=200)
    unit = StringField(
        N_("Unit"), [at_most(40)], filters=[stripped], description=N_("For example %")
    )
    baseline = NumberField(N_("Before the measure"))
    target = NumberField(N_("Goal"))
    source = StringField(
        N_("Source"),
        [at_most(200)],
        filters=[stripped],
        description=N_("The survey with its question and wave, or who counts."),
    )

    def __init__(self, indicator: Indicator | None) -> None:
        super().__init__(obj=indicator)

    @property
    def values(self) -> dict[str, Any]:
        """What was written."""
        return {
            "name": self.name.data,
            "unit": self.unit.data or "",
            "source": self.source.data or "",
            "baseline": self.baseline.number,
            "target": self.target.number,
        }


class ValueForm(StaffForm):
    """Where an indicator is on a day."""

    on = DateField(N_("Day"), [required()])
    value = NumberField(N_("Value"), [required()])
    n = IntegerField(
        N_("Number of people asked"),
        [Optional(), NumberRange(1, MOST_PEOPLE, message=NO_NUMBER)],
    )


class FiguresForm(StaffForm):
    """Which figures a measure rests on."""

    figures = SelectMultipleField(N_("Results"), validate_choice=False)


class IdeaForm(StaffForm):
    """Which idea a measure has to do with, and what becomes of it."""

    reference = StringField(
        N_("Number of the idea"),
        [required()],
        filters=[stripped],
        description=N_("For example SO-2026-00017"),
    )
    kind = RadioField(N_("What becomes of the idea"))
    reason = TextsField(
        N_("Reason"),
        lines=True,
        longest=500,
        description=N_(
            "Everybody reads it, and who gave the idea. "
            "It must be there where the idea was planned already or is not possible."
        ),
    )

    def __init__(self, reference: str = "") -> None:
        super().__init__(data={"reference": reference, "kind": "adopted"})
        self.kind.choices = [(kind.value, gettext(said)) for kind, said in KINDS.items()]
