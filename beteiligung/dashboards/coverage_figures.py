"""Coverage as a page shows it: pairs of bars, tables, whence figures come, what is left out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.coverage import Compared, Share
from beteiligung.dashboards.gaps import Gap, gaps_of, people_words
from beteiligung.dashboards.matching import Group, Match
from beteiligung.dashboards.numbers import _, bdi, count_words, ngettext, percent, signed, whole
from beteiligung.dashboards.reached import ELSEWHERE, Reached
from beteiligung.dashboards.small_groups import Cell
from beteiligung.dashboards.tables import Table
from beteiligung.districts.population import AGE, GENDER
from beteiligung.text import N_
from beteiligung.web.layout import words

VARIABLES: Mapping[str, str] = {AGE: N_("Age"), GENDER: N_("Gender")}
Say = Callable[[str], str]
WIDEST = 0.9  # of the picture's width that the longest bar takes


class Pair(NamedTuple):
    """Two bars: the answers' share and the residents', as lengths in per cent and in words."""

    label: Markup
    answers: float | None
    answers_words: Markup
    residents: float
    residents_words: Markup


@dataclass(frozen=True, slots=True)
class CoverageFigure:
    """One variable of a district's residents beside the answers."""

    variable: str
    title: Markup
    sentence: Markup
    gaps: tuple[Gap, ...]
    pairs: tuple[Pair, ...]
    table: Table | None
    source: Markup
    notes: tuple[Markup, ...]
    belongs: bool  # whether a question belongs to it


@dataclass(frozen=True, slots=True)
class Listed:
    """Answers by what they came from: bars, and a sentence about what brought none."""

    title: Markup
    head: Markup
    bars: tuple[tuple[Markup, float | None, Markup], ...]
    sentence: Markup | None = None
    rest: Markup | None = None  # answers that no bar stands for


def coverage_figure(one: Compared) -> CoverageFigure:
    """A variable as the page shows it."""
    gaps = gaps_of(one)
    return CoverageFigure(
        variable=one.variable,
        title=variable_words(one.variable),
        sentence=_sentence(one, gaps),
        gaps=gaps,
        pairs=_pairs(one),
        table=_table(one) if one.shares else None,
        source=source_words(one),
        notes=(*_waiting(one), *_notes(one)),
        belongs=one.match.asked is not None,
    )


def variable_words(variable: str) -> Markup:
    """What a variable of the residents is called."""
    return _(VARIABLES[variable]) if variable in VARIABLES else bdi(variable)


def source_words(one: Compared) -> Markup:
    """Whence and of when the figures of residents are, and of how many answers the others."""
    said = [
        _(
            "Residents as of %(day)s, source: %(source)s.",
            day=bdi(i18n.day(one.day)),
            source=bdi(one.source),
        )
    ]
    if one.answers is not None:
        said.append(
            ngettext("Per cent of %(num)s answer.", "Per cent of %(num)s answers.", one.answers)
        )
    return Markup(" ").join(said)


def group_label(match: Match, group: Group) -> Markup:
    """A group in the words of its answers."""
    return Markup(", ").join(words(option.label) for option in match.options(group.answers))


def _sentence(one: Compared, gaps: tuple[Gap, ...]) -> Markup:
    if one.match.asked is None or not one.match.groups:
        return _("No question of this survey belongs to these figures.")
    if one.few:
        return _("Fewer than 5 people have answered this so far.")
    if gaps:
        names = Markup(", ").join(gap.people for gap in gaps)
        return _("Clearly fewer answers than residents: %(people)s.", people=names)
    return _("No group is clearly missing.")


def _pairs(one: Compared) -> tuple[Pair, ...]:
    longest = max((max(share.lives, share.answered or 0) for share in one.shares), default=1)
    scale = WIDEST * 100 / longest if longest else 0
    return tuple(
        Pair(
            label=group_label(one.match, share.group),
            answers=None if share.answered is None else round(share.answered * scale, 1),
            answers_words=_answered(share),
            residents=round(share.lives * scale, 1),
            residents_words=bdi(percent(share.lives)),
        )
        for share in one.shares
    )


