"""What surveys of a district found out: figures of their newest releases, with their subject."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from threading import Lock
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung import collector
from beteiligung.home.evidence import figure_of
from beteiligung.releases.models import Release
from beteiligung.releases.released import Asked, Released, read_whole
from beteiligung.releases.tokens import PEOPLE, Offer, Offered, offered_of
from beteiligung.surveys.models import Survey, survey_district
from beteiligung.surveys.questions.kind import Figures
from beteiligung.text import Translated
from beteiligung.themes.sorting import Subject, of_answer
from beteiligung.web.seams import Figure

OF_NOBODY = "_"  # how the names of language, channel and district begin, which nobody was asked
MOST_KEPT = 200  # releases whose figures a process remembers


@dataclass(frozen=True)
class Result:
    """A figure of a release, and what it is about; its words are put together when it is shown."""

    percent: int
    subject: Subject
    make: Callable[[], Figure]

    @cached_property
    def figure(self) -> Figure:
        """The figure itself, as a measure may keep it."""
        return self.make()


class _Out(NamedTuple):
    """A release that everybody may see: enough to find its figures."""

    number: int  # its id
    content: str  # hash of its document
    survey: str
    first: str  # short name of the first wave, so that later ones are sorted alike


_kept: dict[str, tuple[Result, ...]] = {}
_turn = Lock()


def results(session: Session, district_id: int) -> list[Result]:
    """The figures of every survey's newest release in a district, the last published in front.

    A release never changes, so what was read of one is remembered by the hash of its content.
    """
    outs = _newest(session, district_id)
    names = {out.content: f"{out.content} {out.first}" for out in outs}
    lacking = [out for out in outs if names[out.content] not in _kept]
    with collector.waiting():
        documents = _documents(session, [out.number for out in lacking])
        found = {
            names[out.content]: tuple(_results(out, read_whole(documents[out.number])))
            for out in lacking
        }
    with _turn:
        while _kept and len(_kept) + len(found) > MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept.update(found)
    known = {**_kept, **found}
    return [each for out in outs for each in known.get(names[out.content], ())]


def _newest(session: Session, district_id: int) -> list[_Out]:
    last = (
        select(Release.survey_id, func.max(Release.number).label("number"))
        .where(Release.published_at.is_not(None))
        .group_by(Release.survey_id)
        .subquery()
    )
    rows = session.execute(
        select(Release.id, Release.content_hash, Survey.slug, Survey.wave_of)
        .join(last, (last.c.survey_id == Release.survey_id) & (last.c.number == Release.number))
        .join(Survey, Survey.id == Release.survey_id)
        .join(survey_district, survey_district.c.survey_id == Survey.id)
        .where(survey_district.c.district_id == district_id)
        .order_by(Release.published_at.desc(), Release.id.desc())
    )
    return [_Out(row[0], row[1], row[2], row[3] or row[2]) for row in rows]


def _documents(session: Session, numbers: Sequence[int]) -> dict[int, dict[str, object]]:
    if not numbers:
        return {}
    rows = session.execute(select(Release.id, Release.document).where(Release.id.in_(numbers)))
    return {row[0]: row[1] for row in rows}


def _results(out: _Out, released: Released) -> Iterator[Result]:
    asked = (each for each in released.asked if not each.id.startswith(OF_NOBODY))
    for each in chain.from_iterable(offered_of(one, released) for one in asked):
        for offer in _telling(each):
            share, form = offer.figure.share, offer.figure.form
            if share is not None and form != PEOPLE:
                make = partial(figure_of, out.survey, released, each, offer)
                yield Result(round(100 * share), _subject(out.first, each, offer), make)


def _telling(each: Offered) -> Sequence[Offer]:
    """The offers that say most: of a scale its two best and two worst, else every answer."""
    together = [offer for offer in each.offers if len(offer.codes) > 1]
    return together or each.offers


def _subject(first: str, each: Offered, offer: Offer) -> Subject:
    asked = each.asked
    question = f"{first}/{asked.id}"
    if each.item is not None:
        row = next(item.code for item in asked.items if item.label is each.item)
        return of_answer(question, f".{row}", each.item, asked.text)
    if asked.figures == Figures.SEVERAL.value:
        [code] = offer.codes
        return of_answer(question, f":{code}", _label(asked, code), asked.text)
    return of_answer(question, "", asked.text, asked.text)


def _label(asked: Asked, code: str) -> Translated:
    return next(answer.label for answer in asked.answers if answer.code == code)
