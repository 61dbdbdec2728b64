"""How many stored answers a change of a live survey touches."""

from collections.abc import Sequence
from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.models import Survey
from beteiligung.surveys.variables import CHOSEN, DECLINED, FIRST, Asked
from beteiligung.surveys.weight import Step, Touch

if TYPE_CHECKING:
    from beteiligung.surveys.columns import Numbers, Rows


def touched(session: Session, survey: Survey, steps: Sequence[Step]) -> list[int | None]:
    """Step by step: how many filled questionnaires it touches, in all districts.

    Only answers that count are counted; a declined one is no answer here. None where a step
    touches nothing that was stored.
    """
    if not any(step.touch for step in steps):
        return [None] * len(steps)
    counted = columns(session, survey)
    asked = {each.question.id: each for each in counted.asked}
    return [
        int(_rows(counted, asked[step.question], step.touch).sum())
        if step.touch is not None and step.question in asked
        else None
        for step in steps
    ]


def _rows(counted: Columns, asked: Asked, touch: Touch) -> "Rows":
    name = asked.question.id
    if touch.line:
        return counted.codes[f"{name}__{touch.line}"] >= FIRST
    if touch.item:
        return counted.codes[f"{name}.{touch.item}"] >= FIRST
    if touch.code:
        return _chosen(counted, asked, touch.code)
    if touch.below is not None:
        return _measured(counted, asked) < touch.below
    if touch.above is not None:
        return _measured(counted, asked) > touch.above
    own = [counted.codes[each.key] > DECLINED for each in asked.variables()]
    return _any_of(counted, own)


def _chosen(counted: Columns, asked: Asked, code: str) -> "Rows":
    """Who chose an option, ranked it, or gave it points."""
    key = f"{asked.question.id}:{code}"
    if key in counted.numbers:
        return _any_of(counted, [counted.numbers[key] > 0])
    if key in counted.codes:
        return _any_of(counted, [counted.codes[key] == CHOSEN])
    number = FIRST + asked.codes.index(code)
    own = [each.key for each in asked.variables() if each.codes]
    return _any_of(counted, [counted.codes[key] == number for key in own])


def _measured(counted: Columns, asked: Asked) -> "Numbers":
    """What a limit is about: the number itself, or how many options were chosen."""
    name = asked.question.id
    if name in counted.numbers:
        return counted.numbers[name]
    none = (counted.ids < 0).astype(float)
    return reduce(add, (_chosen(counted, asked, code) for code in asked.codes), none)


def _any_of(counted: Columns, some: "Sequence[Rows]") -> "Rows":
    return reduce(or_, some, counted.ids < 0)
