"""The command `beteiligung codes print`: posters and everything else that carries a code."""

from pathlib import Path

import click

from beteiligung.config import Settings
from beteiligung.errors import OperatorError
from beteiligung.locales import BY_ID
from beteiligung.operation.intake import survey_named
from beteiligung.operation.terminal import new_bytes, opened
from beteiligung.prints.formats import FORMATS, PNG
from beteiligung.prints.making import MOST_SHEETS, printed
from beteiligung.prints.order import Order, order_of

MANY = 50  # codes from which on it is said how far the work is
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="print")
@click.option("--survey", required=True, help="Whose codes (a survey's short name).")
@click.option("--format", "form", required=True, type=click.Choice(list(FORMATS)))
@click.option("--languages", default="", help="Such as de,ar,uk; default: all finished ones.")
@click.option("--copies", default=1, show_default=True, type=click.IntRange(1, MOST_SHEETS))
@click.option("--crop-marks", is_flag=True, help="Marks to cut along, for a print shop.")
@click.option("--out", required=True, type=FILE, help="PDF; for screens PNG, or ZIP of several.")
@click.pass_obj
def print_codes(
    settings: Settings,
    survey: str,
    form: str,
    *,
    languages: str,
    copies: int,
    out: Path,
    crop_marks: bool,
) -> None:
    """Print a survey's codes, sorted by place: posters, flyers, cards, stickers, the list."""
    wanted = wanted_languages(languages)
    with opened(settings) as store, store.reading() as session:
        found = survey_named(session, survey)
        order = order_of(session, found, settings, locales=wanted)
    _require_ending(out, order, form)
    with new_bytes(out) as file:
        file.write(printed(order, form, copies=copies, crop=crop_marks, progress=say))
    click.echo(f"{out}: {out.stat().st_size / 1000:,.0f} kB.")


def _require_ending(out: Path, order: Order, name: str) -> None:
    """Refuse a name by which nobody would open the file."""
    form = FORMATS[name]
    codes = len(order.with_media(form.media).hung)
    ending = ".pdf" if form.kind != PNG else ".png" if codes == 1 else ".zip"
    if out.suffix.lower() != ending:
        message = f"--out needs a {ending} file: {name}, {codes} codes."
        raise OperatorError(message)


def wanted_languages(typed: str) -> tuple[str, ...]:
    """Languages with commas between them; one that there is not is an `OperatorError`."""
    wanted = tuple(dict.fromkeys(part.strip() for part in typed.split(",") if part.strip()))
    if unknown := [locale for locale in wanted if locale not in BY_ID]:
        message = f"There is no language {', '.join(unknown)}. There are {', '.join(BY_ID)}."
        raise OperatorError(message)
    return wanted


def say(done: int, all_: int) -> None:
    """How far the drawing is, for whoever waits; the page setting after it is quick."""
    if all_ >= MANY and (done % MANY == 0 or done == all_):
        click.echo(f"{done} of {all_} codes drawn.", err=True)
