"""Conclusions: words of staff about a release, in which every figure is a token filled from it."""

import re
from functools import cache

from markupsafe import Markup, escape

from beteiligung import i18n
from beteiligung.dashboards.numbers import whole
from beteiligung.releases.released import Released
from beteiligung.releases.tokens import (
    OF_100,
    OTHER,
    PEOPLE,
    TOTAL,
    Figure,
    Unfilled,
    figure,
    is_other,
    pieces,
)
from beteiligung.text import N_

_words = cache(i18n.words_in)


def filled(text: str, released: Released, locale: str) -> Markup:
    """A conclusion as paragraphs of a page, every figure written as the language writes it.

    A token without a figure, which no published conclusion has, stays as it is, marked.
    """
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(
        Markup("<p>{}</p>").format(_lines(paragraph, released, locale))
        for paragraph in paragraphs
        if paragraph.strip()
    )


def plain(text: str, released: Released, locale: str) -> str:
    """A conclusion as plain text with its figures, for prints."""
    return "".join(
        words or _said(token, released, locale) or f"{{{token}}}" for words, token in pieces(text)
    )


def spoken(found: Figure, locale: str) -> str:
    """A figure as the language writes it: per cent, of 100, or people."""
    if found.share is None or found.form == PEOPLE:
        return i18n.number(found.count, locale)
    if found.form == OF_100:
        share = i18n.number(whole(found.share), locale)
        return _words(locale)(N_("%(share)s of 100")) % {"share": share}
    return i18n.percent(found.share, locale).replace(" ", "\N{NO-BREAK SPACE}")


def total(released: Released, locale: str) -> str:
    """How many questionnaires were filled: the number, or the band that may be told."""
    if released.total is not None:
        return i18n.number(released.total, locale)
    low, high = (i18n.number(n, locale) for n in (released.at_least, released.at_most))
    return _words(locale)(N_("%(low)s to %(high)s")) % {"low": low, "high": high}


def _lines(paragraph: str, released: Released, locale: str) -> Markup:
    lines = (_line(line, released, locale) for line in paragraph.strip().splitlines())
    return Markup("<br>").join(lines)


def _line(line: str, released: Released, locale: str) -> Markup:
    return Markup("").join(
        escape(words) if words else _marked(token, released, locale)
        for words, token in pieces(line)
    )


def _marked(token: str, released: Released, locale: str) -> Markup:
    said = _said(token, released, locale)
    if said is None:
        return Markup('<mark dir="ltr">{{{}}}</mark>').format(token)
    return Markup("<bdi>{}</bdi>").format(said)


def _said(token: str, released: Released, locale: str) -> str | None:
    """What stands in the place of a token; none where no figure does."""
    if is_other(token):
        return token.removeprefix(OTHER).strip()
    if token == TOTAL:
        return total(released, locale)
    try:
        return spoken(figure(token, released), locale)
    except Unfilled:
        return None
