"""What is inside a parcel: one interview as the tablet wrote it down, and when that was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from beteiligung.fieldwork.choices import OCCASIONS
from beteiligung.fieldwork.reasons import Reason
from beteiligung.locales import BY_ID
from beteiligung.surveys.models import Channel, Survey

GRACE = timedelta(days=14)  # after the end: interviews that began before it
CLOCK_MAY_BE_OFF = timedelta(hours=1)
A_LITTLE = timedelta(minutes=5)
MOST_FIELDS, LONGEST_PLACE = 2000, 120
# Marks of what somebody of the team typed: from a sheet, or what a person said.
PAPER = "paper"
MARKS: Mapping[str, Channel] = {PAPER: Channel.PAPER, "typed": Channel.TYPED}


class Aside(Exception):
    """A parcel cannot simply be counted."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview: what was filled in, in which language, where, and when it began."""

    survey: str
    language: str
    posted: MultiDict[str, str]
    begun: datetime | None
    place: str
    occasion: str
    is_placed: bool  # else the tablet counts where it was as a contact, apart
    channel: Channel  # paper: somebody of the team typed what stands on a sheet
    receipt: str  # the code that the tablet has shown to the person, if the survey gives one

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """An interview out of an opened parcel; `Aside` if it is none."""
        language = content.get("language")
        form, survey = content.get("form"), content.get("survey")
        if language not in BY_ID or not isinstance(form, str) or not isinstance(survey, str):
            raise Aside(Reason.MISSHAPEN)
        occasion = str(content.get("occasion") or "")
        return cls(
            survey=survey,
            language=str(language),
            posted=fields_in(form),
            begun=moment_in(content.get("begun")),
            place=str(content.get("place") or "")[:LONGEST_PLACE],
            occasion=occasion if occasion in OCCASIONS else "",
            is_placed="place" in content,
            channel=MARKS.get(str(content.get("mark")), Channel.TABLET),
            receipt=str(content.get("receipt") or ""),
        )

    @property
    def is_partial(self) -> bool:
        """Whether somebody stopped before the end."""
        return "stop" in self.posted


@dataclass(frozen=True, slots=True)
class Time:
    """When an interview counts as given, and what was odd about that."""

    moment: datetime
    clock_wrong: bool = False
    is_late: bool = False


def time_of(
    survey: Survey, begun: datetime | None, clock_off: int, *, at: datetime, anyway: bool = False
) -> Time:
    """When an interview that arrives at a moment was given; `Aside` if the survey was over by then.

    Where the tablet's clock was wrong, our order counts. ``anyway``: staff take it in all the same.
    """
    opens, closes = survey.opens_at or at, survey.closes_at
    wrong = is_wrong(begun, clock_off, at=at) or begun is None or begun < opens - A_LITTLE
    moment = at if wrong or begun is None else min(begun, at)
    if closes is None or at < closes:
        return Time(max(moment, opens) if opens <= at else at, wrong)
    last = closes - timedelta(seconds=1)
    if anyway:
        return Time(min(moment, last), wrong, is_late=True)
    if at >= closes + GRACE:
        raise Aside(Reason.TOO_LATE)
    if not wrong and moment >= closes:
        raise Aside(Reason.AFTER)
    return Time(max(min(moment, last), opens), wrong, is_late=True)


def fields_in(form: str) -> MultiDict[str, str]:
    """The fields of a form as a tablet writes it down."""
    try:
        return MultiDict(parse_qsl(form, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Aside(Reason.TOO_LARGE) from None


def is_wrong(begun: datetime | None, clock_off: int, *, at: datetime) -> bool:
    """Whether a tablet's clock cannot be trusted: then our order counts."""
    off = abs(clock_off) > CLOCK_MAY_BE_OFF.total_seconds()
    return begun is None or off or begun > at + A_LITTLE


def moment_in(text: object) -> datetime | None:
    """A moment as a tablet writes it, or nothing."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo else None
    except (ValueError, OverflowError):
        return None
