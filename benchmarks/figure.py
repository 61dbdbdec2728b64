"""One measured figure beside its yardstick, and how figures are printed and kept."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

NARROW, WIDE = 9, 24


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, what it stands beside, and whether the goal is met."""

    name: str
    value: float
    unit: str
    yardstick: str
    yardstick_value: float
    ratio: float
    goal: str
    met: bool


def times(name: str, value: float, unit: str, yardstick: tuple[str, float], most: float) -> Figure:
    """A figure that may be so many times its yardstick."""
    label, other = yardstick
    ratio = value / other
    return Figure(name, value, unit, label, other, ratio, f"≤ {most:g} ×", ratio <= most)


def at_most(name: str, value: float, unit: str, most: float) -> Figure:
    """A figure with an upper bound, which is its own yardstick."""
    goal = f"≤ {most:g} {unit}".rstrip()
    return Figure(name, value, unit, "bound", most, _share(value, most), goal, value <= most)


def at_least(name: str, value: float, unit: str, least: float) -> Figure:
    """A figure with a lower bound, which is its own yardstick."""
    goal = f"≥ {least:g} {unit}".rstrip()
    return Figure(name, value, unit, "bound", least, _share(value, least), goal, value >= least)


def table(figures: Sequence[Figure]) -> str:
    """All figures, a line each, in columns."""
    wide = max(len(figure.name) for figure in figures)
    lines = [_line(wide, "", "measured", "yardstick", "", "ratio", "goal")]
    lines += [
        _line(
            wide,
            figure.name,
            f"{_short(figure.value)} {figure.unit}".strip(),
            figure.yardstick,
            _short(figure.yardstick_value),
            f"{figure.ratio:.2f}",
            f"{figure.goal}  {'met' if figure.met else 'NOT MET'}",
        )
        for figure in figures
    ]
    return "\n".join(lines)


def keep(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as JSON, for whoever compares runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = [asdict(figure) for figure in figures]
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _line(wide: int, name: str, *columns: str) -> str:
    value, label, other, ratio, goal = columns
    return f"{name:{wide}}  {value:>14}  {label:<{WIDE}} {other:>{NARROW}} {ratio:>6}  {goal}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004 - three digits tell enough


def _share(value: float, bound: float) -> float:
    return value / bound if bound else float(value > 0)
