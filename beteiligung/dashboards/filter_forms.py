"""The filter of the results pages: whose answers one asks about, kept in the address."""

from collections.abc import Iterable, Iterator
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from beteiligung import i18n
from beteiligung.dashboards.answer_groups import AnswerGroup, answer_groups
from beteiligung.dashboards.channels import channel
from beteiligung.dashboards.forms import language
from beteiligung.dashboards.queries import Choices, Selection
from beteiligung.districts.forms import label
from beteiligung.districts.models import District
from beteiligung.i18n import gettext as _
from beteiligung.text import N_

PLURAL_ALL = N_("all")
UNKNOWN = N_("This is not in the answers. Please choose again.")
NO_DAY = N_("This is no day. Please write it like 2026-09-30.")
TURNED = N_("The last day is before the first day. Please change one of them.")


NAMES = ("stadtteil", "gebiet", "ort", "von", "bis", "weg", "sprache", "antwort")


class FilterForm(Form):
    """Whose answers; sent with GET, so that the address keeps it. Empty fields mean all.

    ``antwort`` holds answers as ``question:code``; those to one question are alternatives. ``zu``
    is the question whose answers somebody wants to choose from next; it chooses nobody by itself.
    """

    stadtteil = SelectMultipleField()
    gebiet = SelectField()
    ort = SelectField()
    von = DateField(validators=[Optional()])
    bis = DateField(validators=[Optional()])
    weg = SelectField()
    sprache = SelectField()
    antwort = SelectMultipleField(validate_choice=False)
    zu = SelectField()

    def __init__(
        self,
        sent: MultiDict[str, str],
        *,
        districts: Iterable[District],
        offered: Choices,
    ) -> None:
        super().__init__(sent)
        self.districts = {district.slug: district for district in districts}
        self.places = {str(place.id): place for place in offered.places}
        self.areas = {str(area.id): area for area in offered.areas}
        slugs = [(d.slug, i18n.phrase(d.area.named).text) for d in self.districts.values()]
        self.stadtteil.label.text = _("District")
        self.stadtteil.choices = [SelectChoice(*pair) for pair in slugs]
        _offer(self.gebiet, _("Area"), ((id_, label(area)) for id_, area in self.areas.items()))
        _offer(self.ort, _("Place"), ((id_, p.name) for id_, p in self.places.items()))
        _offer(self.weg, _("How answered"), ((id_, channel(id_)) for id_ in offered.channels))
        _offer(self.sprache, _("Language"), ((id_, language(id_)) for id_ in offered.languages))
        self.von.label.text, self.bis.label.text = _("From"), _("Until")
        self.antwort.label.text = _("Answers")
        self._known = {group.key: group for group in answer_groups(offered.asked)}
        others = [(key, group.title) for key, group in self._known.items() if not group.always]
        _offer(self.zu, _("Answers to another question"), others)
        self.zu.choices[0] = SelectChoice("", _("Choose a question"))

    def groups(self) -> list[AnswerGroup]:
        """Answers to choose from: about the person always, others where somebody asked for them."""
        wanted = {self.zu.data, *self.chosen_answers()}
        return [each for key, each in self._known.items() if each.always or key in wanted]

    def group(self, key: str) -> AnswerGroup:
        """The question, or the row of a matrix, that one may choose answers of."""
        return self._known[key]

    def chosen_answers(self) -> dict[str, list[str]]:
        """The chosen codes by question, or row of a matrix."""
        found: dict[str, list[str]] = {}
        for key, code in map(_pair, self.antwort.data or ()):
            found.setdefault(key, []).append(code)
        return found

    def selection(self, allowed: frozenset[int] | None) -> Selection:
        """The chosen people, among those that somebody of these districts may see."""
        chosen = [
            self.districts[slug].id for slug in self.stadtteil.data or () if slug in self.districts
        ]
        place, area = self.places.get(self.ort.data), self.areas.get(self.gebiet.data)
        return Selection(
            districts=frozenset(chosen),
            language=self.sprache.data or None,
            channel=self.weg.data or None,
            place=place.id if place else None,
            since=self.von.data,
            until=self.bis.data,
            answers=tuple(map(_pair, self.antwort.data or ())),
            allowed=allowed,
            area=area.id if area else None,
        )

    def address(self) -> dict[str, list[str]]:
        """The filter as it stands in an address; what is empty is left out."""
        return {
            field.name: values
            for field in self
            if field is not self.zu and (values := list(filter(None, _values(field))))
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything chosen is offered; what is not gets a sentence beside it."""
        super().validate(extra_validators)
        for field in self:
            if field.errors:
                field.errors = [_(NO_DAY if field in (self.von, self.bis) else UNKNOWN)]
        if not all(self._is_offered(*pair) for pair in map(_pair, self.antwort.data or ())):
            self.antwort.errors = [_(UNKNOWN)]
        if self.von.data and self.bis.data and self.bis.data < self.von.data:
            self.bis.errors = [_(TURNED)]
        return not self.errors

    def sentences(self) -> list[str]:
        """What is wrong with the filter, each with the field it is about."""
        named = {self.antwort: self.zu}
        return [
            f"{named.get(field, field).label.text}: {error}"
            for field in self
            for error in field.errors
        ]

    def _is_offered(self, key: str, code: str) -> bool:
        return key in self._known and code in self._known[key].labels


def _pair(value: str) -> tuple[str, str]:
    key, _colon, code = value.partition(":")
    return key, code


def _values(field: Any) -> Iterator[str]:
    """What was sent for a field, as the address says it."""
    if isinstance(field, SelectMultipleField):
        yield from dict.fromkeys(field.data or ())
    elif isinstance(field, DateField):
        yield field.data.isoformat() if field.data else ""
    else:
        yield field.data or ""


def _offer(field: Any, label: str, pairs: Iterable[tuple[str, str]]) -> None:
    field.label.text = label
    field.choices = [SelectChoice("", _(PLURAL_ALL)), *(SelectChoice(*pair) for pair in pairs)]
    field.data = field.data or ""
