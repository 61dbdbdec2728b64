"""Forms of the results page: whose answers, and for which purpose small groups."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from beteiligung import i18n
from beteiligung.dashboards.queries import Choices, Selection
from beteiligung.districts.models import District
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.locales import BY_ID, LocaleEntry
from beteiligung.surveys.models import Channel
from beteiligung.surveys.variables import Asked
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

CHANNEL_NAMES: Mapping[str, str] = {
    Channel.QR: N_("Printed code"),
    Channel.WEB: N_("Website"),
    Channel.SHARED: N_("Passed-on link"),
    Channel.TABLET: N_("Tablet"),
    Channel.PAPER: N_("Paper"),
    Channel.IMPORT: N_("Import"),
}
EXPORT_CONTENTS: Mapping[str, str] = {
    "answers": N_("Answers, without free texts"),
    "texts": N_("Free texts alone, in random order"),
    "codebook": N_("Codebook: what the columns mean"),
}
EXPORT_FORMATS: Mapping[str, str] = {
    "xlsx": N_("Excel"),
    "csv-excel": N_("CSV for Excel"),
    "csv": N_("CSV for other programs"),
    "sav": N_("SPSS"),
    "jsonl": N_("JSON, one answer a line"),
}
EXPORT_CELLS: Mapping[str, str] = {"codes": N_("Codes"), "words": N_("Words")}
PLURAL_ALL = N_("all")
UNKNOWN = N_("This is not in the answers. Please choose again.")


class PurposeForm(StaffForm):
    """Why somebody needs to see small groups."""

    purpose = TextAreaField(
        N_("What do you need them for?"),
        [required(), Length(min=10, message=N_("Please say it in a few words.")), at_most(500)],
        description=N_("This is kept together with your name and the time."),
        filters=[stripped],
        render_kw={"rows": 2},
    )


class MatchForm(StaffForm):
    """Which answers belong to each category of residents; made by `match_form`."""

    def chosen(self) -> list[list[str]]:
        """The codes that were ticked, category by category."""
        return [list(field.data or ()) for field in self.categories()]

    def categories(self) -> list[Any]:
        """The fields, one for each category."""
        return [field for field in self if isinstance(field, SelectMultipleField)]


def match_form(
    asked: Asked, categories: Sequence[str], kept: Mapping[str, Sequence[str]]
) -> MatchForm:
    """The form that says which answers to a question belong to which residents."""
    options = [
        SelectChoice(option.code, phrase(option.label).text or option.code)
        for option in asked.options
        if not option.missing
    ]
    names = {f"c{place}": category for place, category in enumerate(categories)}
    fields = {
        name: SelectMultipleField(category, choices=options) for name, category in names.items()
    }
    made: type[MatchForm] = type("OwnMatchForm", (MatchForm,), fields)
    return made(data={name: list(kept.get(category, ())) for name, category in names.items()})


class ExportForm(StaffForm):
    """Which answers, as which file, and for which purpose."""

    content = RadioField(N_("What"))
    format = RadioField(N_("As which file"))
    language = SelectField(N_("Language of the labels"))
    cells = RadioField(N_("In the cells"))
    partial = BooleanField(N_("Also answers that were not given to the end"))
    set_aside = BooleanField(N_("Also answers that are not counted, with the reason"))
    purpose = TextAreaField(
        N_("What do you need them for?"),
        [required(), Length(min=10, message=N_("Please say it in a few words.")), at_most(500)],
        description=N_("This is kept together with your name and the time."),
        filters=[stripped],
        render_kw={"rows": 2},
    )

    def __init__(self, languages: Sequence[LocaleEntry], own: str) -> None:
        ids = [entry.id for entry in languages]
        super().__init__(
            data={
                "content": "answers",
                "format": "xlsx",
                "language": own if own in ids else ids[0],
                "cells": "codes",
                "partial": True,
            }
        )
        self.language.choices = [(entry.id, entry.name) for entry in languages]
        for field, words in (
            (self.content, EXPORT_CONTENTS),
            (self.format, EXPORT_FORMATS),
            (self.cells, EXPORT_CELLS),
        ):
            field.choices = [(name, _(label)) for name, label in words.items()]


class FilterForm(Form):
    """Whose answers; sent with GET, so that the address keeps it. Empty fields mean all."""

    stadtteil = SelectField()
    sprache = SelectField()
    weg = SelectField()
    ort = SelectField()

    def __init__(
        self,
        sent: MultiDict[str, str],
        *,
        districts: Iterable[District],
        offered: Choices,
    ) -> None:
        super().__init__(sent)
        self._districts = {district.slug: district for district in districts}
        self._places = {str(place.id): place for place in offered.places}
        slugs = ((d.slug, i18n.phrase(d.area.named).text) for d in self._districts.values())
        _offer(self.stadtteil, _("District"), slugs)
        _offer(self.sprache, _("Language"), ((id_, language(id_)) for id_ in offered.languages))
        _offer(self.weg, _("How answered"), ((id_, channel(id_)) for id_ in offered.channels))
        _offer(self.ort, _("Place"), ((id_, p.name) for id_, p in self._places.items()))

    def selection(self, allowed: frozenset[int] | None) -> Selection:
        """The chosen people, among those that somebody of these districts may see."""
        district = self._districts.get(self.stadtteil.data)
        place = self._places.get(self.ort.data)
        return Selection(
            district=district.id if district else None,
            language=self.sprache.data or None,
            channel=self.weg.data or None,
            place=place.id if place else None,
            allowed=allowed,
        )

    def address(self) -> dict[str, Any]:
        """The filter as it stands in an address; what is empty is left out."""
        return {name: value for name, value in self.data.items() if value}

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything chosen is offered; what is not gets a sentence beside it."""
        right: bool = super().validate(extra_validators)
        for field in self:
            if field.errors:
                field.errors = [_(UNKNOWN)]
        return right


def language(locale: str) -> str:
    """A language's own name."""
    return BY_ID[locale].name if locale in BY_ID else locale


def channel(name: str) -> str:
    """How an answer reached us, in words."""
    return _(CHANNEL_NAMES[name]) if name in CHANNEL_NAMES else name


def _offer(field: Any, label: str, pairs: Iterable[tuple[str, str]]) -> None:
    field.label.text = label
    field.choices = [SelectChoice("", _(PLURAL_ALL)), *(SelectChoice(*pair) for pair in pairs)]
    field.data = field.data or ""
