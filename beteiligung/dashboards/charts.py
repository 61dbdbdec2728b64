"""The same figures for plotly: built on the server, drawn in the browser when somebody asks."""

import html
import textwrap
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.figures import Bar, Figure, Stack
from beteiligung.i18n import gettext

LINE, BAR, GAP, FOOT = 20, 24, 14, 40  # pixels: a line of words, a bar, between rows, the axis
LONGEST_LINE = 42  # signs that fit on a phone
SHORTEST_AXIS, ROOM = 10, 1.25  # per cent that an axis shows at least; room for words behind bars
FONT = 'system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif'
BEST_TO_WORST = {2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


def figure_json(figure: Figure) -> dict[str, Any]:
    """A plotly figure (data and layout) of what the page's own picture shows, and no more.

    Horizontal bars in per cent, of a scale stacked ones, each under its words. Where the page
    runs from right to left the axis does too, which plotly does not do by itself. ``meta`` of a
    trace says which of the page's colours it takes.
    """
    import plotly.graph_objects as go

    rows = [stack for stack in figure.stacks if stack.parts] or figure.bars
    words = [_lines(row.label) for row in rows]
    traces = _stacked(figure) if figure.stacks else [_single(figure.bars)]
    drawn = go.Figure(
        data=[go.Bar(orientation="h", y=list(range(len(rows))), **trace) for trace in traces],
        layout=_layout(words, _longest(figure)),
    )
    found: dict[str, Any] = drawn.to_plotly_json()
    return found


def _single(bars: Sequence[Bar]) -> dict[str, Any]:
    return {
        "x": [bar.length or 0 for bar in bars],
        "text": [_isolated(bar.words) for bar in bars],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "none",
        "meta": "act",
    }


def _stacked(figure: Figure) -> list[dict[str, Any]]:
    rows: list[Stack] = [stack for stack in figure.stacks if stack.parts]
    places = BEST_TO_WORST[len(figure.steps)]
    found = [
        {
            "name": _isolated(step),
            "x": [stack.parts[at] or 0 for stack in rows],
            "text": [_isolated(i18n.percent((stack.parts[at] or 0) / 100)) for stack in rows],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "hovertemplate": "%{text}<extra>%{fullData.name}</extra>",
            "meta": f"s{place}",
        }
        for at, (step, place) in enumerate(zip(figure.steps, places, strict=True))
    ]
    for at in sorted({stack.parts.index(None) for stack in rows if stack.gaps}, reverse=True):
        found.insert(at, _hidden(rows, at))
    return found


def _hidden(rows: Sequence[Stack], at: int) -> dict[str, Any]:
    """What is hidden from this step on, in its place between the steps."""
    rest = [
        sum(piece.share for piece in stack.pieces if piece.step is None)
        if stack.gaps and stack.parts.index(None) == at
        else 0
        for stack in rows
    ]
    return {"name": gettext("hidden"), "x": rest, "hoverinfo": "name", "meta": "hued"}


def _longest(figure: Figure) -> float:
    if figure.stacks:
        return 100
    return max(SHORTEST_AXIS, *(bar.length or 0 for bar in figure.bars)) * ROOM


def _layout(words: Sequence[Sequence[str]], longest: float) -> dict[str, Any]:
    mirrored = i18n.current().direction == "rtl"
    lines = max(map(len, words))
    row = lines * LINE + BAR + GAP
    return {
        "template": "none",
        "barmode": "stack",
        "bargap": 1 - BAR / row,
        "height": row * len(words) + FOOT,
        "margin": {"t": lines * LINE // 2, "b": FOOT, "l": 4, "r": 4},
        "font": {"family": FONT, "size": 15},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {
            "range": [longest, 0] if mirrored else [0, longest],
            "tickprefix": "\u2066",  # the sign stays behind its number, also between Arabic words
            "ticksuffix": "%\u2069" if mirrored else " %\u2069",
            "nticks": 5,
            "tickangle": 0,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(words) - 0.5, -0.5],  # the first row on top
            "visible": False,
            "fixedrange": True,
        },
        "annotations": [
            _above(place, label, mirrored=mirrored) for place, label in enumerate(words)
        ],
        "showlegend": False,  # the page has its own, with patterns
        "dragmode": False,
    }


def _above(place: int, label: Sequence[str], *, mirrored: bool) -> dict[str, Any]:
    """The words of a row, over its bar, from where the page's lines begin."""
    side = "right" if mirrored else "left"
    return {
        "text": "<br>".join(label),
        "xref": "paper",
        "x": 1 if mirrored else 0,
        "xanchor": side,
        "align": side,
        "y": place,
        "yanchor": "bottom",
        "yshift": BAR / 2,
        "showarrow": False,
    }


def _lines(label: Markup) -> list[str]:
    """Words in lines that fit; a scale without rows has none."""
    return [_isolated(line) for line in textwrap.wrap(label.striptags(), LONGEST_LINE)]


def _isolated(words: Markup | str) -> str:
    """Words without tags, each in its own direction; plotly would read tags of its own in them."""
    plain = words.striptags() if isinstance(words, Markup) else words
    return f"\u2068{html.escape(plain, quote=False)}\u2069"
