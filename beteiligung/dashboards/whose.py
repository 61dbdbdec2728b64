"""Whose answers a page shows, in words: each filter with the way to take it away, and if enough."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.filter_forms import FilterForm
from beteiligung.dashboards.numbers import _, bdi, ngettext
from beteiligung.dashboards.small_groups import FEWEST, IMPRESSION

SOLID = 100  # answers from which on small differences begin to mean something

Address = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter in words; ``address`` is the filter without it."""

    name: Markup
    words: Markup
    address: Address


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose answers: how many of how many, by which filters, and whether that is enough."""

    sentence: Markup
    enough: Markup
    few: bool  # whether these are too few for more than an impression
    conditions: tuple[Condition, ...]
    where: Markup  # the districts, where none was chosen


def whose(form: FilterForm, chosen: int, everybody: int, *, open_: bool) -> Whose:
    """The head of every page of results."""
    conditions = tuple(conditions_of(form))
    return Whose(
        sentence=_sentence(chosen, everybody, all_=not conditions, open_=open_),
        enough=enough(chosen, open_=open_),
        few=chosen < IMPRESSION,
        conditions=conditions,
        where=_where(form),
    )


def enough(people: int, *, open_: bool) -> Markup:
    """Whether so many people are enough to say something about them."""
    if people == 0:
        return Markup()
    if people < FEWEST and not open_:
        return _("Fewer than 5 are too few to say anything.")
    if people < IMPRESSION:
        return _("Fewer than 30 are an impression only, not enough to say how such people think.")
    if people < SOLID:
        return _("That is enough to see a direction. Small differences can be chance.")
    return _("That is enough to say something about those who answered.")


def _sentence(chosen: int, everybody: int, *, all_: bool, open_: bool) -> Markup:
    if all_:
        return ngettext(
            "You see %(num)s questionnaire: all there is.",
            "You see all %(num)s questionnaires.",
            everybody,
        )
    if 0 < chosen < FEWEST and not open_:
        return _("You see fewer than 5 of %(all)s questionnaires.", all=_number(everybody))
    return _(
        "You see %(number)s of %(all)s questionnaires.",
        number=_number(chosen),
        all=_number(everybody),
    )


def _where(form: FilterForm) -> Markup:
    if form.stadtteil.data:
        return Markup()
    names = [i18n.phrase(each.area.named).text for each in form.districts.values()]
    isolated = [f"\u2068{name}\u2069" for name in names]  # each in its own direction
    return bdi(i18n.listed(isolated)) if names else Markup()


def _number(number: int) -> Markup:
    return bdi(i18n.number(number))


def conditions_of(form: FilterForm) -> Iterator[Condition]:
    """Each filter of a form that is right, in words."""
    address = form.address()
    for field in (form.stadtteil, form.gebiet, form.ort, form.weg, form.sprache):
        if address.get(field.name):
            labels = {choice.value: choice.label for choice in field.choices}
            said = [str(labels.get(value, value)) for value in address[field.name]]
            yield Condition(
                Markup("{}").format(field.label.text), _either(said), _without(address, field.name)
            )
    days = [form.von.data, form.bis.data]
    if any(days):
        first, last = [bdi(i18n.day(day)) if day else None for day in days]
        yield Condition(_("Days"), _days(first, last), _without(address, "von", "bis"))
    for key, codes in form.chosen_answers().items():
        group = form.group(key)
        left = [value for value in address["antwort"] if value.partition(":")[0] != key]
        yield Condition(
            Markup("{}").format(group.title),
            _either([group.labels[code] for code in codes]),
            {**_without(address, "antwort"), **({"antwort": left} if left else {})},
        )


def _days(first: Markup | None, last: Markup | None) -> Markup:
    if first is None:
        return _("until %(day)s", day=last)
    if last is None:
        return _("from %(day)s", day=first)
    return _("%(first)s to %(last)s", first=first, last=last)


def _either(said: Sequence[str]) -> Markup:
    return reduce(
        lambda one, two: _("%(first)s or %(second)s", first=one, second=two),
        map(bdi, dict.fromkeys(said)),
    )


def _without(address: Address, *names: str) -> dict[str, Sequence[str]]:
    return {name: values for name, values in address.items() if name not in names}
