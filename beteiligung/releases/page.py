"""A release as its page tells it: every question, who took part, what was left out and why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.figures import Figure, drawn
from beteiligung.dashboards.numbers import _, bdi
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.tables import Table
from beteiligung.i18n import ngettext
from beteiligung.releases import seen
from beteiligung.releases.models import Release
from beteiligung.releases.released import Asked, Released, read
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.question import Item
from beteiligung.tally import PublicTally, Why
from beteiligung.text import Translated
from beteiligung.web.layout import paragraphs, words

MOST_COLUMNS = 8  # of a table that stands upright: more do not fit on paper
MOST_KEPT = 200  # pages that a worker remembers
KNOWN = ("_language", "_channel", "_district")  # what a release knows without asking anybody


class Split(NamedTuple):
    """How groups of people answered a question, such as each age; of a matrix one row of it."""

    row: Markup
    figure: Figure


class Part(NamedTuple):
    """One question on the page, then how each group answered it, by the question that groups."""

    figure: Figure
    splits: tuple[tuple[Markup, tuple[Split, ...]], ...] = ()
    hidden: bool = False  # whether a number of it is not shown
    notes: tuple[tuple[Markup, Markup], ...] = ()  # themes, each with what people say about it

    @property
    def gaps(self) -> bool:
        """Whether something is missing in the picture, since it is hidden."""
        if self.figure.stacks:
            return any(not stack.parts or None in stack.parts for stack in self.figure.stacks)
        return any(bar.length is None for bar in self.figure.bars)

    @property
    def pictured(self) -> bool:
        """Whether there is a picture to take along."""
        return bool(self.figure.bars or any(stack.parts for stack in self.figure.stacks))


class LeftOut(NamedTuple):
    """A question without figures, and why."""

    title: Markup
    reason: Markup


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the figures of a release say, in the page's language."""

    count: Markup
    period: Markup
    parts: tuple[Part, ...]
    people: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    hidden: bool


class Kept:
    """Pages that were made already: a release never changes, so they are made once a language."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Page] = {}

    def get(self, release: Release) -> Page:
        """The page of a release in the language of this moment."""
        key = release.content_hash, i18n.current().id
        if key not in self._pages:
            if len(self._pages) >= MOST_KEPT:
                self._pages.clear()
            self._pages[key] = page(read(release.document))
        return self._pages[key]


_KEPT = Kept()


def page_of(release: Release) -> Page:
    """The page of a release."""
    return _KEPT.get(release)


def page(released: Released) -> Page:
    """What the figures of a release say, in the language of this moment."""
    grouping = {tally.by for tally in released.tallies if tally.by}
    told = [part(released, asked) for asked in released.asked if _has_figures(released, asked)]
    people = [each for each in told if each.figure.name in KNOWN or each.figure.name in grouping]
    return Page(
        count=count(released),
        period=period(released),
        parts=tuple(each for each in told if each not in people),
        people=tuple(sorted(people, key=lambda each: each.figure.name not in KNOWN)),
        left_out=tuple(_left_out(released)),
        hidden=any(each.hidden for each in told),
    )


def part(released: Released, asked: Asked) -> Part:
    """One question with its figure and its splits."""
    tallies = [tally for tally in released.tallies if tally.question == asked.id]
    groups = dict.fromkeys(tally.by for tally in tallies if tally.by)
    return Part(
        figure=figure(released, asked),
        splits=tuple(
            (words(blanked(released.by_id[by].text)), tuple(_splits(released, asked, by)))
            for by in groups
        ),
        hidden=any(
            cell.why is not Why.SHOWN for tally in tallies for cell in (*tally.cells, *tally.others)
        ),
        notes=tuple(
            (words(answer.label), paragraphs(answer.note))
            for answer in asked.answers
            if answer.note
        ),
    )


def figure(released: Released, asked: Asked) -> Figure:
    """A question's sentence, picture and table."""
    made = drawn(seen.result(released, asked), seen.tables(released, asked))
    kept = {tally.as_of for tally in released.tallies_of(asked.id)} - {released.number}
    if asked.id in KNOWN:
        made = made._replace(sentence=_about_people(released, asked))
    if kept:
        since = _("These figures stand as in result %(number)s.", number=min(kept))
        made = made._replace(base=Markup(" · ").join([made.base, since]))
    return made


