"""Where something stands in a questionnaire, said in words instead of a path."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beteiligung.i18n import gettext
from beteiligung.text import N_

NAMES = {
    "title": N_("Title"),
    "intro": N_("Introduction"),
    "purpose": N_("Purpose"),
    "privacy_short": N_("Privacy in short"),
    "legal_basis": N_("Legal basis"),
    "retention_months": N_("How long answers are kept"),
    "results_promised_within_days": N_("When results are promised"),
    "slug": N_("Short name"),
    "questions": N_("Questions"),
    "source": N_("Language it was written in"),
    "languages": N_("Languages"),
    "spoken": N_("Spoken words"),
    "text": N_("words of the question"),
    "help": N_("help"),
    "blank": N_("words for no answer"),
    "thanks": N_("Words after sending"),
    "page": N_("heading of the part"),
    "reason": N_("why it is asked"),
    "show_if": N_("rule"),
    "label": N_("words"),
    "code": N_("code"),
    "options": N_("Answers"),
    "items": N_("Things to judge"),
    "scale": N_("Scale"),
    "min": N_("Smallest value"),
    "max": N_("Largest value"),
    "id": N_("Short name in the data"),
    "statement": N_("What people agree to"),
    "version": N_("Version of this text"),
    "expression": N_("Formula"),
    "total": N_("Points to share out"),
    "step": N_("Steps"),
    "parameter": N_("Name in the address"),
}
COUNTED = {
    "questions": N_("Question %(number)s"),
    "scales": N_("Scale “%(name)s”"),
    "options": N_("answer %(number)s"),
    "labels": N_("answer %(number)s"),
    "items": N_("row %(number)s"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a draft as an editor knows it: a question (or none) and a part of it."""

    question: str = ""  # its id
    part: str = ""  # "text", "options", "show_if" …; of the survey "title", "scales" …


def spot(document: Mapping[str, Any], where: str) -> Spot:
    """The place of a draft that a path such as ``questions.3.options.1.label`` lies in.

    Questions are named by their ids, since numbers change while somebody writes.
    """
    head, *way = where.split(".")
    if head != "questions" or not way:
        return Spot(part=head)
    question = document["questions"][int(way[0])]
    name = str(question.get("id") or "") if isinstance(question, Mapping) else ""
    return Spot(name, way[1] if len(way) > 1 else "")


def place_in_words(document: Mapping[str, Any], where: str) -> str:
    """The place that a path such as ``questions.3.options.1.label`` means, in the page's language.

    People count from one; a question's own id stands beside its number.
    """
    steps = where.split(".")
    said: list[str] = []
    while steps:
        step = steps.pop(0)
        if step in COUNTED and steps:
            said.append(_counted(document, step, steps.pop(0)))
        elif step.isdigit():
            said.append(gettext(COUNTED["options"], number=int(step) + 1))
        elif step != "label":  # of an answer: there is nothing else to it
            said.append(gettext(NAMES[step]) if step in NAMES else f"“{step}”")
    return ", ".join(said)


def _counted(document: Mapping[str, Any], step: str, which: str) -> str:
    if step == "scales":
        return gettext(COUNTED[step], name=which)
    number = int(which) + 1
    if step == "questions":
        question = document["questions"][int(which)]
        name = question.get("id") if isinstance(question, Mapping) else None
        if name:
            return gettext("Question %(number)s (%(id)s)", number=number, id=name)
    return gettext(COUNTED[step], number=number)
