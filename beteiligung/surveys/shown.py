"""Which questions each person was shown, so that "not asked" is told from "not answered"."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from beteiligung.surveys.questionnaire import Questionnaire, visible

if TYPE_CHECKING:
    from sqlalchemy import Row


class Shown:
    """The versions of a survey, by their ids, with the questions that a rule may hide."""

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        self._versions = versions
        self._ruled = {
            id_: frozenset(question.id for question in version.kept if question.rule is not None)
            for id_, version in versions.items()
        }

    def hidden(self, rows: "Sequence[Row[Any]]", questions: Iterable[str]) -> dict[str, list[int]]:
        """Rows, by question, to which it was not shown: by a rule, or since it was not there yet.

        A row has ``version_id``, ``hour`` and ``answers``. An answer says by itself that the
        question was asked, so rules are only asked where one is absent. A rule that looks at
        today's date sees the day (UTC) of the answer.
        """
        found: dict[str, list[int]] = {question: [] for question in questions}
        for place, row in enumerate(rows):
            version = self._versions[row.version_id]
            there = version.by_id.keys()
            ruled = self._ruled[row.version_id]
            if not ruled <= row.answers.keys():
                shown = visible(version, row.answers, today=row.hour.date())
                there = there - (ruled - shown - row.answers.keys())
            for question in found.keys() - there:
                found[question].append(place)
        return found
