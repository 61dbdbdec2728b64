"""What reminds staff of translations: texts that wait for words, or for a second person."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.authoring.states import LanguageState, Mark, language_states
from beteiligung.i18n import ngettext, phrase
from beteiligung.surveys import wording
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import surveys_of
from beteiligung.web.seams import Due, Urgency

# Of what people answer already somebody has said that it is published as it is.
COMING = frozenset({State.DRAFT, State.SCHEDULED})
MOST = 5  # surveys that are looked through, the newest ones


def translations_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The coming surveys of a manager in whose languages something waits for somebody."""
    if not asker.has(Role.MANAGER):
        return []
    coming = [
        survey
        for survey in surveys_of(session, asker, Role.MANAGER)
        if survey.archived_at is None and survey.state(at) in COMING
    ]
    return [due for survey in coming[:MOST] for due in _lines(session, survey)]


def _lines(session: Session, survey: Survey) -> Iterator[Due]:
    states = language_states(session, survey, _wanted(survey))
    name = phrase(survey.named).text
    if outdated := _with(states, Mark.OUTDATED):
        line = ngettext(
            "“%(survey)s”: translations in %(num)s language do not fit the text any more.",
            "“%(survey)s”: translations in %(num)s languages do not fit the text any more.",
            outdated,
            survey=name,
        )
        yield Due(line, _there(survey), Urgency.NOW)
    elif drafts := _with(states, Mark.DRAFT):
        line = ngettext(
            "“%(survey)s”: translations in %(num)s language wait for a second reader.",
            "“%(survey)s”: translations in %(num)s languages wait for a second reader.",
            drafts,
            survey=name,
        )
        yield Due(line, _there(survey), Urgency.SOON)


def _wanted(survey: Survey) -> list[str]:
    """The languages that are begun and to be offered."""
    begun = wording.begun(survey.draft)
    chosen = survey.draft.get("languages")
    return [locale for locale in begun if chosen is None or locale in chosen]


def _with(states: list[LanguageState], mark: Mark) -> int:
    return sum(state.by_mark[mark] > 0 for state in states)


def _there(survey: Survey) -> str:
    return url_for("languages.grid", slug=survey.slug)
