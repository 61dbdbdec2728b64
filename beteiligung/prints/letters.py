"""Letters to households: a page for each one-time code, made while the codes can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beteiligung.i18n import speech
from beteiligung.prints import wording
from beteiligung.prints.making import Progress, base, template
from beteiligung.prints.order import NoCodes, Order
from beteiligung.qrcodes.glyphs import plain
from beteiligung.qrcodes.printing import drawn, pages


@dataclass(frozen=True, slots=True)
class Batch:
    """One-time codes as they were just made, grouped as people type them; kept nowhere else."""

    title: str  # the occasion, for whoever folds the letters
    codes: Sequence[str]
    address: str  # of the survey, with https://


def letters(order: Order, batch: Batch, *, progress: Progress = lambda _done, _all: None) -> bytes:
    """A PDF with a page for each code; nothing on it says which household gets it.

    ``order`` is the survey with its languages; which codes hang where does not matter here.
    """
    if not batch.codes:
        raise NoCodes
    spoken = speech(order.locales[0], order.timezone)
    pictures = []
    for number, code in enumerate(batch.codes):
        pictures.append(drawn(f"{batch.address}#{code}").decode())
        progress(number + 1, len(batch.codes))
    said = {
        "code": spoken.gettext("Your one-time code"),
        "once": spoken.gettext("Each code counts once. It is not kept with your answers."),
        "or": spoken.gettext("Scan it, or type the address and then the code:"),
        "household": spoken.gettext("With this code one person of your household can take part."),
    }
    data: dict[str, Any] = base(order) | {
        "letter": said,
        "batch": wording.label(plain(batch.title)),
        "address": batch.address.partition("://")[2],
        "pictures": pictures,
        "codes": list(batch.codes),
    }
    return pages(template("letter"), data)
