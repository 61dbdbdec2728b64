"""Forms around tablets: one to be coupled, a file of what waits on one, what is chosen on them."""

from collections.abc import Mapping

from wtforms import FileField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from beteiligung.fieldwork.choices import Sort
from beteiligung.i18n import gettext
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

LONGEST = 60


class TabletForm(StaffForm):
    """A tablet that is to be coupled."""

    district = SelectField(N_("District"))
    name = StringField(
        N_("Name of the tablet"),
        [required(), at_most(LONGEST)],
        filters=[stripped],
        description=N_("As it is written on its back, such as Tablet 3. No names of people."),
    )
    role = StringField(
        N_("Who works with it"),
        [required(), at_most(LONGEST)],
        filters=[stripped],
        description=N_("What you call these people. The tablet shows it."),
    )

    def __init__(self, districts: Mapping[str, str], values: Mapping[str, object]) -> None:
        super().__init__(data=dict(values))
        self.district.choices = list(districts.items())


class QueueForm(StaffForm):
    """A file in which a tablet has saved what waits on it."""

    file = FileField(
        N_("File from the tablet"),
        [required()],
        description=N_("Saved on the tablet under “Waiting answers”. Its answers are sealed."),
    )

    def content(self) -> bytes:
        """What the file holds."""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found


SORTS: Mapping[str, str] = {
    Sort.TOPIC.value: N_("Topic of talks"),
    Sort.CENTRE.value: N_("Advice centre to which people are referred"),
    Sort.OCCASION.value: N_("Occasion"),
}


class ChoiceForm(StaffForm):
    """Something more from which pilots of a district can choose."""

    sort = RadioField(N_("What is it?"), [required()])
    name = TextsField(
        N_("What it is called"),
        required=True,
        longest=LONGEST,
        description=N_("A thing or an office, never a person. German is shown where one is empty."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.sort.choices = [SelectChoice(sort, gettext(words)) for sort, words in SORTS.items()]
