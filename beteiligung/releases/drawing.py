"""A question's picture as SVG to take along: in words of its language, drawn without a browser."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from beteiligung import i18n
from beteiligung.dashboards.figures import Bar, Figure, Piece, Stack
from beteiligung.dashboards.numbers import isolated
from beteiligung.i18n import gettext

WIDTH, EDGE = 800, 24
LINE = WIDTH - 2 * EDGE
FONT = "Noto Sans, Noto Sans Arabic, Noto Sans Ethiopic, system-ui, sans-serif"
SIGNS = 1.75  # how many signs fit on a piece of a line that is as long as a letter is high
BAR, GAP, ROOM = 28, 12, 2  # pixels; per cent in which a number of one digit fits
NAMED = 20  # per cent in which a word fits
DIGIT = 15  # pixels that a digit inside takes
INK, MUTED, GROUND, ACT = "#171f30", "#4d5566", "#efece6", "#2648a1"
STEPS = {1: "#006662", 2: "#64b5b0", 3: "#ced1d8", 4: "#e4a067", 5: "#b74b21"}
INSIDE = {1: "#fff", 2: INK, 3: INK, 4: INK, 5: "#fff"}
PLACES = {2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
APART, END_OF_APART = "\u2066\u2067\u2068", "\u2069"  # words with a direction of their own
HATCHED = {4, 5}  # what is bad, so that it is told apart without colour too
HATCH = (
    '<defs><pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse">'
    '<path d="M-2 11 11-2M-6.5 6.5 6.5-6.5M2.5 15.5 15.5 2.5" stroke="#fff" stroke-opacity=".55" '
    'stroke-width="1.6"/></pattern></defs>'
)


class Type(NamedTuple):
    """How words look."""

    size: int
    colour: str = INK
    bold: bool = False


TITLE, SENTENCE, LABEL, NUMBER, SMALL = (
    Type(26, bold=True),
    Type(20),
    Type(18),
    Type(18, bold=True),
    Type(15, MUTED),
)


@dataclass(slots=True)
class Sheet:
    """A picture under way, from top to bottom; mirrored where its language runs to the left."""

    mirrored: bool
    parts: list[str] = field(default_factory=list)
    at: float = EDGE

    def words(self, text: str, kind: Type, *, width: float = LINE) -> None:
        """Words on as many lines as they need."""
        for line in _each_whole(textwrap.wrap(text, int(width / kind.size * SIGNS))):
            self.at += kind.size * 1.35
            self.line(line, kind, 0, self.at - kind.size * 0.35)

    def line(self, text: str, kind: Type, x: float, y: float, *, anchor: str = "start") -> None:
        """One line; ``x`` counts from where lines of this language begin."""
        place, side = EDGE + x, anchor
        if self.mirrored:
            place, side = WIDTH - place, {"start": "end", "end": "start"}.get(anchor, anchor)
        weight = ' font-weight="700"' if kind.bold else ""
        self.parts.append(
            f'<text x="{place:.1f}" y="{y:.1f}" font-size="{kind.size}" text-anchor="{side}"'
            f'{weight} fill="{kind.colour}">{self._told(text)}</text>'
        )

    def bar(self, x: float, width: float, colour: str, *, hatched: bool = False) -> None:
        """A piece of a bar on this line."""
        place = WIDTH - EDGE - x - width if self.mirrored else EDGE + x
        where = f'x="{place:.2f}" y="{self.at:.1f}" width="{width:.2f}" height="{BAR}"'
        self.parts.append(f'<rect {where} fill="{colour}"/>')
        if hatched:
            self.parts.append(f'<rect {where} fill="url(#hatch)"/>')

    def ground(self, middle: float, digits: int, colour: str) -> None:
        """Plain ground for a number inside a hatched piece of this line."""
        place, width = WIDTH - EDGE - middle if self.mirrored else EDGE + middle, digits * DIGIT
        where = f'x="{place - width / 2:.2f}" y="{self.at + 4:.1f}" width="{width}"'
        self.parts.append(f'<rect {where} height="{BAR - 8}" rx="3" fill="{colour}"/>')

    def _told(self, text: str) -> str:
        # Lines keep the direction of the page, whatever sign they begin with.
        return escape(f"\u2067{text}\u2069" if self.mirrored else text)


def _each_whole(lines: Sequence[str]) -> Iterator[str]:
    """Lines each of which closes what it keeps apart: what goes on begins anew in the next."""
    begun = ""
    for line in lines:
        before = begun
        for sign in line:
            if sign in APART:
                begun += sign
            elif sign == END_OF_APART:
                begun = begun[:-1]
        yield before + line + END_OF_APART * len(begun)


def svg(figure: Figure, foot: Sequence[str]) -> bytes:
    """The picture: question, sentence, bars, and what must be known of them in the foot."""
    sheet = Sheet(i18n.current().direction == "rtl")
    title, sentence = isolated(figure.title), isolated(figure.sentence)
    sheet.words(title, TITLE)
    sheet.at += GAP / 2
    sheet.words(sentence, SENTENCE)
    sheet.at += GAP
    if figure.stacks:
        _legend(sheet, figure)
        for stack in figure.stacks:
            _stack(sheet, stack)
    else:
        for bar in figure.bars:
            _bar(sheet, bar)
    sheet.at += GAP
    # Of a matrix it only says where the numbers stand, and no table comes with a picture.
    base = "" if figure.kind == "matrix" else isolated(figure.base)
    for line in (base, isolated(figure.note), *foot):
        sheet.words(line, SMALL)
    return _document(sheet, title, sentence)


def _document(sheet: Sheet, title: str, sentence: str) -> bytes:
    language, height = i18n.current(), sheet.at + EDGE
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" role="img" aria-labelledby="title desc" '
        f'lang="{language.html_lang}" font-family="{FONT}">'
    )
    return "".join(
        (
            head,
            f'<title id="title">{escape(title)}</title><desc id="desc">{escape(sentence)}</desc>',
            HATCH,
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
            *sheet.parts,
            "</svg>\n",
        )
    ).encode()


def _bar(sheet: Sheet, bar: Bar) -> None:
    label, said = isolated(bar.label), isolated(bar.words)
    sheet.words(label, LABEL, width=LINE - 110)
    sheet.line(said, NUMBER, LINE, sheet.at - LABEL.size * 0.35, anchor="end")
    sheet.at += 4
    sheet.bar(0, LINE, GROUND)
    if bar.length:
        sheet.bar(0, LINE * min(bar.length, 100) / 100, ACT)
    sheet.at += BAR + GAP


def _stack(sheet: Sheet, stack: Stack) -> None:
    if stack.label:
        sheet.words(isolated(stack.label), LABEL, width=LINE - 140)
        sheet.line(isolated(stack.words), SMALL, LINE, sheet.at - SMALL.size * 0.35, anchor="end")
        sheet.at += 4
    if not stack.parts:
        sheet.words(gettext("hidden"), SMALL)
        sheet.at += GAP
        return
    sheet.bar(0, LINE, GROUND)  # what is hidden stays empty, in its place
    x = 0.0
    for piece in stack.pieces:
        _piece(sheet, piece, x, PLACES[max(2, len(stack.parts))])
        x += LINE * piece.share / 100
    sheet.at += BAR + GAP


def _piece(sheet: Sheet, piece: Piece, x: float, places: Sequence[int]) -> None:
    width, middle = LINE * piece.share / 100, sheet.at + BAR / 2 + 6
    if piece.step is None:
        if piece.share >= NAMED:
            sheet.line(gettext("hidden"), SMALL, x + width / 2, middle, anchor="middle")
        return
    place, said = places[piece.step], str(round(piece.share))
    sheet.bar(x, max(0.5, width - 2), STEPS[place], hatched=place in HATCHED)
    if piece.share >= ROOM:
        inside = NUMBER._replace(size=16, colour=INSIDE[place])
        if place in HATCHED:  # the number stands on plain ground
            sheet.ground(x + width / 2, len(said), STEPS[place])
        sheet.line(said, inside, x + width / 2, middle, anchor="middle")


def _legend(sheet: Sheet, figure: Figure) -> None:
    places = PLACES[len(figure.steps)]
    for step, place in zip(figure.steps, places, strict=True):
        size = 16
        side = WIDTH - EDGE - size if sheet.mirrored else EDGE
        where = f'x="{side}" y="{sheet.at + 6:.1f}" width="{size}" height="{size}"'
        sheet.parts.append(f'<rect {where} fill="{STEPS[place]}"/>')
        if place in HATCHED:
            sheet.parts.append(f'<rect {where} fill="url(#hatch)"/>')
        sheet.at += 24
        sheet.line(isolated(step), Type(16), size + 8, sheet.at - 4)
    if any(stack.gaps for stack in figure.stacks):
        sheet.at += 24
        side = WIDTH - EDGE - 16 if sheet.mirrored else EDGE
        where = f'x="{side}" y="{sheet.at - 18:.1f}" width="16" height="16"'
        sheet.parts.append(f'<rect {where} fill="{GROUND}"/>')
        sheet.line(gettext("hidden"), Type(16), 24, sheet.at - 4)
    sheet.at += GAP
