"""Which questions each person was shown, so that "not asked" is told from "not answered"."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from beteiligung.surveys.questionnaire import Questionnaire, visible
from beteiligung.surveys.rules import references

if TYPE_CHECKING:
    from sqlalchemy import Row

Answers = Mapping[str, Any]


class Shown:
    """The versions of a survey, by their ids, with the questions that a rule may hide."""

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        self._ruled = {id_: _Ruled(version) for id_, version in versions.items()}

    def hidden(self, rows: "Sequence[Row[Any]]", questions: Iterable[str]) -> dict[str, list[int]]:
        """Rows, by question, to which it was not shown: by a rule, or since it was not there yet.

        A row has ``version_id``, ``hour`` and ``answers``. An answer says by itself that the
        question was asked, so rules are only asked where one is absent. A rule that looks at
        today's date sees the day (UTC) of the answer.
        """
        found: dict[str, list[int]] = {question: [] for question in questions}
        names = frozenset(found)
        gone = {id_: names - ruled.there for id_, ruled in self._ruled.items()}
        known: dict[object, frozenset[str]] = {}
        for place, row in enumerate(rows):
            hidden = gone[row.version_id]
            ruled = self._ruled[row.version_id]
            if not ruled.questions <= row.answers.keys():
                hidden |= ruled.hidden(row, known) & names
            for question in hidden:
                found[question].append(place)
        return found


class _Ruled:
    """A version with rules, and what these look at."""

    def __init__(self, version: Questionnaire) -> None:
        rules = {each.id: each.rule for each in version.kept if each.rule is not None}
        named = {name for rule in rules.values() for name in references(rule)}
        self.there = frozenset(version.by_id)
        self.questions = frozenset(rules)
        self._version = version
        self._looked_at = sorted({name.partition(".")[0] for name in named} | named)

    def hidden(self, row: "Row[Any]", known: dict[object, frozenset[str]]) -> frozenset[str]:
        """The questions that no rule showed this person; ``known`` are those of others."""
        answers: Answers = row.answers
        day = row.hour.date()
        seen = row.version_id, day, *(_frozen(answers.get(name)) for name in self._looked_at)
        if seen not in known:
            known[seen] = self.questions - visible(self._version, answers, today=day)
        return known[seen] - answers.keys()


def _frozen(given: object) -> object:
    return given if given is None or isinstance(given, str) else (repr(given),)
