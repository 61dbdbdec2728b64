"""Why a parcel was set aside, in words, and whether staff can still take it in."""

import enum
from collections.abc import Mapping

from beteiligung.text import N_


class Reason(enum.StrEnum):
    """Why a parcel was set aside."""

    MISSHAPEN = "misshapen"
    FOREIGN = "foreign"
    TAMPERED = "tampered"
    TOO_LARGE = "too large"
    LOCKED = "locked"
    UNKNOWN = "unknown survey"
    ARCHIVED = "archived survey"
    NOT_OPEN = "not begun"
    AFTER = "after the end"
    TOO_LATE = "too late"
    BY_CODE = "by code"
    UNFIT = "does not fit"
    OTHER = "same key, other answers"
    CLOCK = "clock"
    EARLY = "early"
    ANOTHER_DAY = "another day"
    CODE_USED = "code used"
    NO_BOARD = "unknown board"
    NOT_THEN = "board took none"
    PAUSED = "board paused"
    NO_CONSENT = "no consent"
    UNFIT_IDEA = "idea does not fit"
    NO_PHOTO = "no photo"
    NO_VOICE = "no recording"


WORDS: Mapping[Reason, str] = {
    Reason.MISSHAPEN: N_("Only a part of it has come, or it is nothing that a tablet sends."),
    Reason.FOREIGN: N_("It was sealed for a key that is not here."),
    Reason.TAMPERED: N_("It was changed after the tablet had sealed it."),
    Reason.TOO_LARGE: N_("It is too large."),
    Reason.LOCKED: N_("The tablet was locked when it came."),
    Reason.UNKNOWN: N_("There is no published survey of this name."),
    Reason.ARCHIVED: N_("The survey was put into the archive."),
    Reason.NOT_OPEN: N_("The survey has not begun."),
    Reason.AFTER: N_("The interview began after the end of the survey."),
    Reason.TOO_LATE: N_("It came more than 14 days after the end of the survey."),
    Reason.BY_CODE: N_("This survey is only for people with a one-time code."),
    Reason.UNFIT: N_("The answers do not fit the questionnaire."),
    Reason.OTHER: N_("Other answers of the same interview are already counted."),
    Reason.CLOCK: N_("Its day cannot be right: the clock of the tablet was wrong."),
    Reason.EARLY: N_("It corrects something that has not come yet."),
    Reason.ANOTHER_DAY: N_("It corrects something of another day."),
    Reason.CODE_USED: N_("The one-time code was used already or does not hold any more."),
    Reason.NO_BOARD: N_("The district has no published idea board of this name."),
    Reason.NOT_THEN: N_(
        "The board took no ideas when this one was given, or it came more than 14 days later."
    ),
    Reason.PAUSED: N_("The idea board is paused."),
    Reason.NO_CONSENT: N_("Nobody noted that the person agreed to keep this idea."),
    Reason.UNFIT_IDEA: N_("The idea is empty or too long."),
    Reason.NO_PHOTO: N_(
        "The photo of this idea cannot be read. If you take it in anyway, it comes without it."
    ),
    Reason.NO_VOICE: N_("This is no recording that can be used, or its text is no longer there."),
}
# What staff can still take in, once they have looked at it.
MENDED: frozenset[Reason] = frozenset(
    {
        Reason.FOREIGN,  # once the key is back
        Reason.LOCKED,
        Reason.CLOCK,
        Reason.UNKNOWN,
        Reason.ARCHIVED,
        Reason.NOT_OPEN,
        Reason.AFTER,
        Reason.TOO_LATE,
        Reason.NO_BOARD,
        Reason.NOT_THEN,
        Reason.NO_PHOTO,
    }
)
# What settles by itself: it stays on the tablet until then.
WAITING: frozenset[Reason] = frozenset({Reason.EARLY, Reason.PAUSED})
