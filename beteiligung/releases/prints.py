"""Results on paper: a page for the district's newspaper, and the poster "Your answers"."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from beteiligung import i18n
from beteiligung.dashboards.figures import Bar, Figure, Stack
from beteiligung.dashboards.numbers import isolated
from beteiligung.i18n import gettext, ngettext
from beteiligung.qrcodes.printing import TooLong, sheet, svg
from beteiligung.releases.page import Page, Part

TEMPLATE = Path(__file__).with_name("sheet.typ")
MOST = {"page": 12, "poster": 16}  # questions on a sheet
EARLIER = 2  # places before its turn, where there are two columns: on all but a small poster
PLACES = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
EASY = "de-leicht"
EMPTY = 5  # the step of what is hidden: none, at the end
LONGEST = 12  # rows of one picture on paper
MOST_KEPT = 24  # sheets that a worker remembers: results do not change, their sheets neither


class Sheet(NamedTuple):
    """A sheet of paper, and the questions that found room on it."""

    body: bytes
    names: tuple[str, ...]


_MADE: dict[str, Sheet] = {}


def in_turn(page: Page, people: Collection[str]) -> Page:
    """The page with its questions in the order in which they find room on paper.

    Opinions come as staff put them; last what questions about ``people`` tell of who took part.
    """
    parts = sorted(page.parts, key=lambda part: part.figure.name in people)
    return replace(page, parts=tuple(parts))


def printed(
    kind: str, paper: str, page: Page, words: dict[str, Any], names: Sequence[str] | None = None
) -> Sheet:
    """The sheet with as many questions, in the order of the page, as fit on it.

    ``names`` are those of the same sheet in the language of the survey: other languages tell no
    other questions.
    """
    pictured = [part for part in page.parts if part.pictured]
    drawn = [part for part in pictured if _fits(part)]
    told = ([part for part in drawn if _says_enough(part)] or drawn)[: MOST[kind]]
    if names is not None:
        told = [part for part in told if part.figure.name in names]
    key = json.dumps(_data(kind, paper, page, told) | words)
    if key not in _MADE:
        if len(_MADE) >= MOST_KEPT:
            _MADE.clear()
        _MADE[key] = _with_room(_data(kind, paper, page, []) | words, told, pictured)
    return _MADE[key]


def _with_room(bare: dict[str, Any], told: Sequence[Part], all_: Sequence[Part]) -> Sheet:
    """The sheet with every question that still finds room after those before it.

    How many of ``all_`` found none stands at its end; the newspaper's page names them too.
    """
    try:
        made = sheet(TEMPLATE, bare)
    except TooLong:
        bare = {**bare, "conclusion": []}
        made = sheet(TEMPLATE, bare)
    chosen: list[Part] = []
    for part in told:
        for more in _ways(bare, chosen, part):
            left = [each for each in all_ if each not in more]
            questions = [question_shown(each) for each in more]
            try:
                shown = bare | {"questions": questions, "rounded": _rounded(more)}
                made = sheet(TEMPLATE, shown | _left(bare["kind"], left))
            except TooLong:
                continue
            chosen = more
            break
    return Sheet(made, tuple(part.figure.name for part in chosen))


def _ways(bare: Mapping[str, Any], chosen: Sequence[Part], part: Part) -> Iterator[list[Part]]:
    """One question more: at the end, or a little earlier, where a column has a gap before it."""
    columns = bare["kind"] == "page" or bare["paper"] == "a3"
    earliest = max(0, len(chosen) - EARLIER) if columns else len(chosen)
    for place in range(len(chosen), earliest - 1, -1):
        yield [*chosen[:place], part, *chosen[place:]]


def code(address: str) -> str:
    """The code that leads to an address, as a picture."""
    return svg(address).decode()


def _fits(part: Part) -> bool:
    rows = part.figure.stacks or part.figure.bars
    return part.pictured and len(rows) <= LONGEST


def _says_enough(part: Part) -> bool:
    """Whether most of a picture is there: of bars half may be hidden, of steps none."""
    shown = _shown(part.figure)
    return (bool(shown) and 2 * len(shown) >= len(part.figure.bars)) or not part.gaps


def _shown(figure: Figure) -> list[Bar]:
    return [bar for bar in figure.bars if bar.length is not None]


def _data(kind: str, paper: str, page: Page, parts: Sequence[Part]) -> dict[str, Any]:
    language = i18n.current()
    return {
        "kind": kind,
        "paper": paper,
        "language": language.html_lang,
        "rtl": language.direction == "rtl",
        "easy": language.id == EASY,
        "count": isolated(page.count),
        "period": isolated(page.period),
        "questions": [question_shown(part) for part in parts],
        "more": "",
        "missing": [],
        "rounded": _rounded(parts),
        "texts": {
            "yours": gettext("Your answers"),
            "all": gettext("All results:"),
            "voluntary": gettext(
                "Everybody could take part who wanted to. "
                "So the results do not stand for all residents."
            ),
            "representative": gettext("The results are not representative."),
            "small": gettext("Groups of fewer than 5 people are not shown."),
        },
    }


def _rounded(parts: Sequence[Part]) -> str:
    """Once for the whole sheet, where a sentence and a picture on it are rounded apart."""
    return next((isolated(part.figure.note) for part in parts if part.figure.note), "")


def _left(kind: str, parts: Sequence[Part]) -> dict[str, Any]:
    """That there are more questions than the sheet has room for; and which, but on a poster."""
    if not parts:
        return {"more": "", "missing": []}
    said = ngettext(
        "%(num)s more question has no room here. You find it at the address.",
        "%(num)s more questions have no room here. You find them at the address.",
        len(parts),
    )
    named = parts if kind == "page" else ()
    return {"more": said, "missing": [isolated(part.figure.title) for part in named]}


def question_shown(part: Part) -> dict[str, Any]:
    """One question as templates of paper take it."""
    figure = part.figure
    places = PLACES.get(len(figure.steps), ())
    steps = zip(figure.steps, places, strict=False)
    return {
        "title": isolated(figure.title),
        "sentence": isolated(figure.sentence),
        # Of a matrix it only says where the numbers stand, and there is no table on paper.
        "base": "" if figure.kind == "matrix" else isolated(figure.base),
        "legend": [{"words": isolated(words), "step": step} for words, step in steps],
        "bars": [
            {
                "label": isolated(bar.label),
                "words": isolated(bar.words),
                "length": min(100, bar.length or 0),
            }
            for bar in _shown(figure) or figure.bars
        ],
        "stacks": [_stack(stack, places) for stack in figure.stacks],
        "notes": [
            {"label": isolated(label), "words": isolated(note)} for label, note in part.notes
        ],
    }


def _stack(stack: Stack, places: Sequence[int]) -> dict[str, Any]:
    shown = [
        {"share": part, "step": step, "words": str(round(part))}
        for part, step in zip(stack.parts, places, strict=False)
        if part
    ]
    rest = 100 - sum(part or 0 for part in stack.parts)
    if None in stack.parts and rest > 0:
        shown.append({"share": rest, "step": EMPTY, "words": ""})
    return {
        "label": isolated(stack.label),
        "words": isolated(stack.words),
        "parts": shown,
    }
