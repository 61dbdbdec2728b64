"""A draft as if it were running: shown and tried as far as its mistakes let it be."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from beteiligung.surveys import wording
from beteiligung.surveys.document import check
from beteiligung.surveys.forms import answer_form
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.ready import Running
from beteiligung.surveys.shape import Finding

SOON = timedelta(days=28)  # what is said about days that are not settled yet
MISSING = "…"  # where no language has words
WORDS = frozenset({*wording.ASKED, "label"})
ROUNDS = 5  # taking something out can bring another mistake to light


def running_draft(survey: Survey, at: datetime) -> Running:
    """The draft as if it were published; questions that cannot be asked yet are left out."""
    document = showable(survey.draft)
    questionnaire = read(document)
    closes_at = survey.closes_at or at + SOON
    promised = timedelta(days=questionnaire.results_promised_within_days)
    return Running(
        id=survey.id,
        version_id=0,
        number=0,
        notice_version=0,
        locales=tuple(wording.finished(survey.draft)),
        questionnaire=questionnaire,
        form=answer_form(questionnaire),
        districts=(),
        opens_at=at,
        closes_at=closes_at,
        paused_at=None,
        results_on=survey.results_on or (closes_at + promised).date(),
        changed_at=at,
    )


def showable(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a draft can be shown: without questions, scales and rules that are wrong."""
    shown = {"title": {}, **document, "questions": list(map(_complete, document["questions"]))}
    for _ in range(ROUNDS):
        errors = [found for found in check(shown) if found.error]
        fewer = _without(shown, errors)
        if fewer == shown:
            break
        shown = fewer
    return shown


def left_out(document: Mapping[str, Any]) -> int:
    """How many questions of a draft cannot be shown yet."""
    return len(document["questions"]) - len(showable(document)["questions"])


def _complete(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question that has words everywhere, if only dots."""
    parts = {
        part: [{**option, "label": _said(option.get("label"))} for option in question[part]]
        for part in ("options", "items")
        if question.get(part)
    }
    return {**question, "text": _said(question.get("text")), **parts}


def _said(text: object) -> object:
    words = text.values() if isinstance(text, Mapping) else (text or "",)
    return text if any(str(each).strip() for each in words) else MISSING


def _without(document: Mapping[str, Any], errors: Iterable[Finding]) -> dict[str, Any]:
    questions = {at: dict(each) for at, each in enumerate(document["questions"])}
    scales = dict(document.get("scales") or {})
    for found in errors:
        head, _, rest = found.where.partition(".")
        which, _, what = rest.partition(".")
        if head == "scales":
            scales.pop(which, None)
        elif head == "questions" and which.isdigit():
            _mend(questions, int(which), what)
    return {**document, "scales": scales, "questions": list(questions.values())}


def _mend(questions: dict[int, dict[str, Any]], at: int, what: str) -> None:
    if at not in questions:
        return
    if what == "show_if":
        questions[at].pop("show_if", None)
    elif what.rpartition(".")[2] not in WORDS:  # wrong words are shown as they are
        del questions[at]
