"""What rules and calculations look at: whether it exists, and is known by then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beteiligung.surveys.rules import Rule, RuleError, compile_rule, references
from beteiligung.surveys.shape import Finding
from beteiligung.text import N_

NOWHERE = N_("The rule asks for “%(name)s”, which does not exist.")
ROUND = N_("The rules go round in a circle: %(names)s.")
LATER = N_("The rule asks for “%(name)s”, which does not come before this question.")
MISSING = N_("There is no question “%(name)s” to look at.")
IDENTIFIES = N_("“%(name)s” identifies people: nothing may be reckoned from it.")
LOOKS = ("show_if", "expression")
PARTS = {"matrix": "items", "budget": "options"}  # whose parts rules may name: ``${id.part}``


@dataclass(frozen=True, slots=True)
class _Known:
    """One question as others may look at it."""

    at: int
    parts: frozenset[str]
    calculates: bool
    identifying: bool
    looks: Mapping[str, Rule]  # what its rule and its expression were compiled to

    @property
    def needs(self) -> frozenset[str]:
        """The questions that decide a calculation."""
        names = (name for rule in self.looks.values() for name in references(rule))
        return frozenset(name.partition(".")[0] for name in names)


def lost(questions: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Rules that cannot be read, ask for what is not there or comes later, or go in circles.

    A rule that shows a question may look at questions before it, and at calculations that are
    decided by then. A calculation may look forward.
    """
    broken: list[Finding] = []
    known = _all(questions, broken)
    yield from broken
    times = _times(known)
    for each in known.values():
        yield from _circle(each, known) if each.calculates else ()
        for name, rule in each.looks.items():
            for asked in sorted(references(rule)):
                message = _reference(each, asked, known, times)
                way = _way_back(each, asked, known) if message == LATER else ""
                if way:
                    yield Finding(f"questions.{each.at}.{name}", ROUND, {"names": way})
                elif message:
                    yield Finding(f"questions.{each.at}.{name}", message, {"name": asked})


def _all(questions: Sequence[Mapping[str, Any]], broken: list[Finding]) -> dict[str, _Known]:
    """The questions by their ids; what cannot be read goes to ``broken``."""
    known: dict[str, _Known] = {}
    for at, question in enumerate(questions):
        looks: dict[str, Rule] = {}
        for name in LOOKS:
            try:
                looks |= _compiled(question, name)
            except RuleError as error:
                broken.append(Finding(f"questions.{at}.{name}", error.message, error.values))
        known.setdefault(str(question.get("id")), _seen(at, question, looks))
    return known


def _compiled(question: Mapping[str, Any], name: str) -> dict[str, Rule]:
    text = str(question.get(name) or "").strip()
    if not text or (name == "expression" and question.get("kind") != "calculate"):
        return {}
    return {name: compile_rule(text)}


def _seen(at: int, question: Mapping[str, Any], looks: Mapping[str, Rule]) -> _Known:
    parts = question.get(PARTS.get(str(question.get("kind")), "")) or ()
    return _Known(
        at=at,
        parts=frozenset(str(part.get("code")) for part in parts),
        calculates=question.get("kind") == "calculate",
        identifying=bool(question.get("identifying")),
        looks=looks,
    )


def _reference(
    each: _Known, name: str, known: Mapping[str, _Known], times: Mapping[str, int]
) -> str:
    """What is wrong with looking at this name; "" if nothing is."""
    asked, _, part = name.partition(".")
    other = known.get(asked)
    if other is None or (part and part not in other.parts):
        return MISSING if each.calculates else NOWHERE
    if each.calculates:
        return IDENTIFIES if other.identifying and not each.identifying else ""
    return LATER if times[asked] >= each.at else ""


def _way_back(each: _Known, asked: str, known: Mapping[str, _Known]) -> str:
    """The way from a question over another one's rule back to itself; "" if there is none."""
    (own,) = (id_ for id_, other in known.items() if other is each)
    ways, seen = [[own, asked.partition(".")[0]]], {own}
    while ways:
        way = ways.pop()
        if way[-1] == own:
            return " → ".join(way)
        if way[-1] not in seen and way[-1] in known:
            seen.add(way[-1])
            ways += [[*way, name] for name in sorted(known[way[-1]].needs)]
    return ""


def _times(known: Mapping[str, _Known]) -> Mapping[str, int]:
    """Behind which question each is known; a calculation behind the last one it needs."""
    times = {name: -1 if each.calculates else each.at for name, each in known.items()}
    calculations = {
        name: each.needs & known.keys() for name, each in known.items() if each.calculates
    }
    for _ in calculations:  # so often at most until nothing moves any more
        for name, needs in calculations.items():
            times[name] = max((times[needed] for needed in needs), default=-1)
    return times


def _circle(each: _Known, known: Mapping[str, _Known]) -> Iterator[Finding]:
    """A finding with the way round, if a calculation needs itself."""
    (name,) = (id_ for id_, other in known.items() if other is each)
    waiting: list[tuple[str, ...]] = [(name,)]
    tried = {name}
    while waiting:
        way = waiting.pop()
        for needed in sorted(known[way[-1]].needs):
            if needed == name:
                yield Finding(
                    f"questions.{each.at}.expression",
                    N_("This calculation needs itself: %(way)s."),
                    {"way": " → ".join((*way, name))},
                )
                return
            if needed in known and known[needed].calculates and needed not in tried:
                tried.add(needed)
                waiting.append((*way, needed))
