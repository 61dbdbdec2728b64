"""Letters and cards with one-time codes: made while the codes can be read, and never again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beteiligung.errors import Refusal
from beteiligung.i18n import speech
from beteiligung.prints import wording
from beteiligung.prints.making import Progress, base, template
from beteiligung.prints.order import NoCodes, Order
from beteiligung.qrcodes.check_word import word_of
from beteiligung.qrcodes.glyphs import plain
from beteiligung.qrcodes.printing import address, drawn, pages, typeable
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.models import State, Survey
from beteiligung.text import N_

LETTERS, CARDS, TABLE = "letters", "cards", "table"
KINDS: Mapping[str, str] = {
    LETTERS: N_("Letters to households (PDF, one page each)"),
    CARDS: N_("Cards to cut out (PDF, eight on A4)"),
    TABLE: N_("A table for letters of your own (CSV)"),
}
TEMPLATES = {LETTERS: "letter", CARDS: "code-card"}
ENDINGS = {LETTERS: "pdf", CARDS: "pdf", TABLE: "csv"}


class Ended(Refusal):
    """One-time codes that would let nobody in."""

    default = N_("This survey has ended: its codes would let nobody in.")


@dataclass(frozen=True, slots=True)
class Batch:
    """One-time codes as they were just made; kept nowhere else."""

    occasion: str  # for whoever folds the letters
    codes: Sequence[str]
    way: str  # the printed code that all of them share: it leads on, and has the check word


def require_open(survey: Survey, at: datetime) -> None:
    """Refuse codes for a survey that has ended."""
    if survey.state(at) is State.CLOSED:
        raise Ended


def made(
    kind: str, order: Order, batch: Batch, *, progress: Progress = lambda _done, _all: None
) -> bytes:
    """The file of a batch: letters, cards or a table; nothing says which household gets which.

    ``order`` is the survey with its languages; which codes hang where does not matter here.
    """
    if not batch.codes:
        raise NoCodes
    if kind == TABLE:
        return table(order, batch)
    return pages(template(TEMPLATES[kind]), contents(kind, order, batch, progress=progress))


def table(order: Order, batch: Batch) -> bytes:
    """Code and address, a line each, for programs that write letters."""
    where = f"{order.base}/q/{batch.way}"
    lines = [f"{grouped(code)};{where}#{grouped(code)}" for code in batch.codes]
    return "\r\n".join(["Code;Adresse", *lines, ""]).encode("utf-8-sig")


def contents(
    kind: str, order: Order, batch: Batch, *, progress: Progress = lambda _done, _all: None
) -> dict[str, Any]:
    """What letters and cards say, as plain values."""
    spoken = speech(order.locales[0], order.timezone)
    pictures, sheets = [], []
    for number, code in enumerate(batch.codes):
        pictures.append(drawn(_leads_to(order, batch, code)).decode())
        sheets.append(
            {
                "picture": number,
                "once": grouped(code),
                "address": typeable(order.base, batch.way),
                "word": word_of(batch.way),
            }
        )
        progress(number + 1, len(batch.codes))
    return base(order, more=wording.household if kind == LETTERS else wording.once) | {
        "letter": wording.of_letter(spoken),
        "batch": wording.label(plain(batch.occasion)),
        "pictures": pictures,
        "pages": sheets,
    }


def _leads_to(order: Order, batch: Batch, code: str) -> str:
    # After the sign "#": browsers send nothing of it, so the code stands in no server's log.
    return f"{address(order.base, batch.way)}#{grouped(code)}"