def _about_people(released: Released, asked: Asked) -> Markup:
    """The most frequent language, way or place: nobody chose it among the others."""
    (tally,) = released.tallies_of(asked.id)
    shares = {each.code: tally.share(each.code) for each in asked.answers}
    first = max(shares, key=lambda code: shares[code] or 0, default="")
    if not shares.get(first):
        return Markup()
    label = next(words(each.label) for each in asked.answers if each.code == first)
    said = {"label": bdi(label), "share": shares[first]}
    return _("%(label)s: %(share)s of 100 questionnaires.", **said)


def count(released: Released) -> Markup:
    """How many took part: exactly, or between which numbers."""
    if released.total is None:
        low, high = (i18n.number(end) for end in (released.at_least, released.at_most))
        return _("%(low)s to %(high)s questionnaires", low=bdi(low), high=bdi(high))
    said = ngettext("%(num)s questionnaire", "%(num)s questionnaires", released.total)
    return Markup("{}").format(said)


def period(released: Released) -> Markup:
    """From which day to which day people answered."""
    if released.first is None or released.last is None:
        return Markup()
    first, last = (bdi(i18n.day(day)) for day in (released.first, released.last))
    return _("%(first)s to %(last)s", first=first, last=last)


def _here(text: str) -> Translated:
    return Translated({i18n.current().id: text}, i18n.current().id)


def _has_figures(released: Released, asked: Asked) -> bool:
    found = released.tallies_of(asked.id)
    return bool(found) and asked.omitted is None and not asked.dropped


def _left_out(released: Released) -> Iterator[LeftOut]:
    for asked in released.asked:
        title = words(blanked(asked.text))
        if asked.omitted is not None:
            yield LeftOut(title, words(asked.omitted))
        elif asked.dropped:
            yield LeftOut(title, _(asked.dropped))
        elif not released.tallies_of(asked.id):
            yield LeftOut(title, _("There are no figures for this question."))


def _splits(released: Released, asked: Asked, by: str) -> Iterator[Split]:
    """A table of groups for the question; for a matrix, one for each of its rows."""
    tallies = released.tallies_of(asked.id, by)
    for item in asked.items or (None,):
        of_row = [each for each in tallies if each.item == (item.code if item else None)]
        if of_row:
            row = words(item.label) if item else Markup()
            yield Split(row, _of_groups(released, asked, by, of_row))


def _of_groups(released: Released, asked: Asked, by: str, tallies: list[PublicTally]) -> Figure:
    """Groups drawn like the rows of a matrix: the same scale for each."""
    labels = {each.code: each.label for each in released.by_id[by].answers}
    found = seen.result(released, asked).asked
    groups = tuple(
        Item(str(each.group), labels.get(str(each.group), _here(str(each.group))))
        for each in tallies
    )
    question = replace(found.question, kind="matrix", items=groups)
    result = Result(found._replace(question=question, items=groups), ())
    made = drawn(result, [seen.shown(asked, each) for each in tallies])
    if made.table is None:
        return made
    table = made.table._replace(heads=(_("Group"), *made.table.heads[1:]))
    return made._replace(table=upright(table))


def upright(table: Table) -> Table:
    """A table of more columns than fit on paper stands on its side: a column for each group."""
    if len(table.heads) <= MOST_COLUMNS or len(table.rows) >= len(table.heads) - 1:
        return table
    groups = tuple(Markup("{}").format(row[0]).striptags() for row in table.rows)
    rows = zip(table.heads[1:], *(row[1:] for row in table.rows), strict=True)
    return Table(heads=(_("Answer"), *groups), rows=tuple(rows))
