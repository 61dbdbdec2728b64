"""Forms of the editor: one for each part of a draft, made from what the part asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from flask import request
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from beteiligung.authoring.labels import (
    ACCESSES,
    ANONYMITIES,
    FLAGS,
    FRAMED,
    LEGAL_BASES,
    PROTECTED,
    words_for,
)
from beteiligung.authoring.parts import Entry, Part, Row, Rows, Values, mark, source_of, words_of
from beteiligung.authoring.pasting import had_markup, lines, plain
from beteiligung.db import SAFE_METHODS
from beteiligung.districts.models import District
from beteiligung.i18n import gettext, phrase
from beteiligung.locales import BY_ID, TIER_1
from beteiligung.surveys.shape import (
    CODES,
    COUNT,
    LARGEST_COUNT,
    LIMIT,
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_OPTIONS,
    NUMBER,
    TEXT,
    TRUTH,
    WORDS,
)
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required

SPARE_ROWS, FIRST_ROWS = 2, 4  # empty rows at the end of a list, and of an empty one
LONG = frozenset(
    {"text", "help", "intro", "purpose", "privacy_short", "thanks", "reason", "statement"}
)
EXPECTED = frozenset(  # not "(optional)"
    {"text", "title", "purpose", "privacy_short", "operator", "id", "retention_months"}
    | {"results_promised_within_days", "statement", "version", "expression", "total"}
)


class PartForm(StaffForm):
    """One part of a draft; made by `part_form`."""

    seen = HiddenField()  # the mark of what stood there when the page was opened
    part: ClassVar[Part]
    sizes: ClassVar[Mapping[str, int]]  # rows of each list on the page

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is right, and no list is longer than anybody reads."""
        right = super().validate(extra_validators)
        for rows in self.part.rows:
            if len(self.rows_of(rows)) > MOST_OPTIONS:
                sentence = gettext("At most %(limit)s answers are possible.", limit=MOST_OPTIONS)
                pasted = self[f"paste.{rows.name}"]
                pasted.errors = [*pasted.errors, sentence]
                right = False
        return right

    def values(self) -> Values:
        """What was typed, as the part's values."""
        values: Values = {}
        for entry in self.part.entries:
            data = self[entry.name].data
            values[entry.name] = lines(data) if entry.shape in {WORDS, CODES} else data
        return values | {rows.name: self.rows_of(rows) for rows in self.part.rows}

    def rows_of(self, rows: Rows) -> list[Row]:
        """The answers of a list, without empty rows, with those that were pasted at the end."""
        found = []
        for at in range(self.sizes[rows.name]):
            row = {name: self[f"{rows.name}.{at}.{name}"].data for name in _columns(rows)}
            if row["label"] or row["was"]:
                found.append(row)
        pasted = lines(self[f"paste.{rows.name}"].data)
        empty = dict.fromkeys(rows.flags, False)
        return [*found, *({"was": "", "code": "", "label": line, **empty} for line in pasted)]

    @property
    def formatted(self) -> bool:
        """Whether formatting was pasted that had to be taken away."""
        return any(had_markup(text) for text in request.form.values())

    def fields_of(self, rows: Rows) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The rows of a list as the page shows them: number from 0, field by its name."""
        for at in range(self.sizes[rows.name]):
            names = _columns(rows)
            yield at, {name: self[f"{rows.name}.{at}.{name}"] for name in names}


def part_form(part: Part, document: Mapping[str, Any], kind: object = "") -> PartForm:
    """The form in which a part is written, filled with what stands in the draft."""
    values = part.read(document) or {}
    entry = BY_ID[source_of(document)]
    spoken = {"lang": entry.html_lang, "dir": entry.direction}
    fields: dict[str, Any] = {
        wanted.name: _field(wanted, document, values.get(wanted.name), kind, spoken)
        for wanted in part.entries
    }
    data: dict[str, Any] = {"seen": mark(values)} | {
        name: "\n".join(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name in fields
    }
    sizes = {rows.name: _size(rows, values) for rows in part.rows}
    for rows in part.rows:
        fields[f"paste.{rows.name}"] = TextAreaField(
            N_("Paste several, one in each line"), filters=[_tidy], render_kw=spoken
        )
        for at in range(sizes[rows.name]):
            fields |= _row(rows, at, spoken)
        for at, row in enumerate(values.get(rows.name, ())):
            data |= {f"{rows.name}.{at}.{name}": value for name, value in row.items()}
    made = type("PartOfDraft", (PartForm,), {**fields, "part": part, "sizes": sizes})
    form: PartForm = made(data=data)
    for name in EXPECTED & set(fields):
        form[name].flags.required = True
    return form


def _tidy(text: str | None) -> str:
    return plain(text)


def _size(rows: Rows, values: Values) -> int:
    """How many rows a page has: those there are with a few to fill, or as many as were sent."""
    if request.method in SAFE_METHODS:
        there = len(values.get(rows.name, ()))
        return there + SPARE_ROWS if there else FIRST_ROWS
    number = re.compile(re.escape(rows.name) + r"\.(\d{1,4})\.label")
    sent = [int(found[1]) for name in request.form if (found := number.fullmatch(name))]
    return min(max(sent, default=-1) + 1, MOST_OPTIONS * 10)


def _columns(rows: Rows) -> tuple[str, ...]:
    return ("was", "code", "label", *rows.flags)


def _row(rows: Rows, at: int, spoken: Mapping[str, str]) -> dict[str, Any]:
    name = f"{rows.name}.{at}"
    number = at + 1
    label = gettext("Row %(number)s", number=number)
    if rows.name != "items":
        label = gettext("Answer %(number)s", number=number)
    code = gettext("Code of answer %(number)s", number=number)
    return {
        f"{name}.was": HiddenField(),
        f"{name}.label": TextAreaField(
            label, [at_most(LONGEST_TEXT)], filters=[_tidy], render_kw={**spoken, "rows": 1}
        ),
        f"{name}.code": StringField(code, [at_most(60)], filters=[_tidy]),
        **{f"{name}.{flag}": BooleanField(FLAGS[flag]) for flag in rows.flags},
    }


def _field(
    entry: Entry,
    document: Mapping[str, Any],
    value: object,
    kind: object,
    spoken: Mapping[str, str],
) -> Any:
    label, help_text = words_for(entry.name, kind) if kind else FRAMED.get(entry.name, ("", ""))
    label = label or words_for(entry.name, kind)[0]
    more: dict[str, Any] = {"description": help_text}
    if entry.shape == TRUTH:
        return BooleanField(label, **more)
    if (choices := _choices(entry.name, document, value)) is not None:
        return SelectField(label, choices=choices, **more)
    more["filters"] = [_tidy]
    if entry.shape in {WORDS, CODES} or entry.name in LONG:
        limit = [at_most(LONGEST_TEXT)]
        return TextAreaField(label, limit, render_kw={**spoken, "rows": 2}, **more)
    return _line(entry, label, spoken, more)


def _line(entry: Entry, label: str, spoken: Mapping[str, str], more: dict[str, Any]) -> Any:
    attributes: dict[str, Any] = dict(spoken) if entry.shape == TEXT else {}
    checks: list[Any] = [at_most(LONGEST_TEXT if entry.shape == TEXT else LONGEST_WORD)]
    if entry.shape == COUNT:
        checks, attributes = [_count], {"inputmode": "numeric"}
    elif entry.shape in {LIMIT, NUMBER}:
        checks = [at_most(40), *([_number] if entry.shape == NUMBER else [])]
    elif entry.name == "id":
        checks.append(_possible_id)
    if entry.name == "page":
        attributes["list"] = "headings"
    if entry.locked:
        attributes["readonly"] = True
    return StringField(label, checks, render_kw=attributes, **more)


def _choices(name: str, document: Mapping[str, Any], value: object) -> list[SelectChoice] | None:
    if name == "scale":
        source = source_of(document)
        scales = (document.get("scales") or {}).items()
        found = {key: scale_in_words(scale, source) or key for key, scale in scales}
    elif name == "legal_basis":
        found = {key: gettext(words) for key, words in LEGAL_BASES.items()}
    elif name == "anonymity":
        found = {key: gettext(words) for key, words in ANONYMITIES.items()}
    elif name == "access":
        found = {key: gettext(words) for key, words in ACCESSES.items()}
    elif name == "special":
        found = {key: gettext(words) for key, words in PROTECTED.items()}
    else:
        return None
    chosen = str(value or "")
    if chosen not in found:
        found = {chosen: chosen or gettext("Please choose"), **found}
    return [SelectChoice(key, words) for key, words in found.items()]


def scale_in_words(scale: Mapping[str, Any], source: str) -> str:
    """A scale by its first and last point."""
    labels = [words_of(label, source) for label in scale.get("labels") or ()]
    return " … ".join(label for label in (labels[:1] + labels[1:][-1:]) if label)


def _count(_form: object, field: Any) -> None:
    typed = field.data or ""
    if typed and not (re.fullmatch(r"[0-9]{1,5}", typed) and int(typed) <= LARGEST_COUNT):
        said = gettext("Please enter a whole number up to %(limit)s.")
        raise ValidationError(said % {"limit": LARGEST_COUNT})


def _number(_form: object, field: Any) -> None:
    if field.data and not re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,6})?", field.data):
        raise ValidationError(N_("Please enter a number, such as 12."))


def _possible_id(_form: object, field: Any) -> None:
    if not re.fullmatch(r"[A-Za-z](?:[A-Za-z0-9]|_(?!_))*", field.data or ""):
        raise ValidationError(N_("Please use letters, digits and single underscores only."))


class WhereForm(StaffForm):
    """In which of somebody's districts a survey is asked."""

    districts = SelectMultipleField(N_("Asked in"), [required()])

    def __init__(self, districts: Sequence[District], chosen: Sequence[District]) -> None:
        super().__init__(data={"districts": [str(row.id) for row in chosen]})
        names = [(str(row.id), phrase(row.area.named).text) for row in districts]
        self.districts.choices = [SelectChoice(*name) for name in names]
        self._by_id = {str(row.id): row for row in districts}

    def chosen(self) -> list[District]:
        """The districts that were ticked."""
        return [self._by_id[number] for number in self.districts.data or ()]


class StartForm(StaffForm):
    """What a survey needs to begin with."""

    title = StringField(N_("Title"), [required(), at_most(200)], filters=[_tidy])
    slug = StringField(
        N_("Short name in the address"),
        [at_most(48)],
        description=N_("Small letters, digits, hyphens. Empty: made from the title."),
        filters=[_tidy],
    )
    source = SelectField(
        N_("Language you write in"), description=N_("Others can be added at any time.")
    )
    districts = SelectMultipleField(N_("Asked in"), [required()])

    def __init__(self, districts: Sequence[District]) -> None:
        names = [(str(row.id), phrase(row.area.named).text) for row in districts]
        chosen = [number for number, _ in names[:1] if not names[1:]]
        super().__init__(data={"districts": chosen, "source": "de"})
        self.districts.choices = [SelectChoice(*name) for name in names]
        self.source.choices = [SelectChoice(locale, BY_ID[locale].name) for locale in TIER_1]
        self._by_id = {str(row.id): row for row in districts}

    def chosen(self) -> list[District]:
        """The districts that were ticked."""
        return [self._by_id[number] for number in self.districts.data or ()]
