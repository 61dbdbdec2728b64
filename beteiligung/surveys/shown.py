"""Which questions each person was shown, so that "not asked" is told from "not answered"."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from beteiligung.surveys.questionnaire import Questionnaire, visible
from beteiligung.surveys.rules import references

Answers = Mapping[str, Any]
Given = tuple[int, datetime, Answers]  # to which version (its id), when, and what


class Shown:
    """The versions of a survey, by their ids, with the questions that a rule may hide."""

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        self._ruled = {id_: _Ruled(version) for id_, version in versions.items()}

    def hidden(self, given: Iterable[Given], questions: Iterable[str]) -> dict[str, list[int]]:
        """Places, by question, of those to whom it was not shown: by a rule, or not there yet.

        An answer says by itself that the question was asked, so rules are only asked where one is
        absent. A rule that looks at today's date sees the day (UTC) of the answer.
        """
        found: dict[str, list[int]] = {question: [] for question in questions}
        names = frozenset(found)
        absent = {id_: names - ruled.there for id_, ruled in self._ruled.items()}
        known: dict[object, frozenset[str]] = {}
        for place, (version, hour, answers) in enumerate(given):
            hidden, ruled = absent[version], self._ruled[version]
            if not ruled.questions <= answers.keys():
                seen = version, hour.date(), *ruled.seen(answers)
                if seen not in known:
                    known[seen] = names & ruled.hidden(answers, hour.date())
                hidden |= known[seen] - answers.keys()
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

    def seen(self, answers: Answers) -> Iterator[object]:
        """What the rules look at: whoever answered this alike was shown the same."""
        return (_frozen(answers.get(name)) for name in self._looked_at)

    def hidden(self, answers: Answers, day: date) -> frozenset[str]:
        """The questions that no rule shows for these answers."""
        return self.questions - visible(self._version, answers, today=day)


def _frozen(given: object) -> object:
    return given if given is None or isinstance(given, str) else (repr(given),)
