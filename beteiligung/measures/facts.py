"""Facts of a measure in words of the page's language: its period, its costs, numbers with units."""

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID
from beteiligung.measures.models import Measure
from beteiligung.measures.parts import unsourced
from beteiligung.text import N_

FALLBACK = N_("Some texts are not written in every language. They are then shown in German.")
_SHOWN = ("title", "note", "reason", "description", "next_step")


def period(measure: Measure) -> str:
    """From when to when, as far as it is known."""
    if measure.begins is None or measure.ends is None:
        known = measure.begins or measure.ends
        if known is None:
            return ""
        said = gettext("from %(year)s") if measure.begins else gettext("until %(year)s")
        return said % {"year": known}
    if measure.begins == measure.ends:
        return str(measure.begins)
    return f"{measure.begins}–{measure.ends}"


def costs(measure: Measure) -> str:
    """What it costs, as one amount or from one to another."""
    known = [cents for cents in (measure.cost_low, measure.cost_high) if cents is not None]
    return " – ".join(i18n.money(cents) for cents in dict.fromkeys(known))


def lacking(measure: Measure) -> str:
    """What is planned and comes from nobody yet, in a sentence; empty where nothing lacks."""
    cents = unsourced(measure)
    said = gettext("Money that is still missing: %(amount)s")
    return said % {"amount": i18n.money(cents)} if cents else ""


def number_of(value: float | None, unit: str) -> str:
    """A number with its unit; a dash where nobody knows it."""
    if value is None:
        return "–"
    return f"{i18n.number(value)} {unit}".strip()


def falls_back(measure: Measure) -> bool:
    """Whether some of its words are not there in the page's language and stand in another."""
    here = i18n.current().html_lang
    found = [i18n.phrase(measure.text(name)) for name in _SHOWN if getattr(measure, name)]
    return any(BY_ID[each.locale].html_lang != here for each in found if each.text)
