"""The commands `beteiligung codes …`: printed codes in bulk, and their life."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import SystemRandom

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.dashboards.following import Followed, Period, followed
from beteiligung.dashboards.following_file import small
from beteiligung.districts.queries import districts_of
from beteiligung.errors import OperatorError
from beteiligung.operation.intake import survey_named
from beteiligung.operation.terminal import opened, writing
from beteiligung.qrcodes.actions import MEDIA, PRINTED, redirect_codes, retire_code, take_up_code
from beteiligung.qrcodes.listing import create_codes_of_list
from beteiligung.qrcodes.models import QRCode
from beteiligung.qrcodes.place_file import BadPlaces, NoPlaces
from beteiligung.qrcodes.queries import codes_leading_to, codes_named
from beteiligung.qrcodes.scans import Wanted
from beteiligung.qrcodes.subjects import BY_NAME, DISTRICT, RESULTS, SURVEY
from beteiligung.surveys.models import Survey

GIVEN = click.Path(path_type=Path, dir_okay=False, exists=True)
HERE = "http://127.0.0.1:5000"


@click.group()
def codes() -> None:
    """Printed codes, and one-time codes for letters."""


@codes.command()
@click.option("--survey", required=True, help="Where the codes lead (a survey's short name).")
@click.option("--results", is_flag=True, help="Lead to the page of its results instead.")
@click.option(
    "--places", required=True, type=GIVEN, help="district;name;address;medium;label;occasion;team."
)
@click.option("--media", default=PRINTED[0], show_default=True, help="Of lines that name none.")
@click.pass_obj
def create(settings: Settings, survey: str, places: Path, media: str, *, results: bool) -> None:
    """Make a code for each place of a .csv file, all or none; a place that has one keeps it.

    Media: poster, flyer, sticker, card, door, screen, handed; several with commas between them.
    """
    wanted = [each.strip() for each in media.split(",") if each.strip()]
    if not wanted or not set(wanted) <= set(MEDIA):
        message = f"--media needs some of these: {', '.join(MEDIA)}."
        raise OperatorError(message)
    try:
        with writing(settings) as session:
            survey_named(session, survey)
            made = create_codes_of_list(
                session,
                None,
                places.read_bytes(),
                path=(RESULTS if results else SURVEY).path(survey),
                districts=districts_of(session, None),
                media=wanted,
                at=clock.now(),
                rng=SystemRandom(),
            )
            lines = [_line(settings, code) for code in made]
    except NoPlaces as refusal:
        message = f"{places}: {refusal}"
        raise OperatorError(message) from refusal
    except BadPlaces as refusal:
        wrong = [f"line {each.number}: {each.message % each.values}" for each in refusal.faults]
        message = "\n".join([f"{places}: nothing was taken over.", *wrong])
        raise OperatorError(message) from refusal
    for line in lines:
        click.echo(line)


@codes.command()
@click.argument("names", nargs=-1, required=True, metavar="CODE…")
@click.option("--again", is_flag=True, help="They hang again.")
@click.pass_obj
def retire(settings: Settings, names: tuple[str, ...], *, again: bool) -> None:
    """Say that posters were taken down: their codes lead on, but nobody waits for scans."""
    act: Callable[..., None] = take_up_code if again else retire_code
    with writing(settings) as session:
        for code in _named(session, names):
            act(session, code, asker=None, at=clock.now())
    click.echo(f"{len(names)} codes {'hang again' if again else 'are retired'}.")


@codes.command()
@click.argument("names", nargs=-1, metavar="[CODE…]")
@click.option("--survey", help="All codes that lead to this survey.")
@click.option("--to", required=True, help="survey:SLUG, results:SLUG or district.")
@click.pass_obj
def redirect(settings: Settings, names: tuple[str, ...], survey: str | None, to: str) -> None:
    """Let codes lead elsewhere from now on; what they brought so far stays where it was."""
    if bool(names) == bool(survey):
        raise click.UsageError("Name either codes or --survey SLUG.")
    with writing(settings) as session:
        path = _path(session, to)
        chosen = (
            codes_leading_to(session, SURVEY.path(survey_named(session, survey).slug))
            if survey
            else _named(session, names)
        )
        today = clock.local_date(clock.now(), settings.timezone)
        changed = redirect_codes(session, chosen, path, asker=None, today=today, at=clock.now())
    click.echo(f"{changed} codes lead to {path or 'the page of their district'} now.")


@codes.command()
@click.option("--survey", help="Only codes that lead to this survey.")
@click.option(
    "--silent", type=click.IntRange(1), help="Only those without a scan for so many days."
)
@click.pass_obj
def follow(settings: Settings, survey: str | None, silent: int | None) -> None:
    """List codes with what they brought, as the page in the administration does.

    Code, medium, place, label, team, occasion, scans, the last seven days, opened pages, completed
    answers (small numbers hidden), last scan.
    """
    at = clock.now()
    today = clock.local_date(at, settings.timezone)
    with opened(settings) as store, store.reading() as session:
        path = SURVEY.path(survey_named(session, survey).slug) if survey else None
        surveys = session.scalars(select(Survey)).all()
        found = followed(
            session,
            Wanted(districts=None, path=path),
            surveys,
            period=Period(),
            at=at,
            timezone=settings.timezone,
        )
        for each in found:
            if not silent or each.is_silent(silent, today):
                click.echo("\t".join(_brought(each, today)))


def _named(session: Session, names: Iterable[str]) -> list[QRCode]:
    """Codes as somebody typed them; one that nobody issued is an `OperatorError`."""
    found = []
    for name in names:
        code = codes_named(session, [name])
        if not code:
            message = f"There is no code {name}. Nothing was changed."
            raise OperatorError(message)
        found += code
    return found


def _path(session: Session, to: str) -> str:
    kind, _, slug = to.partition(":")
    if to == DISTRICT.name:
        return DISTRICT.path("")
    if kind not in {SURVEY.name, RESULTS.name}:
        message = "--to needs survey:SLUG, results:SLUG or district."
        raise OperatorError(message)
    return BY_NAME[kind].path(survey_named(session, slug).slug)


def _line(settings: Settings, code: QRCode) -> str:
    base = settings.public_url or HERE
    place = code.place.name if code.place else ""
    return f"{base}/q/{code.code}\t{code.medium}\t{place}"


def _brought(each: Followed, today: date) -> list[str]:
    code = each.code
    said = (code.code, code.medium, code.place, code.label, code.team, code.occasion)
    counts = (each.scanned, code.last_week(today), each.opened, small(each.cell))
    return [*map(_cell, (*said, *counts)), _day(code.last_scan)]


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("\n", " ").replace("\t", " ")


def _day(day: date | None) -> str:
    return day.isoformat() if day else "never"
