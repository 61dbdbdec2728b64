"""Tokens in a conclusion: how a text names a figure, and which figure of a release that is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from beteiligung.releases.released import Asked, Released
from beteiligung.tally import PublicTally
from beteiligung.text import N_, Translated

TOKEN = re.compile(r"\{([^{}]+)\}")
ISOLATED = ("\u2066", "\u2069")  # keep a token from left to right inside a text that is not
TOTAL = "n"  # the token of how many questionnaires were filled
OTHER = "="  # how a number begins that is none of this survey
LONGEST_OTHER = 60
PEOPLE, OF_100 = "n", "100"  # how a figure may be said, besides in per cent
_CODE = r"[^\s+@:{}]+"
_FIGURE = re.compile(
    rf"(?P<question>\w+)(?:\.(?P<item>\w+))?:(?P<codes>{_CODE}(?:\+{_CODE})*)"
    rf"(?:@(?P<by>\w+):(?P<group>{_CODE}))?(?: (?P<form>n|100))?"
)

NO_TOKEN = N_("“%(token)s” is no figure. Please copy figures from the list.")
NO_QUESTION = N_("“%(token)s”: there is no question “%(name)s” in this release.")
NO_ITEM = N_("“%(token)s”: please name a row of this question, as in the list.")
NO_ANSWER = N_("“%(token)s”: there is no answer “%(name)s”. It may stand together with others now.")
NO_GROUP = N_("“%(token)s”: there is no such group in this release.")
HIDDEN = N_("“%(token)s”: this figure is hidden, because too few people stand behind it.")
LEFT_OUT = N_("“%(token)s”: this question is left out of the release.")
ONE_BY_ONE = N_(
    "“%(token)s”: people could choose several answers here, so shares cannot be added up."
)
NO_SHARE = N_("“%(token)s”: no per cent are taken of this answer. Add “ n” to say how many people.")


class Unfilled(Exception):
    """A token that no figure of the release stands for: why, in words for the one who wrote it."""

    def __init__(self, message: str, token: str, name: str = "") -> None:
        super().__init__(message)
        self.message, self.values = message, {"token": f"{{{token}}}", "name": name}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a token names: a share of the base, or a count of people."""

    share: float | None  # 0 to 1, or none where people are counted
    count: int
    form: str = ""  # "" per cent, or `PEOPLE`, `OF_100`
    question: str = ""


