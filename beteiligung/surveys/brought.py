"""What an address brings along for questions that nobody is asked, such as where a link stood."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from markupsafe import Markup

from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.questions.kind import Posted
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.question import Entries

LONGEST_QUERY = 2000  # characters


def from_address(questionnaire: Questionnaire, query: str) -> Entries:
    """The values in an address that the questionnaire lists, by question; others are dropped."""
    if not questionnaire.hidden or not query:
        return {}
    said = parse_qs(query[:LONGEST_QUERY])
    given = {
        question.id: said[question.parameter][-1]
        for question in questionnaire.hidden
        if question.parameter in said
    }
    return _listed(questionnaire, given)


def from_form(questionnaire: Questionnaire, posted: Posted) -> Entries:
    """The values that a form carries on, by question."""
    found: Entries = {}
    for question in questionnaire.hidden:
        found |= KINDS[question.kind].collect(question, posted)
    return _listed(questionnaire, found)


def fields(questionnaire: Questionnaire, given: Mapping[str, str]) -> str:
    """Inputs that carry the values on, each with its name in an address."""
    mark = Markup('<input type="hidden" name="{}" value="{}" data-brought="{}">')
    return "".join(
        mark.format(question.id, given[question.id], question.parameter)
        for question in questionnaire.hidden
        if question.id in given
    )


def _listed(questionnaire: Questionnaire, given: Mapping[str, object]) -> Entries:
    found: Entries = {}
    for question in questionnaire.hidden:
        found |= KINDS[question.kind].clean(question, given)
    return found
