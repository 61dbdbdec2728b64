"""Which answers somebody must have given to be asked a question: both tables tell how many did."""

import re
from collections.abc import Mapping

from beteiligung.releases.subjects import Subject
from beteiligung.releases.tallying import Grouping

Filter = tuple[str, frozenset[str]]

_ONE = re.compile(
    r"\(?\s*(?:\$\{(?P<a>\w+)\}\s*=\s*['\"](?P<x>[^'\"]*)['\"]"
    r"|selected\(\s*\$\{(?P<b>\w+)\}\s*,\s*['\"](?P<y>[^'\"]*)['\"]\s*\))\s*\)?"
)


def filters(known: Mapping[str, Subject], categories: Mapping[str, Grouping]) -> dict[str, Filter]:
    """By question, what must have been answered to what; only where it is true of everybody."""
    found: dict[str, Filter] = {}
    for subject in known.values():
        condition = _condition(subject.shown_if)
        if condition is None or not subject.coded or condition[0] not in known:
            continue
        other, atoms = condition
        codes = _codes(categories[other], atoms)
        if codes is not None and _holds(subject, known[other], atoms):
            found[subject.id] = (other, codes)
    return found


def _condition(shown_if: str) -> Filter | None:
    """The question and the answers of a simple rule: this answer, or this one, or this one."""
    parts = [_ONE.fullmatch(part.strip()) for part in re.split(r"\bor\b", shown_if)]
    matches = [match for match in parts if match is not None]
    names = {match["a"] or match["b"] for match in matches}
    if len(matches) < len(parts) or len(names) != 1:
        return None
    return names.pop(), frozenset(match["x"] or match["y"] for match in matches)


def _codes(categories: Grouping, atoms: frozenset[str]) -> frozenset[str] | None:
    """The published answers that stand for exactly these ones."""
    inside = [category for category in categories if set(category.of) <= atoms]
    covered = {code for category in inside for code in category.of}
    return frozenset(category.code for category in inside) if covered >= atoms else None


def _holds(subject: Subject, other: Subject, atoms: frozenset[str]) -> bool:
    """Whether it really was those people who were asked."""
    if len(other.coded) != 1 or (other.coded[0].chosen and len(atoms) > 1):
        return False
    coded = other.coded[0]
    wanted = [at for at, choice in enumerate(other.choices) if choice.code in atoms]
    if coded.chosen:
        return bool((coded.chosen[wanted[0]] == subject.coded[0].asked).all()) if wanted else False
    if coded.places is None:
        return False
    given = sum((coded.places == at for at in wanted), start=coded.places < -1)
    return bool((given.astype(bool) == subject.coded[0].asked).all())
