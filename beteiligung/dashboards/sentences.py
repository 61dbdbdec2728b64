"""Words about figures: sentences made from numbers, never more than the numbers say."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards import few_words
from beteiligung.dashboards.few_words import MOST_NAMED, are_few
from beteiligung.dashboards.measures import HOUR, Measures
from beteiligung.dashboards.numbers import _, bdi, ngettext, whole
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.small_groups import FEWEST, Shown, Veil
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import Asked
from beteiligung.text import Translated
from beteiligung.web.layout import words

HALF = 50  # only what more than so many of 100 said is what "most people" said


def about(result: Result, tables: Sequence[Shown], *, open_: bool) -> Markup:
    """One sentence about a question's answers."""
    asked, table = result.asked, tables[0]
    if all(table.base.count == 0 for table in tables):
        return _all_left_out(asked, tables) or _("Nobody has answered this question yet.")
    if result.measures is not None:
        return _about_measures(result.measures, table)
    if asked.figures is Figures.ROWS:
        return _about_matrix(asked, tables)
    if asked.figures in _PLAIN:
        return _PLAIN[asked.figures](table)
    if asked.figures in {Figures.RANKS, Figures.SHARES}:
        return _about_means(result, table, open_=open_)
    if asked.question.scale and table.whole and len(asked.options) > 1:
        return _about_scale(asked, table)
    return _about_options(asked, table)


def _all_left_out(asked: Asked, tables: Sequence[Shown]) -> Markup | None:
    """That all who answered chose what no per cent are taken of; none if nobody chose it openly."""
    chosen = {code for table in tables for code in table.missing if table.cells[code].count}
    labels = [quoted(option.label) for option in asked.options if option.code in chosen]
    if not labels:
        return None
    named = Markup(", ").join(labels)
    return _("All who answered chose: %(options)s. So there are no per cent.", options=named)


def number_of_people(count: int) -> Markup:
    """A count of filled questionnaires in words."""
    return ngettext("%(num)s questionnaire", "%(num)s questionnaires", count)


def _written(table: Shown) -> Markup:
    if table.base.count is None:
        return _("Fewer than 5 people wrote something.")
    n = table.base.count
    return ngettext("%(num)s person wrote something.", "%(num)s people wrote something.", n)


def _sent(table: Shown) -> Markup:
    if table.base.count is None:
        return _("Fewer than 5 people sent a photo.")
    n = table.base.count
    return ngettext("%(num)s person sent a photo.", "%(num)s people sent a photo.", n)


def _reckoned(table: Shown) -> Markup:
    if table.base.count is None:
        return too_few()
    n = table.base.count
    return ngettext("It was reckoned for %(num)s person.", "It was reckoned for %(num)s people.", n)


def _about_consent(table: Shown) -> Markup:
    agreed = table.cells["yes"]
    if agreed.share is None:
        return too_few()
    if are_few(table):
        return few_words.agreed(table)
    return _("%(share)s of 100 people who were asked agreed.", share=whole(agreed.share))


_PLAIN: Mapping[Figures, Callable[[Shown], Markup]] = {
    Figures.WORDS: _written,
    Figures.PHOTOS: _sent,
    Figures.RECKONED: _reckoned,
    Figures.CONSENT: _about_consent,
}


def _about_means(result: Result, table: Shown, *, open_: bool) -> Markup:
    """What came first most often, or got the most points."""
    means = {code: mean.value for code, mean in result.means.items() if open_ or mean.n >= FEWEST}
    labels = {option.code: option.label for option in result.asked.options}
    if result.asked.figures is Figures.SHARES:
        if table.base.count is None or not means:
            return too_few()
        best = max(means, key=lambda code: means[code])
        said = {"label": quoted(labels[best]), "total": result.asked.question.total}
        return _(
            "%(label)s got the most: in the mean %(points)s of %(total)s points.",
            **said,
            points=bdi(measure(means[best])),
        )
    shares = {code: cell.share for code, cell in table.cells.items() if cell.share is not None}
    first = max(shares, key=lambda code: shares[code], default="")
    if first and not result.means:  # a release counts who came first, and no more
        label = quoted(labels[first])
        return _(
            "%(share)s of 100 people put %(label)s first.", share=whole(shares[first]), label=label
        )
    if not table.whole or first not in means:
        return too_few()
    if are_few(table):
        return few_words.put_first(table, first, quoted(labels[first]))
    return _(
        "%(share)s of 100 people put %(label)s first. Its mean place is %(place)s.",
        share=whole(shares[first]),
        label=quoted(labels[first]),
        place=bdi(measure(means[first])),
    )


def _about_options(asked: Asked, table: Shown) -> Markup:
    labels = {option.code: option.label for option in asked.options}
    shares = [
        (cell.share, code)
        for code, cell in table.cells.items()
        if cell.share is not None and cell.count
    ]
    covered = any(cell.veil is Veil.COVER for cell in table.cells.values())
    if not shares or (table.several and covered):  # the covered one might be the first
        return too_few()
    shares.sort(key=lambda pair: -pair[0])
    if are_few(table):
        return few_words.most(table, shares, lambda code: quoted(labels[code]))
    (first, code), *others = shares
    said = {"share": whole(first), "label": quoted(labels[code])}
    next_ = whole(others[0][0]) if others else 0
    if whole(first) > max(HALF, next_):
        return _("Most people, %(share)s of 100, chose %(label)s.", **said)
    if not others:
        return _("%(share)s of 100 people chose %(label)s.", **said)
    alike = [quoted(labels[other]) for share, other in others if whole(share) == next_]
    if len(alike) > 1:
        return _as_often(alike, next_, said)
    said |= {"next": next_, "second": alike[0]}
    return _("%(share)s of 100 people chose %(label)s, %(next)s of 100 %(second)s.", **said)


