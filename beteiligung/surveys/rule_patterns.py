"""Patterns for answers: a small, safe kind of regular expression that never runs away.

A pattern becomes a tree and is matched by following all possibilities at once, so its cost grows
with pattern times text. The phone follows the same tree, so both always agree; an engine built
into either language would differ in details and could be stalled by an unlucky pattern.
"""

from collections.abc import Callable
from typing import Final, NoReturn, TypeAlias, cast

from beteiligung.surveys.rule_values import Rule, RuleError
from beteiligung.text import N_

LONGEST_PATTERN: Final = 200
LONGEST_TEXT: Final = 1000
LARGEST_COUNT: Final = 1000
HEAVIEST: Final = 2000
UNLIMITED: Final = -1
_DEEPEST: Final = 20

_DIGIT = [48, 57]
_WORD = [48, 57, 65, 90, 95, 95, 97, 122]
_BLANK = [9, 13, 32, 32]
_SETS = {"d": _DIGIT, "w": _WORD, "s": _BLANK}
_CONTROLS = {"t": 9, "n": 10, "r": 13}
_LINE_BREAKS = [10, 10, 13, 13]
_QUANTIFIERS = {"*": (0, UNLIMITED), "+": (1, UNLIMITED), "?": (0, 1)}

Step: TypeAlias = Callable[[int], int]


def compile_pattern(text: str) -> Rule:
    r"""Turn a pattern into a tree for ``matches``.

    Known are characters, ``.``, classes, ``\d \w \s`` (ASCII), groups, ``|``, ``^``, ``$`` and
    repetition. Refuses with ``RuleError`` whatever else it meets, patterns over 200 characters
    and repetition without limit inside repetition.
    """
    if len(text) > LONGEST_PATTERN:
        message = N_("The pattern is longer than %(limit)s characters.")
        raise RuleError(message, limit=LONGEST_PATTERN)
    reader = _Reader(text)
    tree = reader.choice(0)
    if reader.at < len(text):
        reader.refuse()
    if _weight(tree) > HEAVIEST:
        raise RuleError(N_("The pattern repeats too often."))
    return tree


def matches(pattern: Rule, text: str) -> bool:
    """Whether the whole text fits the pattern; texts over 1,000 characters never do."""
    if len(text) > LONGEST_TEXT:
        return False
    places: dict[str, int] = {}
    for place, character in enumerate(text):
        places[character] = places.get(character, 0) | 1 << place
    # A set of places in the text is one whole number, a bit for each place.
    return bool(_step(pattern, places, len(text))(1) >> len(text))


def _step(node: Rule, places: dict[str, int], length: int) -> Step:
    """Return what leads from the places before the node to the places after it."""
    name, parts = _open(node)
    if name in {"in", "out"}:
        mask = _mask(cast("list[int]", parts), places, inside=name == "in")
        return lambda at: (at & mask) << 1
    if name in {"start", "end"}:
        edge = 1 if name == "start" else 1 << length
        return lambda at: at & edge
    if name == "rep":
        fewest, most = (int(cast("float", part)) for part in parts[:2])
        return _repeat(_step(parts[2], places, length), fewest, most)
    steps = [_step(part, places, length) for part in parts]
    return _in_turn(steps) if name == "seq" else _either(steps)


def _mask(ranges: list[int], places: dict[str, int], *, inside: bool) -> int:
    mask = 0
    pairs = list(zip(ranges[::2], ranges[1::2], strict=True))
    for character, where in places.items():
        if any(low <= ord(character) <= high for low, high in pairs) == inside:
            mask |= where
    return mask


def _in_turn(steps: list[Step]) -> Step:
    def run(at: int) -> int:
        for step in steps:
            at = step(at)
        return at

    return run


def _either(steps: list[Step]) -> Step:
    def run(at: int) -> int:
        reached = 0
        for step in steps:
            reached |= step(at)
        return reached

    return run


def _repeat(step: Step, fewest: int, most: int) -> Step:
    def run(at: int) -> int:
        reached = 0 if fewest else at
        count = 0
        while at and count != most:
            at = step(at)
            count += 1
            if count >= fewest:
                # A place reached earlier has at least as many turns left: follow only new ones.
                at &= ~reached
                reached |= at
        return reached

    return run


def _open(node: Rule) -> tuple[str, list[Rule]]:
    name, *parts = cast("list[Rule]", node)
    return cast("str", name), parts


