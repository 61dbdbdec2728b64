"""The commands about one-time codes: letters and cards, made only once, and their batches."""

from pathlib import Path
from random import SystemRandom

import click

from beteiligung import clock
from beteiligung.abuse.entry import FEWEST, MOST, batches_of
from beteiligung.config import Settings, secret_key
from beteiligung.districts.models import District
from beteiligung.errors import NotFound, OperatorError
from beteiligung.operation.intake import survey_named
from beteiligung.operation.paper import FILE, say, wanted_languages
from beteiligung.operation.terminal import new_bytes, opened, writing
from beteiligung.prints import letters
from beteiligung.prints.actions import keep_batch
from beteiligung.prints.letters import CARDS, LETTERS, Batch
from beteiligung.prints.order import order_of
from beteiligung.qrcodes.actions import new_codes
from beteiligung.surveys.entry_codes import close_entry_codes, free_codes
from beteiligung.surveys.models import Survey

LONGEST = 80  # characters of an occasion


@click.command()
@click.option("--survey", required=True, help="For which survey (its short name).")
@click.option("--number", default=FEWEST, show_default=True, type=click.IntRange(FEWEST, MOST))
@click.option("--name", required=True, help="What for, such as: letters to Zietenstraße.")
@click.option("--languages", default="", help="Such as de,ar,uk; default: all finished ones.")
@click.option("--district", default="", help="For which, where the survey runs in several.")
@click.option("--cards", is_flag=True, help="Cards to cut out instead of letters.")
@click.option("--out", required=True, type=FILE, help="A new file: .pdf, or .csv for a table.")
@click.pass_obj
def batch(
    settings: Settings,
    survey: str,
    number: int,
    *,
    name: str,
    languages: str,
    district: str,
    cards: bool,
    out: Path,
) -> None:
    """Make one-time codes for letters or cards; only this file ever shows them."""
    kind, _ = _kind(out, cards=cards), _occasion(name)
    locales = wanted_languages(languages)
    secret, at = secret_key(settings).encode(), clock.now()
    with new_bytes(out) as file:
        with opened(settings) as store, store.reading() as session:
            found = survey_named(session, survey)
            letters.require_open(found, at)
            _district(found, district)
            order = order_of(session, found, settings, locales=locales)
            made = Batch(
                _occasion(name),
                free_codes(session, found, number, secret=secret),
                new_codes(session, 1, SystemRandom())[0],
            )
        file.write(letters.made(kind, order, made, progress=say))
        with writing(settings) as session:
            own = survey_named(session, survey)
            keep_batch(
                session,
                None,
                own,
                made,
                district=_district(own, district),
                locale=locales[0] if len(locales) == 1 else None,
                secret=secret,
                at=at,
            )
    click.echo(f"{number} one-time codes for {survey} are in {out}. Nothing else knows them.")


@click.command()
@click.option("--survey", required=True, help="Of which survey (its short name).")
@click.option("--close", type=int, help="Delete the unused codes of this one (its number).")
@click.pass_obj
def batches(settings: Settings, survey: str, close: int | None) -> None:
    """List batches of one-time codes: number, occasion, made, used, day; or close one."""
    if close is not None:
        with writing(settings) as session:
            found = survey_named(session, survey)
            try:
                left = close_entry_codes(session, found, close, asker=None, at=clock.now())
            except NotFound as refusal:
                message = f"{survey} has no batch {close}."
                raise OperatorError(message) from refusal
        click.echo(f"{left} unused codes were deleted.")
        return
    with opened(settings) as store, store.reading() as session:
        for each in batches_of(session, survey_named(session, survey).id):
            used = "closed" if each.batch.closed_at else each.used
            about = (each.batch.id, each.batch.name, each.batch.made, used)
            click.echo("\t".join(map(str, (*about, each.batch.made_at.date()))))


def _occasion(name: str) -> str:
    if not name.strip() or len(name) > LONGEST:
        message = f"--name needs 1 to {LONGEST} characters: it stands on every letter."
        raise OperatorError(message)
    return name.strip()


def _kind(out: Path, *, cards: bool) -> str:
    kinds = {".pdf": CARDS if cards else LETTERS, ".csv": letters.TABLE}
    if out.suffix not in kinds:
        message = "--out needs a .pdf file for letters and cards, or a .csv file for a table."
        raise OperatorError(message)
    return kinds[out.suffix]


def _district(survey: Survey, slug: str) -> District:
    """The district for which the answers count."""
    known = {each.slug: each for each in survey.districts}
    if not slug and len(known) == 1:
        return survey.districts[0]
    if slug not in known:
        message = f"--district needs one of {', '.join(sorted(known))}."
        raise OperatorError(message)
    return known[slug]