class _Named(NamedTuple):
    """What a token says, part by part."""

    token: str
    question: str
    item: str | None
    codes: tuple[str, ...]
    by: str | None
    group: str | None
    form: str


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, in order: (words, "") and ("", what stands inside a token)."""
    end = 0
    for found in TOKEN.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], ""
        yield "", found[1].strip()
        end = found.end()
    if end < len(text):
        yield text[end:], ""


def apart(text: str) -> str:
    """A text from right to left as it is typed: its tokens read from left to right."""
    before, after = ISOLATED
    return TOKEN.sub(lambda found: f"{before}{found[0]}{after}", text)


def together(text: str) -> str:
    """The text as it is kept: without the signs that `apart` puts around tokens."""
    return text.translate(dict.fromkeys(map(ord, ISOLATED)))


def tokens_of(text: str) -> Iterator[str]:
    """What stands inside the tokens of a text, in order."""
    return (token for words, token in pieces(text) if not words)


def is_other(token: str) -> bool:
    """Whether a token holds a number that is none of this survey, such as ``=20``."""
    return token.startswith(OTHER)


def figure(token: str, released: Released) -> Figure:
    """The figure that a token names; `Unfilled` says why there is none."""
    named = _read(token)
    asked = _asked(named, released)
    return _counted(named, asked, _table(named, asked, released))


def _counted(named: _Named, asked: Asked, table: PublicTally) -> Figure:
    token = named.token
    counts = [_count(named, code, table) for code in named.codes]
    if table.several and len(counts) > 1:
        raise Unfilled(ONE_BY_ONE, token)
    count = sum(counts)
    if named.form == PEOPLE:
        return Figure(None, count, PEOPLE, asked.id)
    if not table.missing.isdisjoint(named.codes):
        raise Unfilled(NO_SHARE, token)
    if not table.base:
        raise Unfilled(HIDDEN, token)
    return Figure(count / table.base, count, named.form, asked.id)


def _read(token: str) -> _Named:
    found = _FIGURE.fullmatch(" ".join(token.split()))
    if found is None:
        raise Unfilled(NO_TOKEN, token)
    return _Named(
        token=token,
        question=found["question"],
        item=found["item"],
        codes=tuple(dict.fromkeys(found["codes"].split("+"))),
        by=found["by"],
        group=found["group"],
        form=found["form"] or "",
    )


def _asked(named: _Named, released: Released) -> Asked:
    asked = released.by_id.get(named.question)
    if asked is None:
        raise Unfilled(NO_QUESTION, named.token, named.question)
    if asked.omitted is not None or asked.dropped:
        raise Unfilled(LEFT_OUT, named.token)
    return asked


def _table(named: _Named, asked: Asked, released: Released) -> PublicTally:
    tables = released.tallies_of(asked.id, named.by)
    of_group = [table for table in tables if table.group == named.group]
    if not of_group:
        raise Unfilled(HIDDEN if named.by is None else NO_GROUP, named.token)
    found = [table for table in of_group if table.item == named.item]
    if not found:
        raise Unfilled(NO_ITEM, named.token)
    return found[0]


def _count(named: _Named, code: str, table: PublicTally) -> int:
    cell = next((cell for cell in table.cells if cell.code == code), None)
    if cell is None:
        raise Unfilled(NO_ANSWER, named.token, code)
    if cell.count is None:
        raise Unfilled(HIDDEN, named.token)
    return cell.count


# ---- what can be said ----------------------------------------------------------------------------


class Offer(NamedTuple):
    """A figure that a conclusion may name, its answers and its token."""

    token: str
    codes: tuple[str, ...]  # of the answers that it counts together
    figure: Figure


class Offered(NamedTuple):
    """What a conclusion may say of one question, or of one row of a matrix."""

    asked: Asked
    item: Translated | None
    offers: tuple[Offer, ...]
    group: Translated | None = None  # whose answers these are, if not everybody's


def offered(released: Released) -> Iterator[Offered]:
    """Every figure of the questions as a whole that is not hidden, in the release's order."""
    for asked in released.asked:
        yield from offered_of(asked, released)


def offered_of(asked: Asked, released: Released) -> Iterator[Offered]:
    """The same of one question."""
    if asked.omitted is None and not asked.dropped:
        yield from _offered(asked, released, None)


def offered_of_groups(asked: Asked, released: Released) -> Iterator[Offered]:
    """The figures of a question that are not hidden, group by group, as it is split."""
    for by in released.by_id:
        for each in _offered(asked, released, by):
            if each.offers:
                yield each


def _offered(asked: Asked, released: Released, by: str | None) -> Iterator[Offered]:
    groups = {each.code: each.label for each in released.by_id[by].answers} if by else {}
    for table in released.tallies_of(asked.id, by):
        name = next((item.label for item in asked.items if item.code == table.item), None)
        offers = tuple(_offers(asked, table))
        yield Offered(asked, name, offers, groups.get(table.group or ""))


def _offers(asked: Asked, table: PublicTally) -> Iterator[Offer]:
    known = {answer.code for answer in asked.answers}
    codes = [cell.code for cell in table.cells if cell.code in known]
    base = [code for code in codes if code not in table.missing]
    together = [base[:2], base[-2:]] if asked.scale and len(base) >= _LONG_SCALE else []
    start = asked.id if table.item is None else f"{asked.id}.{table.item}"
    whose = f"@{table.by}:{table.group}" if table.by else ""
    for group in [*together, *([code] for code in codes)]:
        form = PEOPLE if group[0] in table.missing else ""
        token = f"{start}:{'+'.join(group)}{whose}{form and f' {form}'}"
        named = _Named(token, asked.id, table.item, tuple(group), table.by, table.group, form)
        try:
            found = _counted(named, asked, table)
        except Unfilled:  # hidden: nothing to offer
            continue
        yield Offer(token, named.codes, found)


_LONG_SCALE = 4  # answers of a scale from which on its two best and two worst are told together
