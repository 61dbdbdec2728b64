"""Forms around a survey's life: its changes, its copies, how many answers are taken."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from beteiligung.surveys.models import Quota
from beteiligung.surveys.places import Limit
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

MOST_PLACES = 1_000_000
IN_RANGE = N_("Please enter a whole number from 0 to 1,000,000.")
SEPARATOR = ":"  # between the ids of question and option; neither can hold it


class ReasonForm(StaffForm):
    """Ask a second person to agree to a change."""

    reason = TextAreaField(
        N_("Why is this change necessary?"),
        [required(), at_most(1000)],
        filters=[stripped],
        description=N_("Your colleague reads this, and it stays in the log."),
    )


class CopyForm(StaffForm):
    """A new survey from one that is there."""

    title = StringField(N_("Title"), [required(), at_most(200)], filters=[stripped])
    slug = StringField(
        N_("Short name"),
        [required(), at_most(80)],
        filters=[stripped],
        description=N_("It stands in the address: small letters, digits and hyphens."),
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )


class PlacesForm(StaffForm):
    """How many answers are hoped for, and how many are taken; made by `places_form`."""

    limits: Sequence[Quota] = ()

    def wishes(self) -> list[Limit]:
        """The limits as they are wanted now; an empty number means none."""
        found = [
            Limit(self[f"limit_{limit.id}"].data, limit.question, limit.code)
            for limit in self.limits
            if limit.question and self[f"limit_{limit.id}"].data is not None
        ]
        if self["overall"].data is not None:
            found.insert(0, Limit(self["overall"].data))
        if self["answer"].data and self["places"].data is not None:
            question, _, code = self["answer"].data.partition(SEPARATOR)
            kept = [it for it in found if (it.question, it.code) != (question, code)]
            found = [*kept, Limit(self["places"].data, question, code)]
        return found

    def own(self) -> list[Any]:
        """The fields of the limits for single answers."""
        return [self[f"limit_{limit.id}"] for limit in self.limits if limit.question]


def places_form(
    limits: Sequence[Quota], names: Iterable[tuple[tuple[str, str], str]], target: int | None
) -> PlacesForm:
    """The form for a survey's target and places, with the limits that are there."""
    known = dict(names)
    fields: dict[str, Any] = {
        "target": _whole(
            N_("How many answers do you hope for?"),
            N_("A target stops nothing; you see how far you are."),
        ),
        "overall": _whole(
            N_("At most so many answers in all"),
            N_("Then the survey thanks and says that enough people have answered."),
        ),
        **{
            f"limit_{limit.id}": _whole(known.get((limit.question, limit.code), limit.code))
            for limit in limits
            if limit.question
        },
        "answer": SelectField(N_("Answer"), [Optional()]),
        "places": _whole(N_("At most so many people with this answer")),
    }
    whole = next((limit.places for limit in limits if not limit.question), None)
    data: Mapping[str, Any] = {
        "target": target,
        "overall": whole,
        **{f"limit_{limit.id}": limit.places for limit in limits},
    }
    kind = type("Places", (PlacesForm,), {**fields, "limits": limits})
    made: PlacesForm = kind(data=data)
    answers = {f"{question}{SEPARATOR}{code}": said for (question, code), said in known.items()}
    made["answer"].choices = [
        SelectChoice("", "–"),
        *(SelectChoice(value, said) for value, said in answers.items()),
    ]
    return made


def _whole(label: str, description: str = "") -> IntegerField:
    limits = NumberRange(0, MOST_PLACES, message=IN_RANGE)
    words = {"inputmode": "numeric"}
    return IntegerField(label, [Optional(), limits], description=description, render_kw=words)
