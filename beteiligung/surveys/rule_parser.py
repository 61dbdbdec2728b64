"""Reads a rule as it is written in a questionnaire and makes a tree of it."""

import math
import re
from typing import Final, NoReturn

from beteiligung.surveys.rule_functions import FUNCTIONS
from beteiligung.surveys.rule_patterns import compile_pattern
from beteiligung.surveys.rule_values import BLANKS, Rule, RuleError
from beteiligung.text import N_

LONGEST_RULE: Final = 2000
DEEPEST_RULE: Final = 50

_LEVELS: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:
    \$\{[ ]*(?P<ref>[^\W\d][\w.-]*)[ ]*\}
    |(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<name>[A-Za-z_][\w:-]*)
    |(?P<mark><=|>=|!=|[-+*=<>(),.])
    |(?P<end>\Z)
    )""",
    re.VERBOSE,
)
_CURLED: Final = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u00b4`"


def parse_rule(text: str) -> Rule:
    """Make the tree of a rule: ``["=", ["ref", "q01"], "wohnt"]``.

    Refuses with ``RuleError`` what it does not understand, rules over 2,000 characters and trees
    deeper than 50, so that no rule can exhaust a server or a phone.
    """
    if len(text) > LONGEST_RULE:
        raise RuleError(N_("The rule is longer than %(limit)s characters."), limit=LONGEST_RULE)
    reader = _Reader(text)
    tree = reader.expression(1, 0)
    if reader.kind != "end":
        reader.refuse()
    if _depth(tree) > DEEPEST_RULE:
        raise RuleError(N_("The rule is nested too deeply."))
    return tree


def _depth(tree: Rule) -> int:
    """Count the levels of a tree without calling itself."""
    depth = 0
    level = [tree]
    while level:
        depth += 1
        level = [part for node in level if isinstance(node, list) for part in node[1:]]
    return depth


class _Reader:
    """Holds the piece of the rule that comes next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kind = ""
        self.piece = ""
        self.start = self.end = 0
        self.advance()

    def advance(self) -> None:
        found = _TOKEN.match(self.text, self.end)
        if found is None:
            self.refuse_character()
        self.kind = found.lastgroup or ""
        self.piece = found[self.kind]
        self.start, self.end = found.span(self.kind)
        if self.kind == "ref":
            self.end = found.end()

    def refuse_character(self) -> NoReturn:
        rest = self.text[self.end :].lstrip(BLANKS)
        curled = next((mark for mark in rest if mark in _CURLED), "")
        if curled and (rest[0] == curled or rest[0] in "'\""):
            raise RuleError(N_("Use straight quotation marks instead of %(mark)s."), mark=curled)
        if rest[0] in "'\"":
            raise RuleError(N_("A quotation mark is not closed."))
        self.start, self.piece = len(self.text) - len(rest), rest[0]
        self.refuse()

    def refuse(self) -> NoReturn:
        if self.kind == "end":
            raise RuleError(N_("The rule ends too early or is empty."))
        message = N_("%(text)s is not understood at character %(position)s.")
        raise RuleError(message, text=self.piece, position=self.start + 1)

    def accept(self, mark: str) -> bool:
        if self.kind != "mark" or self.piece != mark:
            return False
        self.advance()
        return True

    def expect(self, mark: str) -> None:
        if not self.accept(mark):
            self.refuse()

    def expression(self, weakest: int, depth: int) -> Rule:
        """Read operands joined by operators that bind at least so strongly."""
        if depth > DEEPEST_RULE:
            raise RuleError(N_("The rule is nested too deeply."))
        left = self.operand(depth)
        while (level := self.level()) >= weakest:
            operator = self.piece
            self.advance()
            right = self.expression(level + 1, depth + 1)
            # A row of equal operators is one node, so that thirty "or" are not thirty levels.
            same = isinstance(left, list) and left[0] == operator
            left = [*left, right] if same and isinstance(left, list) else [operator, left, right]
        return left

    def level(self) -> int:
        return _LEVELS.get(self.piece, 0) if self.kind in {"mark", "name"} else 0

    def operand(self, depth: int) -> Rule:
        kind, piece, start = self.kind, self.piece, self.start
        if kind == "end":
            self.refuse()
        self.advance()
        if kind == "ref":
            return ["ref", piece]
        if kind == "number":
            return self.number(piece)
        if kind == "text":
            return piece[1:-1]
        if kind == "name":
            return self.call(piece, depth)
        return self.marked(piece, start, depth)

    def marked(self, mark: str, start: int, depth: int) -> Rule:
        if mark not in {".", "-", "("}:
            self.kind, self.piece, self.start = "mark", mark, start
            self.refuse()
        if mark == ".":
            return ["own"]
        if mark == "-":
            return ["neg", self.expression(max(_LEVELS.values()) + 1, depth + 1)]
        inside = self.expression(1, depth + 1)
        self.expect(")")
        return inside

    def number(self, piece: str) -> float:
        number = float(piece)
        if math.isinf(number):
            raise RuleError(N_("The number %(number)s is too large."), number=piece[:20])
        return number

    def call(self, name: str, depth: int) -> Rule:
        self.expect("(")
        values: list[Rule] = []
        if not self.accept(")"):
            values.append(self.expression(1, depth + 1))
            while self.accept(","):
                values.append(self.expression(1, depth + 1))
            self.expect(")")
        return _called(name, values)


def _called(name: str, values: list[Rule]) -> Rule:
    """Check a function and its number of values; write some in terms of others."""
    fewest, most = _takes(name)
    if not fewest <= len(values) <= most:
        raise RuleError(N_("%(name)s needs another number of values."), name=name)
    if name == "once":
        return ["coalesce", ["own"], *values]
    if name == "regex":
        if not isinstance(values[1], str):
            raise RuleError(N_("A pattern must be a fixed text in quotation marks."))
        return ["regex", values[0], compile_pattern(values[1])]
    # A rule knows days, not hours: a page held open over noon must not change its questions.
    return ["today"] if name == "now" else [name, *values]


def _takes(name: str) -> tuple[int, int]:
    special = {"today": (0, 0), "now": (0, 0), "once": (1, 1), "regex": (2, 2)}
    if name in special:
        return special[name]
    if name not in FUNCTIONS:
        raise RuleError(N_("The function %(name)s is not known."), name=name)
    return FUNCTIONS[name].fewest, FUNCTIONS[name].most
