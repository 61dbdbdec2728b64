"""The same figures for plotly: built on the server, drawn in the browser when somebody asks."""

from typing import Any

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.figures import Figure

SEQUENTIAL = ("#005e5b", "#6db4b0", "#cfd2da", "#dea56a", "#ab4d26")  # best to worst
ACT = "#2549a0"
BAR_HEIGHT, FRAME = 44, 60  # pixels
FONT = 'system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif'


def figure_json(figure: Figure) -> dict[str, Any]:
    """A plotly figure (data and layout) of what the page's own picture shows, and no more.

    Horizontal bars, of a scale stacked ones, in per cent. Where the page runs from right to left
    the bars do too, and mixed texts are isolated, which plotly does not do by itself.
    """
    import plotly.graph_objects as go

    bars = _stacks(figure) if figure.stacks else _bars(figure)
    rows = len(figure.stacks) or len(figure.bars)
    drawn = go.Figure(
        data=[go.Bar(orientation="h", **bar) for bar in bars], layout=_layout(figure, rows)
    )
    found: dict[str, Any] = drawn.to_plotly_json()
    return found


def _bars(figure: Figure) -> list[dict[str, Any]]:
    return [
        {
            "y": [_plain(bar.label) for bar in figure.bars],
            "x": [bar.length or 0 for bar in figure.bars],
            "text": [_plain(bar.words) for bar in figure.bars],
            "textposition": "auto",
            "hoverinfo": "y+text",
            "marker": {"color": ACT},
        }
    ]


def _stacks(figure: Figure) -> list[dict[str, Any]]:
    rows = [stack for stack in figure.stacks if stack.parts]
    places = (0, 1, 3, 4) if len(figure.steps) == 4 else range(5)  # noqa: PLR2004 - four steps have no middle
    return [
        {
            "name": _plain(step),
            "y": [_plain(stack.label) for stack in rows],
            "x": [stack.parts[at] for stack in rows],
            "text": [i18n.percent(stack.parts[at] / 100) for stack in rows],
            "textposition": "inside",
            "hoverinfo": "name+y+text",
            "marker": {"color": SEQUENTIAL[place]},
        }
        for at, (step, place) in enumerate(zip(figure.steps, places, strict=False))
    ]


def _layout(figure: Figure, rows: int) -> dict[str, Any]:
    mirrored = i18n.current().direction == "rtl"
    return {
        "template": "none",
        "barmode": "stack",
        "bargap": 0.3,
        "height": FRAME + BAR_HEIGHT * rows + (FRAME if figure.stacks else 0),
        "margin": {"t": 10, "b": 40, "l": 10, "r": 10},
        "font": {"family": FONT, "size": 15},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {
            "ticksuffix": " %",
            "rangemode": "tozero",
            "autorange": "reversed" if mirrored else True,
            "fixedrange": True,
        },
        "yaxis": {
            "autorange": "reversed",  # the first bar on top
            "automargin": True,
            "side": "right" if mirrored else "left",
            "fixedrange": True,
        },
        "legend": {"orientation": "h", "traceorder": "normal", "y": -0.15},
        "showlegend": bool(figure.stacks),
        "dragmode": False,
    }


def _plain(words: Markup) -> str:
    """Words without tags; in right-to-left isolated, so that "(n = 12)" stays where it belongs."""
    text = words.striptags()
    return f"\u2067{text}\u2069" if i18n.current().direction == "rtl" else text
