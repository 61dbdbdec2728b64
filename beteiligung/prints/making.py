"""From an order to a file: every code drawn once, every page set, in one go."""

import json
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from beteiligung.i18n import speech
from beteiligung.prints import wording
from beteiligung.prints.formats import FORMATS, PNG, Format
from beteiligung.prints.order import Hung, NoLanguage, Order
from beteiligung.prints.outcome_words import told
from beteiligung.qrcodes.check_word import word_of
from beteiligung.qrcodes.forms import MEDIUM_NAMES
from beteiligung.qrcodes.printing import address, pages, require_letters, screens, svg, typeable

HERE = Path(__file__).parent
MARK = HERE.parent / "web" / "pictures" / "mark.svg"
SCREEN = 72.0  # dots an inch, at which a point is a picture point
PREVIEW = 60.0
MOST_SHEETS = 2000  # in one file

Progress = Callable[[int, int], None]  # how many codes are drawn, of how many


def printed(
    order: Order,
    name: str,
    *,
    copies: int = 1,
    crop: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> bytes:
    """The file: PDF; for screens a picture, or a ZIP file of several.

    ``copies`` is how many sheets each code gets. Refuses letters that would come out as boxes.
    """
    form = FORMATS[name]
    chosen = order.with_media(form.media)
    data = contents(chosen, form, copies=copies, crop=crop and form.cut, progress=progress)
    if form.kind == PNG:
        made = screens(template(form.template), data, SCREEN)
        return made[0] if len(made) == 1 else _zipped(made, chosen.hung)
    return pages(template(form.template), data)


def preview(order: Order, name: str) -> bytes:
    """The first sheet as a small picture (PNG)."""
    form = FORMATS[name]
    chosen = order.with_media(form.media)
    first = contents(chosen, form, copies=1, crop=False, only=None if name == "list" else 1)
    dots = PREVIEW if form.kind != PNG else SCREEN / 3
    return screens(template(form.template), first, dots)[0]


def require(order: Order, name: str) -> None:
    """Refuse what `printed` would refuse: no code for it yet, no results, a missing sign."""
    form = FORMATS[name]
    first = contents(order.with_media(form.media), form, copies=1, crop=False, only=1)
    require_letters(json.dumps(first, ensure_ascii=False))


def template(name: str) -> bytes:
    """What all prints share, and one of them."""
    return (HERE / "base.typ").read_bytes() + (HERE / f"{name}.typ").read_bytes()


def base(order: Order, more: wording.More = wording.no_more) -> dict[str, Any]:
    """What every template asks for; with ``more`` to say in each language."""
    lines = wording.lines(order, more)
    if not lines:
        raise NoLanguage(languages=", ".join(order.locales))
    first = speech(order.locales[0], order.timezone)
    return {
        "title": f"{lines[0]['text']} – {order.name}",
        "by": order.by,
        "name": order.name,
        "language": first.entry.html_lang,
        "rtl": first.entry.direction == "rtl",
        "mark": MARK.read_text(encoding="utf-8"),
        "words": wording.words(first),
        "lines": lines,
        "foot": wording.foot(order),
        "crop": False,
    }


def contents(
    order: Order,
    form: Format,
    *,
    copies: int,
    crop: bool,
    progress: Progress = lambda _done, _all: None,
    only: int | None = None,
) -> dict[str, Any]:
    """What the template of a thing says, as plain values; of the first ``only`` codes."""
    hung = order.hung[:only]
    pictures = []
    for number, each in enumerate(hung):
        pictures.append(svg(address(order.base, each.code)).decode())
        progress(number + 1, len(hung))
    sheets = [number for number in range(len(hung)) for _ in range(copies)]
    said = base(order)
    if form.results:
        said |= told(order, order.outcome)
    return said | {
        "width": form.width,
        "height": form.height,
        "crop": crop,
        "each": form.each,
        "pictures": pictures,
        "pages": [_sheet(order, hung[number], number) for number in sheets[:MOST_SHEETS]],
        "list": _listed(order, hung),
    }


def _sheet(order: Order, each: Hung, number: int) -> dict[str, Any]:
    medium = speech(order.locales[0], order.timezone).gettext(_medium(each.medium))
    names = (wording.shortened(each.place), wording.shortened(each.label), medium)
    parts = [part for part in names if part]
    return {
        "picture": number,
        "address": typeable(order.base, each.code),
        "word": word_of(each.code),
        "edge": wording.label(wording.SEPARATOR.join(parts)),
    }


def _listed(order: Order, hung: Sequence[Hung]) -> dict[str, Any]:
    """The list for whoever hangs prints up: in German, since the team reads it."""
    spoken = speech("de", order.timezone)
    heads = (
        spoken.gettext("Hung up"),
        spoken.gettext("Place"),
        spoken.gettext("Printed on"),
        spoken.gettext("Code"),
        spoken.gettext("Check word"),
        spoken.gettext("Day, by whom"),
    )
    rows = [
        {
            "place": wording.label(each.place or spoken.gettext("No particular place")),
            "where": wording.label(each.where),
            "medium": spoken.gettext(_medium(each.medium)),
            "label": wording.label(each.label),
            "code": each.code,
            "word": word_of(each.code),
        }
        for each in hung
    ]
    return {"title": spoken.gettext("List for hanging up"), "heads": heads, "rows": rows}


def _medium(medium: str) -> str:
    return MEDIUM_NAMES.get(medium, medium)


def _zipped(pictures: Sequence[bytes], hung: Sequence[Hung]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for number, picture in enumerate(pictures):
            each = hung[number % len(hung)]
            file.writestr(f"{number + 1:03}-{each.code}.png", picture)
    return packed.getvalue()
