"""Forms of the item bank: looking for questions, adding them, a survey from a template."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from beteiligung.authoring.bank import Bank, Item, Topic
from beteiligung.districts.models import District
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, at_most, required, stripped

START, END = "^", "$"  # places that are no question: no id can be so
LONGEST_LABEL = 60
KIND_NAMES: Mapping[str, str] = {
    "single": N_("One answer"),
    "multiple": N_("Several answers"),
    "scale": N_("Scale"),
    "matrix": N_("Several things on one scale"),
    "number": N_("Number"),
    "text": N_("Own words"),
    "date": N_("Day"),
}
WITHOUT, ONLY = "ohne", "nur"


class SearchForm(Form):
    """Which questions of the bank to show; sent with GET, so that the address keeps it."""

    q = StringField(filters=[stripped])
    thema = SelectField()
    art = SelectField()
    person = SelectField()
    welle = BooleanField()

    def __init__(self, sent: MultiDict[str, str], topics: Sequence[Topic]) -> None:
        super().__init__(sent)
        self._topics = topics
        names = {"q": _("Words"), "welle": _("Only questions for every wave")}
        for name, label in names.items():
            self[name].label.text = label
        _offer(self.thema, _("Topic"), {topic.id: phrase(topic.named).text for topic in topics})
        _offer(self.art, _("Kind of question"), {name: _(KIND_NAMES[name]) for name in KIND_NAMES})
        personal = {WITHOUT: _("without personal questions"), ONLY: _("personal questions only")}
        _offer(self.person, _("Personal questions"), personal)

    def found(self) -> list[tuple[Topic, list[Item]]]:
        """The questions that are wanted, by topic; topics without any are left out."""
        pairs = (
            (topic, [item for item in topic.items if self._fits(item)]) for topic in self._topics
        )
        return [(topic, items) for topic, items in pairs if items]

    def address(self) -> dict[str, Any]:
        """The search as it stands in an address; what is empty is left out."""
        return {name: value for name, value in self.data.items() if value}

    def _fits(self, item: Item) -> bool:
        wanted = self.data
        return (
            wanted["thema"] in {"", item.topic}
            and wanted["art"] in {"", item.kind}
            and (not wanted["welle"] or item.indicator)
            and (not wanted["person"] or (wanted["person"] == ONLY) == item.sensitive)
            and item.speaks_of((wanted["q"] or "").split())
        )


class AddForm(StaffForm):
    """Which questions come into a draft, and where."""

    items = SelectMultipleField(
        N_("Questions"), [DataRequired(N_("Please choose at least one question."))]
    )
    after = SelectField(N_("Where they are added"))

    def __init__(self, document: Mapping[str, Any], bank: Bank, after: str) -> None:
        places = dict(_places(document))
        super().__init__(data={"after": after if after in places else END})
        self.items.choices = [(name, name) for name in bank.items]
        self.after.choices = [SelectChoice(*place) for place in places.items()]

    def place(self) -> str | None:
        """The id of the question before; none for the end, empty for the beginning."""
        return {START: "", END: None}.get(self.after.data, self.after.data)


class TemplateForm(StaffForm):
    """What a new survey needs besides its template."""

    slug = StringField(
        N_("Short name in the address"),
        [required(), at_most(80)],
        filters=[stripped],
        description=N_("Small letters, digits and hyphens. It never changes."),
    )
    operator = StringField(
        N_("Who asks"),
        [required(), at_most(200)],
        filters=[stripped],
        description=N_("As people know you; it stands in the privacy notice."),
    )
    districts = SelectMultipleField(
        N_("Asked in"), [DataRequired(N_("Please choose where the survey is asked."))]
    )

    def __init__(self, districts: Sequence[District], slug: str) -> None:
        names = [(str(row.id), phrase(row.area.named).text) for row in districts]
        operator = next((row.operator for row in districts if row.operator), "")
        only = [number for number, _name in names[:1] if not names[1:]]
        super().__init__(data={"slug": slug, "operator": operator, "districts": only})
        self.districts.choices = names
        self._by_id = {str(row.id): row for row in districts}

    def chosen(self) -> list[District]:
        """The districts that were ticked."""
        return [self._by_id[number] for number in self.districts.data or ()]


def kind_name(kind: str) -> str:
    """A way of asking in a few words."""
    return _(KIND_NAMES[kind]) if kind in KINDS and kind in KIND_NAMES else kind


def _places(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield END, _("at the end")
    yield START, _("at the beginning")
    source = str(document.get("source") or "de")
    for number, question in enumerate(document.get("questions") or (), 1):
        text = question.get("text") or ""
        words = str(text.get(source) or "") if isinstance(text, Mapping) else str(text)
        short = words if len(words) <= LONGEST_LABEL else f"{words[:LONGEST_LABEL].rstrip()} …"
        yield (
            str(question.get("id")),
            _("after question %(number)s: %(words)s", number=number, words=short),
        )


def _offer(field: Any, label: str, names: Mapping[str, str]) -> None:
    field.label.text = label
    field.choices = [SelectChoice("", _("all")), *(SelectChoice(*pair) for pair in names.items())]
    if field.data not in names:
        field.data = ""
