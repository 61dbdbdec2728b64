"""What hidden numbers can be at most and at least: exact bounds by linear programming."""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import highspy
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Cell = tuple[int, str, str, str, str]  # as of which release, variable, split by, group, answer
Interval = tuple[int, int]
SLIP = 1e-6  # the solver's arithmetic, which is not exact
NO_END = 10**9  # people; larger than any city


class Contradiction(ArithmeticError):
    """No numbers fit the relations: one of them is not true of these people."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Numbers of people that hang together: what the cells add up to, each taken so many times."""

    parts: Mapping[Cell, int]
    least: int = 0
    most: int = 0
    over_time: bool = False  # between two releases: true as long as nobody takes an answer back

    @property
    def exact(self) -> bool:
        """Whether it says what the cells are together, not only that they are more or less."""
        return self.least == self.most

    def with_known(self, known: Mapping[Cell, int]) -> "Relation":
        """The same about the unknown cells alone."""
        found = sum(times * known[cell] for cell, times in self.parts.items() if cell in known)
        rest = {cell: times for cell, times in self.parts.items() if cell not in known}
        most = self.most if self.most >= NO_END else self.most - found
        least = self.least if self.least <= -NO_END else self.least - found
        return Relation(rest, least, most, self.over_time)


@dataclass(frozen=True)
class Component:
    """Unknown cells that hang together, with everything that is known about them."""

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]

    @property
    def mark(self) -> Hashable:
        """What tells it from every other."""
        lines = ((tuple(r.parts.items()), r.least, r.most) for r in self.relations)
        return self.cells, tuple(lines)


def following(relations: Iterable[Relation], known: Mapping[Cell, int]) -> dict[Cell, int]:
    """The numbers that follow from known ones by one subtraction after another."""
    found: dict[Cell, int] = {}
    waiting = [relation.with_known(known) for relation in relations if relation.exact]
    while True:
        left: list[Relation] = []
        for relation in (each.with_known(found) for each in waiting):
            if len(relation.parts) == 1:
                ((cell, times),) = relation.parts.items()
                found[cell] = relation.least // times
            elif relation.parts:
                left.append(relation)
        if len(left) == len(waiting):
            return found
        waiting = left


def components(relations: Iterable[Relation]) -> Iterator[Component]:
    """The relations sorted into parts that have no unknown cell in common."""
    leaders: dict[Cell, Cell] = {}

    def leader(cell: Cell) -> Cell:
        while leaders.setdefault(cell, cell) != cell:
            leaders[cell] = cell = leaders[leaders[cell]]
        return cell

    kept = [relation for relation in relations if relation.parts]
    for relation in kept:
        first, *others = relation.parts
        for other in others:
            leaders[leader(other)] = leader(first)
    parts: dict[Cell, tuple[dict[Cell, None], list[Relation]]] = {}
    for relation in kept:
        cells, together = parts.setdefault(leader(next(iter(relation.parts))), ({}, []))
        cells.update(dict.fromkeys(relation.parts))
        together.append(relation)
    for cells, together in parts.values():
        yield Component(tuple(cells), tuple(together))


def intervals(
    component: Component, lows: Mapping[Cell, int], wanted: Sequence[Cell], enough: int = NO_END
) -> dict[Cell, Interval]:
    """The smallest and the largest whole number that each wanted cell can be.

    One model for all of them: only what is made small or large changes. Whoever only wants to know
    whether the ends lie ``enough`` apart is spared what is seen on the way to others; such ends
    may lie further apart than said. Raises `Contradiction` where no numbers fit.
    """
    model = _model(component, lows)
    places = {cell: place for place, cell in enumerate(component.cells)}
    seen = _Seen(len(component.cells))
    for cell in wanted:
        place = places[cell]
        if seen.apart(place) < enough:
            model.changeColCost(place, 1.0)
            least, most = _ends(model, seen)
            model.changeColCost(place, 0.0)
            seen.settle(place, least, most)
    return {cell: seen.ends(places[cell]) for cell in wanted}


class _Seen:
    """The smallest and the largest number that each cell was in any solution."""

    def __init__(self, size: int) -> None:
        import numpy as np

        self.least = np.full(size, float(NO_END))
        self.most = np.full(size, -1.0)

    def note(self, values: Sequence[float]) -> None:
        import numpy as np

        self.least = np.minimum(self.least, values)
        self.most = np.maximum(self.most, values)

    def settle(self, place: int, least: float, most: float) -> None:
        self.least[place], self.most[place] = least, most

    def ends(self, place: int) -> Interval:
        low = math.ceil(self.least[place] - SLIP)
        return low, max(low, math.floor(min(self.most[place], NO_END) + SLIP))

    def apart(self, place: int) -> int:
        low, high = self.ends(place)
        return high - low


def _ends(model: "highspy.Highs", seen: _Seen) -> tuple[float, float]:
    import highspy

    least = _optimum(model, highspy.ObjSense.kMinimize, seen)
    return least, _optimum(model, highspy.ObjSense.kMaximize, seen)


def _optimum(model: "highspy.Highs", sense: "highspy.ObjSense", seen: _Seen) -> float:
    import highspy

    model.changeObjectiveSense(sense)
    model.run()
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        seen.note(model.getSolution().col_value)
        return float(model.getInfo().objective_function_value)
    if status in {
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }:
        return math.inf
    raise Contradiction(str(status))


def _model(component: Component, lows: Mapping[Cell, int]) -> "highspy.Highs":
    import highspy
    import numpy as np

    places = {cell: place for place, cell in enumerate(component.cells)}
    program = highspy.HighsLp()
    program.num_col_ = len(places)
    program.num_row_ = len(component.relations)
    program.col_cost_ = np.zeros(len(places))
    program.col_lower_ = np.array([lows.get(cell, 0) for cell in places], float)
    program.col_upper_ = np.full(len(places), highspy.kHighsInf)
    program.row_lower_ = _ended([relation.least for relation in component.relations])
    program.row_upper_ = _ended([relation.most for relation in component.relations])
    sizes = [len(relation.parts) for relation in component.relations]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array([0, *np.cumsum(sizes)], np.int32)
    program.a_matrix_.index_ = np.array(
        [places[cell] for relation in component.relations for cell in relation.parts], np.int32
    )
    program.a_matrix_.value_ = np.array(
        [times for relation in component.relations for times in relation.parts.values()], float
    )
    solver: Any = highspy.Highs
    model: highspy.Highs = solver.__base__()  # what is around it greets on the terminal
    model.setOptionValue("output_flag", "off")
    model.setOptionValue("presolve", "off")
    model.setOptionValue("threads", 1)
    model.passModel(program)
    return model


def _ended(ends: list[int]) -> "Numbers":
    import highspy
    import numpy as np

    infinite = highspy.kHighsInf
    return np.array(
        [infinite if end >= NO_END else -infinite if end <= -NO_END else end for end in ends], float
    )
