"""The groups that a question can be split by: what people answered elsewhere, or where they are."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.dashboards import filters
from beteiligung.districts.models import District
from beteiligung.locales import BY_ID
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.questions.question import Option
from beteiligung.text import Translated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from beteiligung.surveys.growing import Words

Rows = TypeVar("Rows", "Words", "NDArray[np.bool_]")
LANGUAGE, DISTRICT, CHANNEL = "_language", "_district", "_channel"


def groups(session: Session, found: Columns, by: str) -> Iterator[tuple[Option, "Words"]]:
    """Each group with its rows; none if nothing can be split by this.

    Options of several answers overlap: a person stands in each group whose option she chose.
    """
    if by == DISTRICT:
        yield from _districts(session, found)
    elif by in {LANGUAGE, CHANNEL}:
        column = found.language if by == LANGUAGE else found.channel
        for value in sorted(map(str, column.values)):
            yield Option(value, _said(by, value)), filters.of_values(column, (value,))
    else:
        for asked in found.asked:
            if by in {asked.question.id, *map(asked.question.item_name, asked.items)}:
                for option in asked.options:
                    yield option, filters.of_answer(found, by, option.code)


def joined(
    parts: Iterable[tuple[Option, Rows]], codes: Collection[str]
) -> Iterator[tuple[Option, Rows]]:
    """The groups, with each whose code is among these put together with the one before it."""
    before: tuple[Option, Rows] | None = None
    for option, rows in parts:
        if before is None or option.code not in codes:
            if before is not None:
                yield before
            before = option, rows
        else:
            before = _both(before[0], option), before[1] | rows
    if before is not None:
        yield before


def _both(first: Option, second: Option) -> Option:
    """Two neighbouring answers as one: "60 to 74 / 75 or older"."""
    texts = {
        locale: f"{words} / {second.label.texts[locale]}"
        for locale, words in first.label.texts.items()
        if locale in second.label.texts
    }
    label = Translated(texts, first.label.source)
    return first._replace(code=f"{first.code}+{second.code}", label=label)


def _districts(session: Session, found: Columns) -> Iterator[tuple[Option, "Words"]]:
    there = [value for value in found.district.values if value is not None]
    wanted = select(District).where(District.id.in_(there)).order_by(District.id)
    for district in session.scalars(wanted):
        yield (
            Option(district.slug, district.area.named),
            filters.of_values(found.district, (district.id,)),
        )


def _said(by: str, value: str) -> Translated:
    """A language's own name; how an answer came has its words in the catalogues."""
    if by == LANGUAGE and value in BY_ID:
        return Translated({value: BY_ID[value].name}, value)
    return Translated({"en": value}, "en")
