"""Surveys that ask the same again, so that one can compare: what must stay the same in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from beteiligung.surveys import queries
from beteiligung.surveys.difference_options import options_of
from beteiligung.surveys.models import Survey
from beteiligung.surveys.shape import Finding, misshapen
from beteiligung.text import N_

COMPARED = ("kind", "min", "max")


def waves_of(session: Session, survey: Survey) -> list[Survey]:
    """All waves that ask the same indicators, oldest first; one that stands alone is its only."""
    first = survey.wave_of or survey.slug
    found = select(Survey).where(or_(Survey.slug == first, Survey.wave_of == first))
    return list(session.scalars(found.order_by(Survey.created_at, Survey.id)))


def mismatches(session: Session, survey: Survey) -> list[Finding]:
    """What keeps a later wave from being compared with those before it.

    A question marked as an indicator keeps its way of asking, its options with their order, and
    its limits; another question needs another id. One that is left out is worth a word, no more.
    """
    if survey.wave_of is None or any(misshapen(survey.draft)):
        return []
    before: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    for wave in waves_of(session, survey):
        if wave.id == survey.id:
            break
        version = queries.newest_version(session, wave)
        document = version.document if version else wave.draft
        for question in document["questions"]:
            if question.get("indicator"):
                before[question["id"]] = (question, document)
    return list(_mismatches(before, survey.draft))


def _mismatches(
    before: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]], draft: Mapping[str, Any]
) -> Iterator[Finding]:
    there = set()
    for at, question in enumerate(draft["questions"]):
        name = str(question.get("id"))
        there.add(name)
        if name in before and _asks(*before[name]) != _asks(question, draft):
            yield Finding(
                f"questions.{at}.id",
                N_(
                    "The waves before ask “%(id)s” in another way, so the figures cannot be "
                    "compared. Please undo the change, or use a new question id."
                ),
                {"id": name},
            )
    for name in before.keys() - there:
        message = N_("“%(id)s” was asked in the waves before; now it cannot be compared.")
        yield Finding("questions", message, {"id": name}, error=False)


def _asks(question: Mapping[str, Any], document: Mapping[str, Any]) -> object:
    """What must be equal for figures to be comparable."""
    options = [
        (code, bool(option.get("exclusive")), bool(option.get("missing")))
        for code, option in options_of(question, document).items()
    ]
    items = [str(item.get("code")) for item in question.get("items") or ()]
    return [question.get(name) for name in COMPARED], options, items