def _table(one: Compared) -> Table:
    rows = tuple(
        (
            group_label(one.match, share.group),
            count_words(share.answers),
            _answered(share),
            bdi(i18n.number(share.people)),
            bdi(percent(share.lives)),
            _difference(share),
        )
        for share in one.shares
    )
    return Table(
        heads=(
            _("Group"),
            _("Answers"),
            _("Per cent of the answers"),
            _("Residents"),
            _("Per cent of the residents"),
            _("Difference in points"),
        ),
        rows=rows,
    )


def _answered(share: Share) -> Markup:
    if share.answered is None:
        return count_words(share.answers)
    said = bdi(percent(share.answered))
    return _("about %(share)s", share=said) if share.roughly else said


def _difference(share: Share) -> Markup:
    if share.answered is None or share.roughly:
        return Markup("–")
    points = whole(share.answered) - whole(share.lives)
    return signed(f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points)}")


def _waiting(one: Compared) -> Iterable[Markup]:
    """That there are newer figures, which nobody can be compared with yet."""
    if one.newer:
        yield _(
            "The figures of %(day)s are newer, but no answer belongs to their groups. Until"
            " somebody says what belongs together, the older ones are used.",
            day=i18n.day(one.newer),
        )


def _notes(one: Compared) -> Iterable[Markup]:
    """What is left out of the comparison, and what is counted together."""
    match = one.match
    if match.asked is None:
        return
    if match.categories:
        names = Markup(", ").join(map(bdi, match.categories))
        yield ngettext(
            "Left out, for no answer belongs to them: %(names)s (%(num)s person).",
            "Left out, for no answer belongs to them: %(names)s (%(num)s people).",
            one.left_out,
            names=names,
        )
    if match.answers:
        labels = group_label(match, Group((), match.answers))
        yield _(
            "Left out, for no figures of residents belong to them: %(answers)s.",
            answers=labels,
        )
    for group in match.groups:
        if len(group.categories) > 1 and len(group.answers) > 1:
            yield _("Counted together: %(people)s.", people=people_words(match, group))
    if any(share.roughly for share in one.shares):
        yield _("“About” is told in steps of 5 per cent: such shares need not add up to 100.")


# ---- by language, way and place ------------------------------------------------------------------


def listed(found: Reached, language: Say, channel: Say) -> tuple[Listed, ...]:
    """Answers by language, by way and by place, each with what has brought none."""
    languages = [(bdi(language(name)), cell) for name, cell in found.languages.items()]
    channels = [(bdi(channel(name)), cell) for name, cell in found.channels.items()]
    places = [(bdi(name), cell) for name, cell in found.places if name != ELSEWHERE]
    nowhere = [cell for name, cell in found.places if name == ELSEWHERE]
    unheard = Markup(", ").join(bdi(language(name)) for name in found.unheard)
    silent = Markup(", ").join(map(bdi, found.silent))
    return (
        Listed(
            _("Languages"),
            _("Language"),
            _bars(languages),
            _("Nobody has answered in %(languages)s yet.", languages=unheard) if unheard else None,
        ),
        Listed(_("How answered"), _("Way"), _bars(channels)),
        Listed(
            _("Places"),
            _("Place"),
            _bars(places),
            _("No answer yet: %(places)s. Does the code still hang there?", places=silent)
            if silent
            else None,
            _("Answers without a place: %(count)s.", count=count_words(nowhere[0])),
        ),
    )


def _bars(rows: Iterable[tuple[Markup, Cell]]) -> tuple[tuple[Markup, float | None, Markup], ...]:
    pairs = list(rows)
    longest = max((cell.count or 0 for _, cell in pairs), default=0) or 1
    return tuple(
        (
            label,
            None if cell.count is None else round(cell.count * 100 / longest, 1),
            count_words(cell),
        )
        for label, cell in pairs
    )
