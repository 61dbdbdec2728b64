"""Results on paper: a page for the district's newspaper, and the poster "Your answers"."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.figures import Bar, Figure, Stack
from beteiligung.dashboards.numbers import _, bdi, isolated, percent
from beteiligung.i18n import gettext, ngettext
from beteiligung.qrcodes.printing import TooLong, sheet, svg
from beteiligung.releases.page import Page, Part

TEMPLATE = Path(__file__).with_name("sheet.typ")
MOST = {"page": 12, "poster": 16}  # questions on a sheet
EARLIER = 2  # places before its turn, where there are two columns: on all but a small poster
PLACES = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
EASY = "de-leicht"
EMPTY = 5  # the step of what is hidden: none
NAMED = 20  # per cent of a bar in which a word fits
THIN = 2  # per cent of a bar in which no number fits: it stands beside the bar
LONGEST = 12  # rows of one picture on paper
TOP = 5  # of many answers, where all of them find no room
SMALLER = (1, 0.94, 0.88, 0.82, 0.76)  # letters, until a longer language says the same on a sheet
MOST_KEPT = 24  # sheets that a worker remembers: results do not change, their sheets neither


class Sheet(NamedTuple):
    """A sheet of paper, and the questions that found room on it."""

    body: bytes
    names: Mapping[str, int]  # in their order, with the rows of their pictures


_MADE: dict[str, Sheet] = {}


def in_turn(page: Page, people: Collection[str]) -> Page:
    """The page with its questions in the order in which they find room on paper.

    Opinions come as staff put them; last what questions about ``people`` tell of who took part.
    """
    parts = sorted(page.parts, key=lambda part: part.figure.name in people)
    return replace(page, parts=tuple(parts))


def printed(
    kind: str, paper: str, page: Page, words: dict[str, Any], names: Mapping[str, int] | None = None
) -> Sheet:
    """The sheet with as many questions, in the order of the page, as fit on it.

    ``names`` are those of the same sheet in the language of the survey: other languages tell no
    other questions, in no other order, if need be in smaller letters.
    """
    pictured = [part for part in page.parts if part.pictured]
    drawn = [part for part in pictured if _forms(part)]
    told = ([part for part in drawn if _says_enough(part)] or drawn)[: MOST[kind]]
    if names is not None:
        known = {part.figure.name: part for part in told}
        told = [_form(known[name], rows) for name, rows in names.items() if name in known]
    key = json.dumps([_data(kind, paper, page, told) | words, names is None])
    if key not in _MADE:
        if len(_MADE) >= MOST_KEPT:
            _MADE.clear()
        bare = _data(kind, paper, page, []) | words
        same = None if names is None else _all_of(bare, told, pictured)
        _MADE[key] = same or _with_room(bare, told, pictured)
    return _MADE[key]


def _all_of(bare: dict[str, Any], told: list[Part], all_: Sequence[Part]) -> Sheet | None:
    """The sheet with all these questions, in letters as small as they need for it."""
    for size in SMALLER:
        try:
            return _sheet({**bare, "size": size}, told, all_)
        except TooLong:
            continue
    return None


def _sheet(bare: dict[str, Any], chosen: list[Part], all_: Sequence[Part]) -> Sheet:
    """The sheet with these questions; how many of ``all_`` found no room stands at its end."""
    names = {part.figure.name: _rows(part) for part in chosen}
    left = [each for each in all_ if each.figure.name not in names]
    questions = [question_shown(each) for each in chosen]
    shown = bare | {"questions": questions, "rounded": _rounded(chosen)}
    return Sheet(sheet(TEMPLATE, shown | _left(bare["kind"], left)), names)


def _with_room(bare: dict[str, Any], told: Sequence[Part], all_: Sequence[Part]) -> Sheet:
    """The sheet with what fits, in turn; not one long question alone where short ones fit."""
    made = _filled(bare, told, all_)
    if len(made.names) == 1 and bare["kind"] == "poster":
        short_first = sorted(told, key=lambda part: _rows(part) > TOP)
        made = max(made, _filled(bare, short_first, all_), key=lambda sheet: len(sheet.names))
    return made


def _filled(bare: dict[str, Any], told: Sequence[Part], all_: Sequence[Part]) -> Sheet:
    """The sheet with every question that still finds room after those before it.

    How many of ``all_`` found none stands at its end; the newspaper's page names them too.
    """
    try:
        made = Sheet(sheet(TEMPLATE, bare), {})
    except TooLong:
        bare = {**bare, "conclusion": []}
        made = Sheet(sheet(TEMPLATE, bare), {})
    chosen: list[Part] = []
    for part in told:
        for more in _ways(bare, chosen, part):
            try:
                made = _sheet(bare, more, all_)
            except TooLong:
                continue
            chosen = more
            break
    return made


def _ways(bare: Mapping[str, Any], chosen: Sequence[Part], part: Part) -> Iterator[list[Part]]:
    """One question more: at the end, or a little earlier, where a column has a gap before it.

    Before it is left out, only its most frequent answers are told.
    """
    columns = bare["kind"] == "page" or bare["paper"] == "a3"
    earliest = max(0, len(chosen) - EARLIER) if columns else len(chosen)
    for form in _forms(part):
        for place in range(len(chosen), earliest - 1, -1):
            yield [*chosen[:place], form, *chosen[place:]]


def code(address: str) -> str:
    """The code that leads to an address, as a picture."""
    return svg(address).decode()


def _rows(part: Part) -> int:
    return len(part.figure.stacks or part.figure.bars)


def _forms(part: Part) -> list[Part]:
    """A question as paper may tell it: whole, and of many answers those chosen most often.

    Not where one is hidden: it might be among them.
    """
    whole = [part] if _rows(part) <= LONGEST else []
    if part.figure.kind != "multiple" or part.gaps or _rows(part) <= TOP:
        return whole
    base = Markup(" · ").join([part.figure.base, _("The most frequent answers")])
    figure = part.figure._replace(bars=part.figure.bars[:TOP], base=base)
    return [*whole, part._replace(figure=figure)]


def _form(part: Part, rows: int) -> Part:
    return next((form for form in _forms(part) if _rows(form) == rows), part)


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
        "size": 1,
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
        "stacks": [_stack(stack, places, figure.steps) for stack in figure.stacks],
        "notes": [
            {"label": isolated(label), "words": isolated(note)} for label, note in part.notes
        ],
    }


def _stack(stack: Stack, places: Sequence[int], steps: Sequence[Markup]) -> dict[str, Any]:
    thin = [
        Markup("{}: {}").format(steps[step], bdi(percent(part / 100)))
        for part, step in stack.pieces
        if step is not None and part < THIN and round(part)
    ]
    shown = [
        {"share": part, "step": EMPTY, "words": gettext("hidden") if part >= NAMED else ""}
        if step is None
        else {"share": part, "step": places[step], "words": str(round(part))}
        for part, step in stack.pieces
    ] or [{"share": 100, "step": EMPTY, "words": gettext("hidden")}]
    return {
        "label": isolated(stack.label),
        "words": isolated(Markup(" · ").join([*thin, stack.words])),
        "parts": shown,
    }
