"""The poster "What became of it": the conclusion of the newest results, in each language."""

from typing import Any

from beteiligung.i18n import speech
from beteiligung.locales import BY_ID
from beteiligung.prints import wording
from beteiligung.prints.order import Order
from beteiligung.prints.outcome import NoResults, Outcome
from beteiligung.qrcodes.glyphs import plain


def told(order: Order, outcome: Outcome | None) -> dict[str, Any]:
    """The words of the poster; `NoResults` where there are none."""
    if outcome is None:
        raise NoResults
    found = []
    for locale in order.locales:
        text = outcome.conclusion.get(locale, "")
        if not text:
            continue
        spoken = speech(locale, order.timezone)
        heading = spoken.gettext("What became of it")
        paragraphs = [_on_one_line(part) for part in text.split("\n\n") if part.strip()]
        found.append(
            wording.said(heading, BY_ID[locale])
            | {
                "title": plain(order.title.pick((locale,)).text),
                "paragraphs": paragraphs,
                "longest": max(heading.split(), key=len),
            }
        )
    if not found:
        raise NoResults
    return {"outcome": found, "foot": _foot(order, outcome)}


def _on_one_line(part: str) -> str:
    # Blanks inside figures ("47 %") stay: they keep together what belongs together.
    return " ".join(word for word in part.replace("\n", " ").split(" ") if word)


def _foot(order: Order, outcome: Outcome) -> list[dict[str, Any]]:
    """Which results these are, what they do not show, and whom to ask."""
    spoken = speech(order.locales[0], order.timezone)
    result = spoken.gettext(
        "Result %(number)s of %(day)s", number=outcome.number, day=spoken.day(outcome.published_at)
    )
    rows = [
        (f"{result}.", spoken.gettext("The results are not representative.")),
        (spoken.gettext("The code leads to all results."), wording.asking(order)),
    ]
    return [
        {"first": wording.said(first, spoken.entry), "rest": wording.said(rest, spoken.entry)}
        for first, rest in rows
    ]
