"""Forms around free texts: which are looked at, what is hidden, which theme they belong to."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from beteiligung.i18n import gettext as _
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

WITHOUT, HIDDEN = "ohne", "verborgen"  # in place of a theme: without any; with something hidden
LONGEST_NAME = 80
WHAT: Mapping[str, str] = {
    "words": N_("Only these words"),
    "whole": N_("The whole text"),
}
NOTHING_TICKED = N_("Please tick at least one text.")
NO_THEME = N_("Please choose a theme, or name a new one.")
NO_WORDS = N_("Please write down which words are to be hidden.")


class TextFilter(Form):
    """Which texts are looked at; sent with GET, so that the address keeps it."""

    frage = SelectField(validate_choice=False)
    suche = StringField(filters=[stripped])
    thema = SelectField(validate_choice=False)

    def __init__(
        self,
        sent: MultiDict[str, str],
        *,
        spots: Sequence[tuple[str, str]],
        themes: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(sent)
        self.frage.label.text = _("Question")
        self.frage.choices = [SelectChoice(*pair) for pair in spots]
        self.suche.label.text = _("Search in the texts")
        self.thema.label.text = _("Only this theme")
        self.thema.choices = [
            SelectChoice("", _("all")),
            SelectChoice(WITHOUT, _("without a theme")),
            SelectChoice(HIDDEN, _("with something hidden")),
            *(SelectChoice(*pair) for pair in themes),
        ]

    def address(self) -> dict[str, Any]:
        """The filter as it stands in an address; what is empty is left out."""
        return {name: value for name, value in self.data.items() if value}


class MarkForm(StaffForm):
    """Which texts belong to which theme."""

    text = SelectMultipleField(N_("Texts"), validate_choice=False)
    everything = BooleanField(N_("All texts of this search, also on other pages"))
    theme = SelectField(N_("Theme"))
    new = StringField(N_("Or a new theme"), [at_most(LONGEST_NAME)], filters=[stripped])

    def __init__(self, themes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.theme.choices = [
            SelectChoice("", _("Please choose")),
            *(SelectChoice(*pair) for pair in themes),
        ]
        self.theme.data = self.theme.data or ""

    def validate(self, extra_validators: object = None) -> bool:
        """Whether texts are ticked, and a theme is chosen or named."""
        right = super().validate(extra_validators)
        if right and not self.text.data and not self.everything.data:
            self.text.errors = [_(NOTHING_TICKED)]
            right = False
        if right and not self.theme.data and not self.new.data:
            self.theme.errors = [_(NO_THEME)]
            right = False
        return right


class HideForm(StaffForm):
    """What of a text nobody is to read, and why."""

    what = RadioField(N_("What is to be hidden?"))
    words = TextAreaField(
        N_("Words to hide"),
        [at_most(2000)],
        description=N_("Such as a name, as it stands in the text. One entry a line."),
        render_kw={"rows": 2},
    )
    reason = StringField(
        N_("Why is it hidden?"),
        [required(), at_most(200)],
        description=N_("For example: names a neighbour. Colleagues read it beside the text."),
        filters=[stripped],
    )

    def __init__(self) -> None:
        super().__init__(data={"what": "words"})
        self.words.flags.sometimes = True  # needed where words are hidden, not the whole text
        self.what.choices = [(name, _(label)) for name, label in WHAT.items()]

    def validate(self, extra_validators: object = None) -> bool:
        """Whether a reason is given, and words where words are to be hidden."""
        right = super().validate(extra_validators)
        if right and self.what.data == "words" and not self.lines:
            self.words.errors = [_(NO_WORDS)]
            return False
        return right

    @property
    def lines(self) -> list[str]:
        """The words to hide, one entry a line."""
        return [line for line in (self.words.data or "").splitlines() if line.strip()]


class MeaningForm(StaffForm):
    """What a text means, in German."""

    meaning = TextAreaField(
        N_("What does it mean in German?"),
        [at_most(4000)],
        description=N_("A working translation for colleagues. It is never published."),
        filters=[stripped],
        render_kw={"rows": 2, "lang": "de"},
    )


class ThemeForm(StaffForm):
    """What a theme is called, what people say about it, and whether releases may take it up."""

    name = TextsField(N_("Name"), required=True, longest=LONGEST_NAME)
    summary = TextsField(
        N_("What people say about it"),
        lines=True,
        longest=1000,
        description=N_(
            "A summary in your own words, for everybody to read. Please take no words from which "
            "somebody could be recognised."
        ),
    )
    public = BooleanField(N_("Releases may show this theme"))


class MergeForm(StaffForm):
    """Into which other theme everything goes."""

    into = SelectField(N_("Into which theme?"))

    def __init__(self, others: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.into.choices = [SelectChoice(*pair) for pair in others]
