"""Questions made of any list of people, so that a city's own tables can be protected too."""

import re
from collections.abc import Sequence

from beteiligung.releases.subjects import Choice, Coded, Subject, mostly_numbers
from beteiligung.surveys.questions.kind import Figures


def subject_of(
    name: str, values: Sequence[str], *, splits: bool, strict: bool, ordered: bool | None = None
) -> Subject:
    """A column of a list as a question: each person has one value, or "" for none.

    ``splits``: others are split by it, so rare values are put together. Values have an order if
    they say so, or if most of them begin with a number; then they are sorted by the first one.
    """
    import numpy as np

    found = list(dict.fromkeys(value for value in values if value))
    has_order = mostly_numbers(found) if ordered is None else ordered
    if has_order and ordered is None:
        found.sort(key=_first_number)
    at = {value: place for place, value in enumerate(found)}
    places = np.array([at.get(value, -1) for value in values], np.int64)
    return Subject(
        id=name,
        kind="single",
        figures=Figures.CHOICE,
        text={"de": name},
        choices=tuple(Choice(value, {"de": value}) for value in found),
        coded=(Coded(None, np.ones(len(places), bool), places >= 0, places),),
        ordered=has_order,
        who=splits,
        sensitive=strict,
    )


def _first_number(value: str) -> tuple[bool, float, str]:
    """The place of a value: "under 16" comes before everything from 16 on."""
    digits = ""
    for sign in value:
        if sign.isdigit():
            digits += sign
        elif digits:
            break
    upto = _BELOW.match(value.casefold()) is not None
    return not digits, float(digits or 0) - 0.5 * upto, value


_BELOW = re.compile(r"(?:u|lt|le|unter|under|bis|[<≤])[ _]*\d")