def _as_often(alike: Sequence[Markup], share: int, said: Mapping[str, object]) -> Markup:
    """Several answers come second, or first together with the first one: all are named."""
    named = {**said, "next": share, "options": Markup(", ").join(alike[:MOST_NAMED])}
    if len(alike) > MOST_NAMED:
        return _(
            "%(share)s of 100 people chose %(label)s. Each of these was chosen by %(next)s of 100: "
            "%(options)s, and others as often.",
            **named,
        )
    return _(
        "%(share)s of 100 people chose %(label)s. Each of these was chosen by %(next)s of 100: "
        "%(options)s.",
        **named,
    )


def _about_scale(asked: Asked, table: Shown) -> Markup:
    good, bad = ends_of(asked)
    if are_few(table):
        return few_words.between_ends(table, good, bad, lambda codes: either_of(asked, codes))
    share, other = together(table, good), together(table, bad)
    said = {
        "share": whole(share),
        "answers": either_of(asked, good),
        "other": whole(other),
        "others": either_of(asked, bad),
    }
    if whole(share) > HALF:
        return _(
            "Most people, %(share)s of 100, answered %(answers)s; %(other)s of 100 answered "
            "%(others)s.",
            **said,
        )
    return _("%(share)s of 100 people answered %(answers)s, %(other)s of 100 %(others)s.", **said)


def _about_matrix(asked: Asked, tables: Sequence[Shown]) -> Markup:
    good, _bad = ends_of(asked)
    shares = [
        (together(table, good), item, table)
        for item, table in zip(asked.items, tables, strict=True)
        if table.base.count
    ]
    if not shares or not all(table.whole for table in tables):  # a hidden row might be the best
        return too_few()
    best, first, most = max(shares, key=lambda each: each[0])
    worst, last, fewest = min(shares, key=lambda each: each[0])
    if are_few(most) or are_few(fewest):
        rows = [(most, first)] if whole(best) == whole(worst) else [(most, first), (fewest, last)]
        answers = either_of(asked, good)
        said_of = [few_words.of_row(row, good, quoted(at.label), answers) for row, at in rows]
        return Markup(" ").join(said_of)
    said = {
        "item": quoted(first.label),
        "share": whole(best),
        "answers": either_of(asked, good),
    }
    if whole(best) == whole(worst):
        return _("%(item)s: %(share)s of 100 people answered %(answers)s.", **said)
    said |= {"last": quoted(last.label), "least": whole(worst)}
    return _(
        "%(item)s does best: %(share)s of 100 people answered %(answers)s. "
        "%(last)s does worst: %(least)s of 100.",
        **said,
    )


def _about_measures(measures: Measures, table: Shown) -> Markup:
    if table.base.count is None:
        return too_few()
    if measures.of is Figures.TIME:
        hour, minute = divmod(math.floor(measures.median), HOUR)
        return _("Half of the people gave %(time)s or earlier.", time=bdi(f"{hour:02}:{minute:02}"))
    if measures.dates:
        middle = date.fromordinal(math.floor(measures.median))
        if measures.of is Figures.MONTH:
            month = bdi(i18n.day(middle, "LLLL y"))
            return _("Half of the people gave %(month)s or an earlier month.", month=month)
        return _("Half of the people gave %(day)s or an earlier day.", day=bdi(i18n.day(middle)))
    return _(
        "On average %(mean)s. Half of the people gave %(median)s or less.",
        mean=bdi(measure(measures.mean)),
        median=bdi(measure(measures.median)),
    )


def measure(value: float) -> str:
    """A measured number with at most one digit behind the point."""
    return i18n.number(round(value, 1))


def ends_of(asked: Asked) -> tuple[list[str], list[str]]:
    """The upper and the lower points of a scale: two each, of short scales one."""
    codes = [option.code for option in asked.options if not option.missing]
    width = 2 if len(codes) >= 4 else 1  # noqa: PLR2004 - a scale of three has a middle and two ends
    return codes[:width], codes[-width:]


def together(table: Shown, codes: Iterable[str]) -> float:
    """The share of those who chose one of these answers."""
    return sum(table.cells[code].share or 0 for code in codes)


def rounded_apart(asked: Asked, tables: Iterable[Shown]) -> bool:
    """Whether a scale's sentence says another number than the steps in its picture add up to."""
    if not asked.question.scale or len(asked.options) == 1:
        return False
    return any(
        whole(together(table, end)) != sum(whole(table.cells[code].share or 0) for code in end)
        for table in tables
        if table.whole
        for end in ends_of(asked)
    )


def either_of(asked: Asked, codes: Sequence[str]) -> Markup:
    """One or two answers in their own words."""
    labels = {option.code: option.label for option in asked.options}
    first, *others = [quoted(labels[code]) for code in codes]
    return _("%(first)s or %(second)s", first=first, second=others[0]) if others else first


def quoted(label: Translated) -> Markup:
    """An answer's words inside a sentence."""
    # An option may be a sentence of its own; inside another one its full stop would be too many.
    bare = {locale: text.rstrip(" .") for locale, text in label.texts.items()}
    return _("“%(label)s”", label=bdi(words(Translated(bare, label.source))))


def too_few() -> Markup:
    """That nothing is said about so few people."""
    return _("Too few people for a sentence: small groups are not shown.")
