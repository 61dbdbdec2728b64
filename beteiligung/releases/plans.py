"""What staff choose of a release: the order, what is left out, and by what it is split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beteiligung.releases.subjects import Subject, age_question


@dataclass(frozen=True, slots=True)
class Plan:
    """The chosen order, the questions left out with the reason, and those that split others."""

    order: tuple[str, ...]
    omitted: Mapping[str, Mapping[str, str]]
    by: tuple[str, ...]


def planned(raw: Mapping[str, Any], found: Sequence[Subject]) -> Plan:
    """The plan for these questions: what it does not name comes in the questionnaire's order.

    Without a choice others are split by people's age, if that was asked. Reasons may be one text,
    in German, or a text per language.
    """
    ids = [subject.id for subject in found]
    first = [id_ for id_ in raw.get("order") or () if id_ in ids]
    age = age_question(found)
    wanted = raw.get("by", [age] if age else [])
    can_split = {subject.id for subject in found if subject.splits}
    omitted = {
        id_: dict(reason) if isinstance(reason, Mapping) else {"de": str(reason)}
        for id_, reason in (raw.get("omitted") or {}).items()
        if id_ in ids
    }
    return Plan(
        order=tuple(dict.fromkeys((*first, *ids))),
        omitted=omitted,
        by=tuple(id_ for id_ in dict.fromkeys(wanted) if id_ in can_split),
    )
