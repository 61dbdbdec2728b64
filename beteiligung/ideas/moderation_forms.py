"""Forms of the moderation: showing an idea or not, blackening, translating, answering."""

from collections.abc import Callable, Mapping, Sequence

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.ideas.flooding import DISCARDED, RELEASED
from beteiligung.ideas.models import Board
from beteiligung.ideas.reasons import OUTCOMES, REASONS
from beteiligung.ideas.records import IdeaReply
from beteiligung.ideas.wording import LONGEST
from beteiligung.locales import TABLE
from beteiligung.text import N_
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

LINE = 200
NOTHING_TICKED = N_("Please tick at least one idea.")
NO_REASON = N_("Please choose a reason.")
NO_OUTCOME = N_("Please choose what came of it.")
NO_STATUS = N_("Please choose a status, or write a reply.")


def chosen(sentence: str) -> Callable[[StaffForm, RadioField], None]:
    """A rule: one of the choices is taken; else this sentence says so."""

    def rule(_form: StaffForm, field: RadioField) -> None:
        if field.data not in {choice for choice, _words in field.choices}:
            raise ValidationError(_(sentence))

    return rule


class ShowForm(StaffForm):
    """What is ticked before an idea is shown."""

    personal = BooleanField(N_("What looks like a person’s may be shown to everybody"))
    links = BooleanField(N_("The links may be followed: I have looked where they lead"))
    photo = BooleanField(
        N_("The photo may be shown: nobody can be recognised, or everybody agrees")
    )
    photo_text = StringField(
        N_("What can be seen in the photo?"),
        [at_most(LINE)],
        description=N_("For people who do not see it. It is read out in its place."),
        filters=[stripped],
    )


class RejectForm(StaffForm):
    """Why an idea is not shown."""

    reason = RadioField(N_("Why is it not shown?"), [chosen(NO_REASON)], validate_choice=False)
    to_giver = TextAreaField(
        N_("Something to add for its giver"),
        [at_most(1000)],
        description=N_(
            "The reason is said in the giver’s language. What you add is shown as it is."
        ),
        filters=[stripped],
        render_kw={"rows": 2},
    )

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = [(name, _(words)) for name, words in REASONS.items()]


class RedactForm(StaffForm):
    """Which words are blackened."""

    blacken = TextAreaField(
        N_("Words to blacken"),
        [required(), at_most(2000)],
        description=N_("Such as a name, as it stands in the text. One entry a line."),
        render_kw={"rows": 2},
    )

    def __init__(self, found: Sequence[str] = ()) -> None:
        super().__init__(data={"blacken": "\n".join(found)})

    @property
    def lines(self) -> list[str]:
        """The words, one entry a line."""
        return [line.strip() for line in (self.blacken.data or "").splitlines() if line.strip()]


class WordsForm(StaffForm):
    """What is said in a recording."""

    said_in = SelectField(N_("Which language is spoken?"))
    said = TextAreaField(
        N_("What is said?"),
        [at_most(LONGEST)],
        description=N_("In the language that is spoken, word for word. Leave names out."),
        filters=[stripped],
        render_kw={"rows": 4, "dir": "auto"},
    )

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data=data)
        self.said_in.choices = [(entry.id, entry.name) for entry in TABLE]
        self.said.flags.sometimes = True  # whether it says anything is decided by its words


class TranslationForm(StaffForm):
    """What an idea says in another language."""

    into = SelectField(N_("Into which language?"))
    meaning = TextAreaField(
        N_("What does it say?"),
        [at_most(LONGEST)],
        description=N_("Residents read it below the original, with a note that you translated it."),
        filters=[stripped],
        render_kw={"rows": 3, "dir": "auto"},
    )

    def __init__(self, own: str, data: Mapping[str, str]) -> None:
        super().__init__(data=data)
        self.into.choices = [(entry.id, entry.name) for entry in TABLE if entry.id != own]


