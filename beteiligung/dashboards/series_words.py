"""Words about figures over time: how many said so in each wave, and why waves are left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from beteiligung.dashboards.numbers import _, bdi, whole
from beteiligung.dashboards.over_time import Compared, Reason, Value, Wave
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.sentences import measure
from beteiligung.dashboards.small_groups import Shown
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.question import Option
from beteiligung.text import Translated
from beteiligung.web.layout import words

MANY = 2  # rows of which one can be the one that differs most
ALIKE = 5  # of 100 people: what is less may be chance, and no difference worth a sentence
LONG = 4  # points from which on a scale has two upper ones


@dataclass(frozen=True, slots=True)
class Point:
    """One wave of one question, as it may be seen."""

    label: Markup
    result: Result
    tables: tuple[Shown, ...]  # one, or one for each row of a matrix


def said(wave: Wave, reason: Reason, labels: Mapping[int, Markup]) -> Markup:
    """What is to be known about another wave, after its name."""
    values = {name: _value(value) for name, value in reason.values.items()}
    sentence = _(reason.message, **values)
    return Markup("{}: {}").format(labels[wave.survey.id], sentence)


def _value(value: Value) -> Markup:
    if isinstance(value, tuple):
        return listed([_quoted(label) for label in value])
    return bdi(words(value)) if isinstance(value, Translated) else bdi(value)


def _quoted(label: Translated) -> Markup:
    # An option may be a sentence of its own; inside another one its full stop would be too many.
    bare = {locale: text.rstrip(" .") for locale, text in label.texts.items()}
    return _("“%(label)s”", label=bdi(words(Translated(bare, label.source))))


def sentence(compared: Compared, points: Sequence[Point]) -> Markup:
    """How many of 100 gave an answer in each wave; of several rows, where they differ most."""
    asked = compared.asked
    if asked.figures is Figures.NUMBER:
        return _mean_sentence(points)
    return _of_scale(compared, points) if asked.question.scale else _of_options(compared, points)


def _of_scale(compared: Compared, points: Sequence[Point]) -> Markup:
    asked = compared.asked
    codes = _upper(asked.options)
    spread = {place: _shares(points, place, codes) for place in range(len(points[0].tables))}
    answers = _either([option for option in asked.options if option.code in codes])
    place = _widest(spread)
    if place is None:
        return _too_few()
    over_time = _over_time(points, spread[place])
    if len(asked.items) < MANY:
        return _("%(answers)s: %(shares)s.", answers=answers, shares=over_time)
    if _distance(spread[place]) < ALIKE:
        return _alike()
    return _(
        "The largest difference is at %(row)s. %(answers)s: %(shares)s.",
        row=_quoted(asked.items[place].label),
        answers=answers,
        shares=over_time,
    )


def _of_options(compared: Compared, points: Sequence[Point]) -> Markup:
    options = [option for option in compared.asked.options if not option.missing]
    shares = {at: _shares(points, 0, [option.code]) for at, option in enumerate(options)}
    widest = _widest(shares)
    if widest is None:
        return _too_few()
    if _distance(shares[widest]) < ALIKE:
        return _alike()
    return _(
        "The largest difference is at %(row)s: %(shares)s.",
        row=_quoted(options[widest].label),
        shares=_over_time(points, shares[widest]),
    )


def _mean_sentence(points: Sequence[Point]) -> Markup:
    parts = []
    for point in points:
        measures, base = point.result.measures, point.tables[0].base
        if measures is None or not measures.n or base.count is None:
            return _too_few()
        mean = bdi(measure(measures.mean))
        parts.append(_("%(mean)s on average in %(wave)s", mean=mean, wave=point.label))
    return Markup("{}.").format(listed(parts))


def _over_time(points: Sequence[Point], shares: Sequence[float]) -> Markup:
    return listed(
        [
            _("%(share)s of 100 people in %(wave)s", share=whole(share), wave=point.label)
            for point, share in zip(points, shares, strict=True)
        ]
    )


def listed(parts: Sequence[Markup]) -> Markup:
    """Several parts of a sentence, one after the other."""
    first, *others = parts
    for part in others:
        first = _("%(list)s, %(next)s", list=first, next=part)
    return first


def _shares(points: Sequence[Point], place: int, codes: Sequence[str]) -> list[float]:
    """The share of these answers in each wave; nothing where one of them may not be seen."""
    found = []
    for point in points:
        cells = [point.tables[place].cells[code] for code in codes]
        if not point.tables[place].base.count or any(cell.share is None for cell in cells):
            return []
        found.append(sum(cell.share or 0 for cell in cells))
    return found


def _widest(spread: Mapping[int, Sequence[float]]) -> int | None:
    """Where waves differ most; nothing where a hidden one might be it."""
    if not spread or not all(spread.values()):
        return None
    return max(spread, key=lambda at: max(spread[at]) - min(spread[at]))


def _distance(shares: Sequence[float]) -> int:
    """How far waves are apart, of 100 people, as the sentence would say it."""
    said = [whole(share) for share in shares]
    return max(said) - min(said)


def _alike() -> Markup:
    return _(
        "In all waves people answered nearly alike: nowhere are %(points)s of 100 people between "
        "them.",
        points=ALIKE,
    )


def _upper(options: Sequence[Option]) -> list[str]:
    codes = [option.code for option in options if not option.missing]
    return codes[: 2 if len(codes) >= LONG else 1]


def _either(options: Sequence[Option]) -> Markup:
    first, *others = [_quoted(option.label) for option in options]
    return _("%(first)s or %(second)s", first=first, second=others[0]) if others else first


def _too_few() -> Markup:
    return _("Too few people for a sentence: small groups are not shown.")
