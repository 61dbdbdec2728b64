"""What is known of a district, field of action by field of action, each way of saying it apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.districts.models import Area, District, Place, lies_in
from beteiligung.measures.models import Measure
from beteiligung.measures.queries import Wish, measures_of
from beteiligung.themes import given
from beteiligung.themes.given import Heap
from beteiligung.themes.heard import Heard, heard
from beteiligung.themes.results import Result, results
from beteiligung.themes.sorting import Subject, by_hand, field_of
from beteiligung.themes.standard import ACROSS
from beteiligung.web.seams import ShownIdea

FEW, MANY = 6, 60  # of a kind, where all themes stand on a page, and where there is one


class Found(NamedTuple):
    """Everything that was said in a district, not yet sorted."""

    results: Sequence[Result]
    heaps: Sequence[Heap]
    topics: Sequence[Heard]
    measures: Sequence[Measure]
    by_hand: Mapping[str, str]


class Theme(NamedTuple):
    """A field of action, and what people said about it."""

    field: str  # "" for what belongs to none
    results: Sequence[Result]  # the largest shares, at most so many
    result_count: int  # how many there are
    heaps: Sequence[Heap]
    ideas: Sequence[ShownIdea]  # the most supported, at most so many
    topics: Sequence[Heard]
    measures: Sequence[Measure]

    @property
    def idea_count(self) -> int:
        """How many ideas there are."""
        return sum(heap.ideas for heap in self.heaps)

    @property
    def supporters(self) -> int:
        """How often devices support them, all together."""
        return sum(heap.supporters for heap in self.heaps)

    @property
    def talks(self) -> int:
        """In how many talks people spoke of it; one talk may have two topics."""
        return sum(topic.n for topic in self.topics)

    @property
    def weight(self) -> int:
        """How many voices there are: ideas, supports and talks."""
        return self.idea_count + self.supporters + self.talks


def found_in(
    session: Session, asker: Asker, district: District, area: Area | None, today: date
) -> Found:
    """What was said in a district; ideas and talks also of one of its areas only."""
    return Found(
        results(session, district.id),
        given.heaps(session, district.id, area.id if area else None),
        heard(session, area.id if area else district.area_id, today),
        measures_of(session, asker, Role.MANAGER, wish=Wish(district=district.id)),
        by_hand(session, district.id),
    )


def themes(
    session: Session,
    found: Found,
    district: District,
    area: Area | None,
    *,
    at: datetime,
    only: str | None = None,
) -> list[Theme]:
    """The themes with something in them, those with the most voices in front."""
    most = FEW if only is None else MANY
    inside = area.id if area else None
    ideas = given.most_supported(session, district.id, inside, at=at, most=most)
    fields = _sorted(found)
    names = [only] if only is not None else list(fields)
    made = [_theme(name, fields[name], ideas, found.measures) for name in names]
    return [_cut(theme, most) for theme in sorted(made, key=_place)]


def subjects(found: Found) -> list[Subject]:
    """Everything that can be sorted, each once, in its order."""
    every = [heap.subject for heap in found.heaps]
    every += [topic.subject for topic in found.topics]
    every += [result.subject for result in found.results]
    return list({subject.key: subject for subject in every}.values())


def taken(measures: Iterable[Measure]) -> dict[str, list[str]]:
    """Beside which measures a figure or an idea stands already, by its key or number."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for measure in measures:
        of_ideas = (idea.reference for idea in measure.ideas)
        for key in (*(figure.key for figure in measure.figures), *of_ideas):
            found[key].append(measure.reference)
    return found


def areas_in(session: Session, district_id: int) -> list[Area]:
    """The areas in which places of a district lie."""
    places = select(Place.id).where(Place.district_id == district_id)
    there = select(lies_in.c.area_id).where(lies_in.c.place_id.in_(places))
    return list(session.scalars(select(Area).where(Area.id.in_(there)).order_by(Area.code)))


class _Part(NamedTuple):
    """What belongs to one field."""

    results: list[Result]
    heaps: list[Heap]
    topics: list[Heard]


def _sorted(found: Found) -> defaultdict[str, _Part]:
    fields: defaultdict[str, _Part] = defaultdict(lambda: _Part([], [], []))
    for heap in found.heaps:
        fields[field_of(heap.subject, found.by_hand)].heaps.append(heap)
    for topic in found.topics:
        fields[field_of(topic.subject, found.by_hand)].topics.append(topic)
    for result in found.results:
        fields[field_of(result.subject, found.by_hand)].results.append(result)
    return fields


def _theme(
    name: str, part: _Part, ideas: Sequence[given.Given], measures: Sequence[Measure]
) -> Theme:
    mine = {heap.category_id for heap in part.heaps}
    return Theme(
        field=name,
        results=sorted(part.results, key=lambda each: -each.percent),
        result_count=len(part.results),
        heaps=part.heaps,
        ideas=[each.idea for each in ideas if each.category_id in mine],
        topics=part.topics,
        measures=[measure for measure in measures if name and measure.topic == name],
    )


def _cut(theme: Theme, most: int) -> Theme:
    return theme._replace(results=theme.results[:most], ideas=theme.ideas[:most])


def _place(theme: Theme) -> tuple[int, int, str]:
    """Most voices first; what belongs to every field, and what to none, last."""
    last = 2 if not theme.field else int(theme.field == ACROSS)
    return (last, -theme.weight, theme.field)
