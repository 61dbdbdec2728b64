"""Numbers, counts and shares in the words of a page's language."""

import re

from markupsafe import Markup, escape

from beteiligung import i18n
from beteiligung.dashboards.small_groups import Cell, Veil

_BDI = re.compile(r'<(/?)bdi(?: dir="(ltr|rtl)")?[^>]*>')
_OPENS = {"": "\u2068", "ltr": "\u2066", "rtl": "\u2067"}


def _(message: str, /, **values: object) -> Markup:
    """A sentence of the catalogues; values are escaped unless they are markup."""
    return _safe(i18n.gettext(message, **{name: escape(value) for name, value in values.items()}))


def ngettext(one: str, many: str, n: int, /, **values: object) -> Markup:
    """A sentence about a number of things; values are escaped unless they are markup."""
    safe = {name: escape(value) for name, value in values.items()}
    return _safe(i18n.ngettext(one, many, n, **safe))


def bdi(text: object) -> Markup:
    """Something that keeps its own direction inside a sentence."""
    return _safe(f"<bdi>{escape(text)}</bdi>")  # a page says hundreds: so in one go


def _safe(said: str) -> Markup:
    return Markup(said)  # noqa: S704 - words of our catalogues, with values that are escaped


def isolated(words: Markup) -> str:
    """Words without tags; between Arabic ones each number keeps its own direction all the same."""
    if i18n.current().direction == "rtl":
        words = _safe(_BDI.sub(lambda tag: "\u2069" if tag[1] else _OPENS[tag[2] or ""], words))
    return words.striptags()


def signed(number: str) -> Markup:
    """A number with its sign before it, also where one reads from right to left."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(number)


def count_words(cell: Cell) -> Markup:
    """A count as a table says it."""
    if cell.veil is Veil.FEW:
        return _("under 5")
    if cell.veil is Veil.COVER or cell.count is None:
        return _("hidden")
    return bdi(i18n.number(cell.count))


def share_words(cell: Cell) -> Markup:
    """A share as a table says it: whole per cent, a dash where there is none."""
    return Markup("–") if cell.share is None else bdi(percent(cell.share))


def percent(share: float) -> str:
    """Whole per cent that no line end tears apart."""
    return i18n.percent(share).replace(" ", "\N{NO-BREAK SPACE}")


def whole(share: float) -> int:
    """A share as whole per cent, rounded like everywhere on the page."""
    return round(exact(share))


def exact(share: float) -> float:
    """A share in per cent, without what floating point adds: 23 of 40 are 57.5 and not less."""
    return round(share * 100, 9)
