"""Texts and scales that most surveys begin with, in every language of the interface."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from beteiligung import i18n
from beteiligung.authoring.bank_contents import bank
from beteiligung.locales import TIER_1
from beteiligung.text import N_

TEXTS: Mapping[str, str] = {
    "intro": N_(
        "Taking part is voluntary and anonymous. You can skip any question and stop at any time."
    ),
    "purpose": N_(
        "The district management wants to know how people live here and what should get better "
        "first."
    ),
    "privacy_short": N_(
        "We keep your answers without your name, address and IP address. Please do not write names "
        "into the text fields. Responsible: {operator}. More: {privacy_link}"
    ),
    "thanks": N_("Your answers help to decide what comes first."),
}
RETENTION_MONTHS, RESULTS_WITHIN_DAYS = 12, 28


def in_every_language(message: str, source: str) -> dict[str, str]:
    """A text of ours in the survey's own language, and in all others that say it in own words."""
    found: dict[str, str] = {}
    for locale in TIER_1:
        with i18n.speaking(locale):
            words = i18n.gettext(message)
        if words != message or locale == "en":
            found[locale] = words
    found.setdefault(source, message)
    return found


def suggested(name: str, source: str) -> dict[str, str] | None:
    """What to begin a text of the frame with, if there is something."""
    message = TEXTS.get(name)
    return in_every_language(message, source) if message else None


def ready_scales() -> Mapping[str, Mapping[str, Any]]:
    """The scales of the item bank, so that questions from there and one's own can share them."""
    return bank().scales


def ready_scale(name: str) -> dict[str, Any]:
    """A ready scale as a document keeps it, in every language; the best point comes first."""
    return copy.deepcopy(dict(ready_scales()[name]))


def beginning(
    slug: str, title: str, source: str, *, operator: str, districts: Sequence[str]
) -> dict[str, Any]:
    """An empty questionnaire, with the texts that most surveys have."""
    texts = {name: in_every_language(message, source) for name, message in TEXTS.items()}
    return {
        "slug": slug,
        "source": source,
        "title": {source: title},
        **texts,
        "legal_basis": "anonymous participation",
        "anonymity": "anonymous",
        "retention_months": RETENTION_MONTHS,
        "results_promised_within_days": RESULTS_WITHIN_DAYS,
        "operator": operator,
        "districts": list(districts),
        "questions": [],
    }
