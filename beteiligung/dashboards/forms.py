"""Forms around results: for which purpose somebody looks at small groups, or takes a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.locales import BY_ID, LocaleEntry
from beteiligung.surveys.variables import Asked
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

EXPORT_CONTENTS: Mapping[str, str] = {
    "answers": N_("Answers, without free texts"),
    "texts": N_("Free texts alone, in random order"),
    "codebook": N_("Codebook: what the columns mean"),
}
EXPORT_FORMATS: Mapping[str, str] = {
    "xlsx": N_("Excel: to look at and to reckon with"),
    "csv-excel": N_("Table as plain text (CSV), for Excel"),
    "csv": N_("Table as plain text (CSV), for other programs"),
    "sav": N_("SPSS: for offices that work with statistics programs"),
    "jsonl": N_("JSON: for programmers, and to take the answers over elsewhere"),
}
EXPORT_CELLS: Mapping[str, str] = {"codes": N_("Codes"), "words": N_("Words")}


class PurposeForm(StaffForm):
    """Why somebody needs to see small groups."""

    purpose = TextAreaField(
        N_("What do you need them for?"),
        [
            required(),
            Length(min=10, message=N_("This is too short. Please say it in a sentence.")),
            at_most(500),
        ],
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
    weighted = BooleanField(
        N_("A column that says how much each answer counts (weights)"),
        description=N_(
            "By age and gender as in the figures of residents, for whoever goes on reckoning "
            "elsewhere. How they are made stands in the file."
        ),
    )
    purpose = TextAreaField(
        N_("What do you need them for?"),
        [
            required(),
            Length(min=10, message=N_("This is too short. Please say it in a sentence.")),
            at_most(500),
        ],
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


def language(locale: str) -> str:
    """A language's own name."""
    return BY_ID[locale].name if locale in BY_ID else locale