def _weight(node: Rule) -> int:
    """Return the steps of one pass: counted repetitions multiply what they repeat."""
    name, parts = _open(node)
    if name == "rep":
        fewest, most = (int(cast("float", part)) for part in parts[:2])
        return max(fewest, most, 1) * _weight(parts[2])
    if name in {"seq", "any"}:
        return 1 + sum(_weight(part) for part in parts)
    return 1


def _runs_free(node: Rule) -> bool:
    """Whether something inside repeats without a limit."""
    name, parts = _open(node)
    if name == "rep":
        return parts[1] == UNLIMITED or _runs_free(parts[2])
    return name in {"seq", "any"} and any(_runs_free(part) for part in parts)


class _Tape:
    """A pattern under a reading head."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def refuse(self, *, taken: bool = False) -> NoReturn:
        """Refuse the character that comes next, or the one just taken."""
        message = N_("The pattern cannot be understood at character %(position)s.")
        raise RuleError(message, position=self.at if taken else self.at + 1)

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            self.refuse()
        self.at += 1
        return character

    def accept(self, expected: str) -> bool:
        if not self.text.startswith(expected, self.at):
            return False
        self.at += len(expected)
        return True


class _Reader(_Tape):
    """Reads a pattern from left to right."""

    def choice(self, depth: int) -> Rule:
        branches = [self.sequence(depth)]
        while self.accept("|"):
            branches.append(self.sequence(depth))
        return branches[0] if len(branches) == 1 else ["any", *branches]

    def sequence(self, depth: int) -> Rule:
        parts: list[Rule] = ["seq"]
        while self.peek() not in {"", "|", ")"}:
            parts.append(self.quantified(self.atom(depth)))
        return parts

    def quantified(self, atom: Rule) -> Rule:
        counts = self.counts()
        if counts is None:
            return atom
        fewest, most = counts
        self.accept("?")  # lazy or greedy makes no difference to a whole match
        if most not in {0, 1} and _runs_free(atom):
            raise RuleError(N_("The pattern repeats something that already repeats."))
        return ["rep", fewest, most, atom]

    def counts(self) -> tuple[int, int] | None:
        if self.peek() in _QUANTIFIERS:
            return _QUANTIFIERS[self.take()]
        if not self.accept("{"):
            return None
        fewest = self.count()
        most = fewest
        if self.accept(","):
            most = UNLIMITED if self.peek() == "}" else self.count()
        if not self.accept("}") or (most != UNLIMITED and most < fewest):
            self.refuse()
        return fewest, most

    def count(self) -> int:
        digits = ""
        while self.peek() and self.peek() in "0123456789":
            digits += self.take()
        if not digits or int(digits) > LARGEST_COUNT:
            self.refuse()
        return int(digits)

    def atom(self, depth: int) -> Rule:
        character = self.take()
        if character == "(":
            return self.group(depth)
        if character in "*+?{}])":
            self.refuse(taken=True)
        if character == "[":
            return self.characters()
        if character == "\\":
            return self.escaped()
        simple: dict[str, Rule] = {"^": ["start"], "$": ["end"], ".": ["out", *_LINE_BREAKS]}
        return simple.get(character, ["in", ord(character), ord(character)])

    def group(self, depth: int) -> Rule:
        if depth >= _DEEPEST or (self.peek() == "?" and not self.accept("?:")):
            self.refuse()
        inside = self.choice(depth + 1)
        if not self.accept(")"):
            self.refuse()
        return inside

    def escaped(self) -> Rule:
        character = self.take()
        if character.lower() in _SETS:
            return ["in" if character in _SETS else "out", *_SETS[character.lower()]]
        code = self.literal(character)
        return ["in", code, code]

    def literal(self, character: str) -> int:
        """Return the character meant by a backslash and this one."""
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character.isalnum():
            self.refuse(taken=True)
        return ord(character)

    def characters(self) -> Rule:
        name = "out" if self.accept("^") else "in"
        ranges: list[int] = []
        while not self.accept("]"):
            low = self.member()
            if isinstance(low, list):
                ranges += low
                continue
            high: int | list[int] = low
            if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] != "]":
                self.take()
                high = self.member()
            if isinstance(high, list) or high < low:
                self.refuse(taken=True)
            ranges += [low, high]
        if not ranges:
            self.refuse(taken=True)
        return [name, *ranges]

    def member(self) -> int | list[int]:
        character = self.take()
        if character == "[":
            self.refuse(taken=True)
        if character != "\\":
            return ord(character)
        character = self.take()
        return _SETS[character] if character in _SETS else self.literal(character)