class ReplyForm(StaffForm):
    """What an office says to an idea, in every language of this website, and its status."""

    new_status = SelectField(
        N_("Status"), description=N_("Everybody sees it together with the reply, not before.")
    )
    office = StringField(
        N_("Who replies?"),
        [at_most(LINE)],
        description=N_("An office, not a person. For example: Grünflächenamt"),
        filters=[stripped],
    )
    reply = TextsField(N_("Reply"), lines=True, required=True, longest=LONGEST)

    def __init__(self, board: Board, known: IdeaReply | None) -> None:
        data = {"office": known.office, "reply": known.texts} if known else {}
        planned = known.status if known and known.published_at is None else None
        super().__init__(data=data | {"new_status": planned or ""})
        _offer_statuses(self.new_status, board)


class BatchForm(StaffForm):
    """Which ideas get the same status, the same reply, or are answered now."""

    idea = SelectMultipleField(N_("Ideas"), validate_choice=False)
    new_status = SelectField(
        N_("Status"),
        description=N_(
            "With a reply it is shown once the reply is published; without one, at once."
        ),
    )
    office = StringField(N_("Who replies?"), [at_most(LINE)], filters=[stripped])
    answer = TextAreaField(
        N_("The same reply for all of them"),
        [at_most(LONGEST)],
        description=N_("In German. It stays a draft until you publish it."),
        filters=[stripped],
        render_kw={"rows": 3},
    )

    def __init__(self, board: Board) -> None:
        super().__init__()
        _offer_statuses(self.new_status, board)

    def ticked(self) -> bool:
        """Whether ideas are ticked; else says so."""
        if not self.idea.data:
            self.idea.errors = [_(NOTHING_TICKED)]
        return bool(self.idea.data)

    def says(self) -> bool:
        """Whether a status is chosen or a reply written; else says so."""
        if not self.new_status.data and not self.answer.data:
            self.new_status.errors = [_(NO_STATUS)]
        return bool(self.new_status.data or self.answer.data)


class FinishForm(StaffForm):
    """Why a board is finished although ideas lack something."""

    because = TextAreaField(
        N_("Why is the board finished all the same?"),
        [at_most(1000)],
        description=N_("Everybody reads this on the board. Not needed once nothing is missing."),
        filters=[stripped],
        render_kw={"rows": 2},
    )

    def __init__(self) -> None:
        super().__init__()
        self.because.flags.sometimes = True


class AnswerForm(StaffForm):
    """What came of a report."""

    outcome = RadioField(N_("What came of it?"), [chosen(NO_OUTCOME)], validate_choice=False)
    answer = TextAreaField(
        N_("Something to add for whoever reported it"),
        [at_most(1000)],
        description=N_("It is read by the code of the report."),
        filters=[stripped],
        render_kw={"rows": 2},
    )

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = [(name, _(words)) for name, words in OUTCOMES.items()]


class BurstForm(StaffForm):
    """What becomes of ideas that came all at once."""

    decision = RadioField(N_("What becomes of them?"))
    why = StringField(
        N_("Why?"),
        [required(), at_most(LINE)],
        filters=[stripped],
        description=N_("For example: a school class. Colleagues read it in the log."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.decision.choices = [
            (RELEASED, _("They wait for a look like any other idea")),
            (DISCARDED, _("None of them is shown")),
        ]


class LeadForm(StaffForm):
    """Under which idea another one stands."""

    lead = StringField(
        N_("Number of the other idea"),
        [required(), at_most(40)],
        description=N_("Whole or only its end: 17 for SO-2026-00017"),
        filters=[stripped],
    )


def ticked_of(form: BatchForm, known: Sequence[str]) -> list[str]:
    """The ticked ideas that there are, in their order on the page."""
    chosen = set(form.idea.data or ())
    return [reference for reference in known if reference in chosen]


def _offer_statuses(field: SelectField, board: Board) -> None:
    field.choices = [
        SelectChoice("", _("as it is")),
        *(SelectChoice(each.code, phrase(each.named).text) for each in board.statuses),
    ]
    field.data = field.data or ""
