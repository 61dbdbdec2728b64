"""Texts and scales that most surveys begin with, in every language of the interface."""

from collections.abc import Mapping, Sequence
from typing import Any

from beteiligung import i18n
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

# Points of ready scales, best first.
SCALES: Mapping[str, Sequence[str]] = {
    "like5": (N_("Very good"), N_("Rather good"), N_("So-so"), N_("Not so good"), N_("Not at all")),
    "sat5": (
        N_("Very satisfied"),
        N_("Rather satisfied"),
        N_("Partly, partly"),
        N_("Rather dissatisfied"),
        N_("Very dissatisfied"),
    ),
    "agree5": (
        N_("Strongly agree"),
        N_("Rather agree"),
        N_("Neither agree nor disagree"),
        N_("Rather disagree"),
        N_("Strongly disagree"),
    ),
    "safe4": (N_("Very safe"), N_("Rather safe"), N_("Rather unsafe"), N_("Very unsafe")),
}


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


def ready_scale(name: str, source: str) -> dict[str, Any]:
    """A ready scale as a document keeps it; the best point has the highest code."""
    points = SCALES[name]
    return {
        "codes": [str(number) for number in range(len(points), 0, -1)],
        "labels": [in_every_language(point, source) for point in points],
    }


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
