"""A matrix: the same scale for several things, one card each."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import Figures, Kind, Posted, chosen
from beteiligung.surveys.questions.question import DECLINED, Entries, Question, Unacceptable
from beteiligung.surveys.rules import Answer
from beteiligung.text import N_


class Matrix(Kind):
    """Rows that are judged on one scale; rows are parts of one question."""

    name = "matrix"
    figures = Figures.ROWS
    needs_options = True
    heard = True
    keys: ClassVar[frozenset[str]] = frozenset({"scale", "faces", "items"})

    def collect(self, question: Question, posted: Posted) -> Entries:
        """The rows that were answered."""
        rows: dict[str, str | None] = {}
        for item in question.items:
            values = [value for value in posted.getlist(question.item_name(item)) if value]
            if values:
                rows[item.code] = None if values[-1] == DECLINED else values[-1]
        return {question.id: rows} if rows else {}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """Rows and points that the matrix has; empty rows are left out."""
        rows = given.get(question.id)
        if rows is None:
            rows = {item.code: None for item in question.items} if question.id in given else {}
        if not isinstance(rows, Mapping):
            raise Unacceptable(question.id, N_("Please choose one of the answers shown."))
        names = {item.code: question.item_name(item) for item in question.items}
        kept = {
            code: None if value is None else chosen(question, value, names.get(code))
            for code, value in rows.items()
            if value != "" and code in names
        }
        if len(kept) < len([code for code, value in rows.items() if value != ""]):
            raise Unacceptable(question.id, N_("Please choose one of the answers shown."))
        return {question.id: kept} if kept else {}

    def seen_by_rules(
        self, question: Question, entries: Mapping[str, Any]
    ) -> Iterator[tuple[str, Answer]]:
        """Each row under ``question.item``."""
        for code, value in (entries.get(question.id) or {}).items():
            if value is not None:
                yield f"{question.id}.{code}", value

    def spot(self, question: Question, where: str) -> str:
        """At a row; what concerns them all, at the first."""
        return question.item_name(question.items[0]) if where == question.id else where

    def parts(self, question: Question) -> int:
        """One screen a row."""
        return len(question.items)
