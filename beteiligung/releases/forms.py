"""Forms on the way to a release: why a question is left out, a conclusion, the signature."""

import hashlib
from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField

from beteiligung.i18n import gettext as _
from beteiligung.releases.tokens import together
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped


def _kept(text: str | None) -> str | None:
    """A filter: a text without the signs that keep tokens apart while one types."""
    return together(text) if text else text


LONGEST_CONCLUSION = 6000  # characters: about two pages


class OmitForm(StaffForm):
    """Why a question is left out."""

    reason = TextsField(
        N_("Why is this question left out?"),
        lines=True,
        required=True,
        longest=300,
        description=N_(
            "Everybody reads this sentence beside the question’s name. An example: “Many "
            "understood this question in another way than it was meant.” German is enough; people "
            "who read another language see it in German then."
        ),
    )


class SplitForm(StaffForm):
    """By which questions every other one is split."""

    by = SelectMultipleField(
        N_("Also show the answers by"),
        description=N_(
            "Every question is then shown for each of these groups too. The more you choose, the "
            "more has to be hidden: one is usually best."
        ),
        validate_choice=True,
    )

    def __init__(self, choices: Iterable[tuple[str, str]], chosen: Iterable[str]) -> None:
        super().__init__(data={"by": list(chosen)})
        self.by.choices = list(choices)


class ConclusionForm(StaffForm):
    """A conclusion in one language; ``was`` is the mark of the text that the page began with."""

    asks = False  # whether the page asks if the text is to go
    text = TextAreaField(
        N_("Conclusion"),
        [at_most(LONGEST_CONCLUSION)],
        filters=[stripped, _kept],
    )
    was = HiddenField()
    remove = BooleanField(N_("Remove this text"))

    def __init__(self, text: str, language: str) -> None:
        super().__init__(data={"text": text, "was": mark(text)})
        self.text.label.text = f"{self.text.label.text}: {language}"

    def overtaken(self, text: str) -> bool:
        """Whether somebody else has written since the page was opened."""
        return bool(self.was.data != mark(text))

    def say(self, sentences: Iterable[str]) -> None:
        """Say beside the text what is wrong with it."""
        self.text.errors = [*self.text.errors, *sentences]


UNSURE = N_("Please look at both, then tick this box.")


class SignForm(StaffForm):
    """Let the figures leave the house; ``seen`` is the mark of those that were looked at."""

    name = StringField(
        N_("Who answers for these results?"),
        [required(), at_most(100)],
        filters=[stripped],
        description=N_("Everybody reads this below the results: a name, an office, or both."),
    )
    sure = BooleanField(
        N_("I have looked at the preview and the report. The results may be published like this.")
    )
    seen = HiddenField()

    def validate(self, extra_validators: object = None) -> bool:
        """Whether everything is there, the tick too."""
        right: bool = super().validate(extra_validators)
        if not self.sure.data:
            self.sure.errors = [*self.sure.errors, _(UNSURE)]
            return False
        return right


def mark(text: str) -> str:
    """A short mark of a text, by which one sees whether it is still the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
