"""The command `beteiligung codes print`: posters and everything else that carries a code."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from sqlalchemy.orm import Session

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.errors import OperatorError
from beteiligung.locales import BY_ID
from beteiligung.operation.intake import survey_named
from beteiligung.operation.terminal import new_bytes, opened
from beteiligung.prints.formats import FORMATS, PNG
from beteiligung.prints.making import MOST_SHEETS, printed
from beteiligung.prints.order import Order, address_of, order_of, places_of
from beteiligung.qrcodes.place_file import same_name
from beteiligung.surveys.models import Survey

MANY = 50  # codes from which on it is said how far the work is
FILE = click.Path(path_type=Path, dir_okay=False)
# What is made of a release alone, by the address of the same file on its page.
OF_RESULTS: Mapping[str, str] = {
    "answers-a4": "plakat-a4.pdf",
    "answers-a3": "plakat-a3.pdf",
    "newspaper": "zeitung.pdf",
}
PUBLISHED, UNPRINTABLE = 200, 422


@click.command(name="print")
@click.option("--survey", required=True, help="Whose codes (a survey's short name).")
@click.option("--format", "form", required=True, type=click.Choice([*FORMATS, *OF_RESULTS]))
@click.option("--languages", default="", help="Such as de,ar,uk; default: all finished ones.")
@click.option("--place", "places", multiple=True, help="Only of this place; may be repeated.")
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
    places: tuple[str, ...],
    copies: int,
    out: Path,
    crop_marks: bool,
) -> None:
    """Print a survey's codes, sorted by place: posters, flyers, cards, stickers, the list.

    Of published results: outcome-a4, outcome-a3 (what became of it, beside the codes), answers-a4,
    answers-a3 (“Your answers”) and newspaper, the last three in one language each.
    """
    wanted = wanted_languages(languages)
    with opened(settings) as store, store.reading() as session:
        found = survey_named(session, survey)
        own = found.source
        chosen = _places(session, found, places)
        order = None
        if form not in OF_RESULTS:
            order = order_of(session, found, settings, locales=wanted, places=chosen)
            _require_ending(out, order, form)
    with new_bytes(out) as file:
        if order is None:
            file.write(_of_results(settings, survey, (*wanted, own)[0], form))
        else:
            file.write(printed(order, form, copies=copies, crop=crop_marks, progress=say))
    click.echo(f"{out}: {out.stat().st_size / 1000:,.0f} kB.")


def _of_results(settings: Settings, slug: str, locale: str, form: str) -> bytes:
    """The same file as on the page of the results."""
    base = address_of(settings)
    app = create_app(settings)
    try:
        path = f"/{locale}/ergebnisse/{slug}/{OF_RESULTS[form]}"
        with app.test_client().get(path, base_url=base) as answer:
            if answer.status_code != PUBLISHED:
                said = "are not published"
                if answer.status_code == UNPRINTABLE:
                    said = "have signs that cannot be printed"
                message = f"The results of {slug} {said}: see {base}{path}."
                raise OperatorError(message)
            return answer.get_data()
    finally:
        app.extensions["ledger"].close()
        app.extensions["store"].dispose()


def _places(session: Session, survey: Survey, names: Iterable[str]) -> frozenset[int] | None:
    """The places of these names, however they are written; none means all."""
    known = {same_name(place.name): place.id for place in places_of(session, survey, None)}
    wanted = {same_name(name): name for name in names}
    if unknown := [name for key, name in wanted.items() if key not in known]:
        message = f"No code of {survey.slug} hangs at {', '.join(unknown)}."
        raise OperatorError(message)
    return frozenset(known[key] for key in wanted) or None


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
