"""The form in which a measure is made of what was ticked."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField

from beteiligung.i18n import gettext, phrase
from beteiligung.measures.kinds import KINDS, Kind
from beteiligung.measures.models import Measure
from beteiligung.text import N_
from beteiligung.themes.actions import Chosen
from beteiligung.web.seams import Figure
from beteiligung.web.staff_form import REQUIRED, StaffForm, at_most, stripped

TAKEN = (Kind.ADOPTED, Kind.PARTLY)  # the others owe a reason for each idea by itself


class MakeForm(StaffForm):
    """A new measure of what was ticked, or one that it is added to."""

    into = SelectField(N_("Measure"))
    title = StringField(
        N_("Title of the new measure, in German"),
        [at_most(200)],
        filters=[stripped],
        description=N_("What is to be done, such as: More litter bins at the playground"),
    )
    field = SelectField(N_("Field of action"))
    figures = SelectMultipleField(N_("Results"), validate_choice=False)
    ideas = SelectMultipleField(N_("Ideas"), validate_choice=False)
    kind = RadioField(
        N_("What becomes of these ideas"),
        description=N_(
            "An idea that was planned already or is not possible needs a reason of its own: "
            "link it on the page of the measure."
        ),
    )

    def __init__(
        self, measures: Sequence[Measure], fields: Sequence[str], ticked: dict[str, Any]
    ) -> None:
        super().__init__(data={"kind": Kind.ADOPTED.value, **ticked})
        self.title.flags.required = True  # unless the measure is there: then it has one
        self.into.choices = [
            ("", gettext("A new measure")),
            *((each.reference, f"{each.reference} {_title(each)}") for each in measures),
        ]
        self.field.choices = [("", gettext("none")), *((field, field) for field in fields)]
        self.kind.choices = [(kind.value, gettext(KINDS[kind])) for kind in TAKEN]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is right; a new measure needs a title."""
        right = super().validate(extra_validators)
        if not self.into.data and not self.title.data:
            self.title.errors = [gettext(REQUIRED)]
            return False
        return right

    def chosen(self, offered: Sequence[Figure]) -> Chosen:
        """What was ticked."""
        kind = Kind(self.kind.data)
        return Chosen(offered, self.figures.data or (), self.ideas.data or (), kind)


def _title(measure: Measure) -> str:
    return phrase(measure.named).text
