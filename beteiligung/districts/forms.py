"""Forms of the districts' staff pages: names in every language, places, new districts."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    FloatField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, Regexp

from beteiligung.districts.actions import KINDS
from beteiligung.districts.models import Area, Place
from beteiligung.districts.slugs import PATTERN
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

KIND_NAMES = {
    "stadtteil": N_("District"),
    "quartier": N_("Neighbourhood"),
    "foerdergebiet": N_("Funding area"),
    "buergerplattform": N_("Citizens' platform"),
}
PHRASE_HELP = N_("As it stands inside a sentence, with its preposition: “auf dem Sonnenberg”.")
SLUG_FAULT = N_("Please use small letters, digits and hyphens only.")
BETWEEN = N_("Please write degrees, such as 50.8357.")


class AreaForm(StaffForm):
    """What an area is called, and what it overlaps with."""

    name = TextsField(N_("Name"), required=True)
    place_phrase = TextsField(N_("Name inside a sentence"), required=True, description=PHRASE_HELP)
    overlaps = SelectMultipleField(N_("Overlaps with"), coerce=int)

    def __init__(self, others: Sequence[Area], **more: Any) -> None:
        super().__init__(**more)
        self.overlaps.choices = [SelectChoice(area.id, label(area)) for area in others]


class NewAreaForm(StaffForm):
    """A piece of the city that is not known yet."""

    kind = SelectField(N_("Kind"))
    code = StringField(
        N_("Official number or short name"), [required(), at_most(40)], filters=[stripped]
    )
    name = TextsField(N_("Name"), required=True)
    place_phrase = TextsField(N_("Name inside a sentence"), required=True, description=PHRASE_HELP)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.kind.choices = [SelectChoice(kind, _(KIND_NAMES[kind])) for kind in KINDS]


class DistrictForm(StaffForm):
    """Who works in a district."""

    operator = StringField(
        N_("Who runs the district management"), [at_most(200)], filters=[stripped]
    )
    phone = TelField(N_("Telephone"), [at_most(40)], filters=[stripped])


class NewDistrictForm(DistrictForm):
    """A district management begins its work."""

    slug = StringField(
        N_("Short name for addresses"),
        [required(), at_most(48), Regexp(PATTERN, message=SLUG_FAULT)],
        filters=[stripped],
        description=N_("Printed on posters and never changed again, such as sonnenberg."),
    )
    area = SelectField(N_("Area"), coerce=int)

    def __init__(self, areas: Sequence[Area], **more: Any) -> None:
        super().__init__(**more)
        self.area.choices = [SelectChoice(area.id, label(area)) for area in areas]


class Degrees(FloatField):
    """Degrees on the globe, with a point or, as Germans write, a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        super().process_formdata([value.replace(",", ".") for value in valuelist])


class PlaceForm(StaffForm):
    """A spot where a poster hangs or people are met."""

    name = StringField(N_("Name"), [required(), at_most(120)], filters=[stripped])
    address = StringField(N_("Address"), [at_most(200)], filters=[stripped])
    latitude = Degrees(N_("Latitude"), [Optional(), NumberRange(-90, 90, message=BETWEEN)])
    longitude = Degrees(N_("Longitude"), [Optional(), NumberRange(-180, 180, message=BETWEEN)])
    areas = SelectMultipleField(
        N_("Lies in"),
        coerce=int,
        description=N_("So results can be looked at for such an area. A place may lie in several."),
    )

    def __init__(self, areas: Sequence[Area], place: Place | None = None) -> None:
        super().__init__(data=_kept(place) if place else {})
        self._offered = areas
        self.areas.choices = [SelectChoice(area.id, label(area)) for area in areas]

    @property
    def chosen(self) -> list[Area]:
        """The areas that were ticked."""
        return [area for area in self._offered if area.id in (self.areas.data or ())]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is right; half a position is none."""
        right = super().validate(extra_validators)
        if right and (self.longitude.data is None) != (self.latitude.data is None):
            empty = self.longitude if self.longitude.data is None else self.latitude
            empty.errors = [_("Please write both latitude and longitude, or neither.")]
            return False
        return right

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they were given."""
        if self.latitude.data is None or self.longitude.data is None:
            return None
        return float(self.latitude.data), float(self.longitude.data)


class MarginsForm(StaffForm):
    """How many people of which age and gender live here, as a file."""

    file = FileField(
        N_("Table of residents"),
        [required()],
        description=N_("A CSV file, at most 4 MB, as the statistics office can save it."),
        render_kw={"accept": ".csv,text/csv"},
    )
    replace = BooleanField(N_("Replace: groups of the same day that the file does not have go"))

    def content(self) -> bytes:
        """What the file holds."""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found


class IndicatorsForm(StaffForm):
    """What offices count here, as a file."""

    file = FileField(
        N_("Table of figures"),
        [required()],
        description=N_("A CSV file, at most 4 MB."),
        render_kw={"accept": ".csv,text/csv"},
    )
    rename = BooleanField(N_("Figures that are known already get the names of this file"))

    def content(self) -> bytes:
        """What the file holds."""
        with self.file.data.stream as file:
            found: bytes = file.read()
        return found


def _kept(place: Place) -> dict[str, Any]:
    """A place as it is kept, for its form."""
    kept = {name: getattr(place, name) for name in ("name", "address", "latitude", "longitude")}
    return {**kept, "areas": [area.id for area in place.areas]}


def label(area: Area) -> str:
    """An area in a list: its name, its kind and its number."""
    kind = _(KIND_NAMES.get(area.kind, area.kind))
    return f"{phrase(area.named).text or area.code} · {kind} \u2068{area.code}\u2069"
