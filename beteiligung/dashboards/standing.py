"""Where a survey stands, in a few words, for the tag beside its name."""

from datetime import datetime

from beteiligung import i18n
from beteiligung.i18n import gettext as _
from beteiligung.surveys.models import State, Survey


def standing(survey: Survey, at: datetime) -> tuple[str, str]:
    """The words, and which kind of tag they stand in: running, done, or somebody must act."""
    match survey.state(at):
        case State.DRAFT:
            return _("Draft"), ""
        case State.SCHEDULED:
            return _("Begins on %(day)s", day=_day(survey.opens_at)), ""
        case State.PAUSED:
            return _("Paused"), "warn"
        case State.CLOSED:
            return _("Ended on %(day)s", day=_day(survey.closes_at)), "ok"
        case State.OPEN:
            if survey.closes_at is None:
                return _("Open"), "act"
            return _("open until %(day)s", day=_day(survey.closes_at)), "act"


def _day(moment: datetime | None) -> str:
    return i18n.day(moment) if moment is not None else ""
