"""The commands `beteiligung codes …` that write: printed codes in bulk, and their life."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import SystemRandom

import click
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.districts.models import District
from beteiligung.districts.queries import districts_of
from beteiligung.errors import OperatorError
from beteiligung.ideas.queries import board_at
from beteiligung.operation.intake import survey_named
from beteiligung.operation.paper import wanted_languages
from beteiligung.operation.terminal import writing
from beteiligung.qrcodes.actions import (
    LONGEST,
    MEDIA,
    PRINTED,
    close_code,
    label_code,
    open_code,
    redirect_codes,
    retire_code,
    take_up_code,
)
from beteiligung.qrcodes.listing import Foreseen, create_codes_of_list, foreseen
from beteiligung.qrcodes.models import QRCode
from beteiligung.qrcodes.place_file import BadPlaces, NoPlaces
from beteiligung.qrcodes.queries import codes_leading_to, codes_named
from beteiligung.qrcodes.subjects import BY_NAME, DISTRICT, IDEAS, RESULTS, SURVEY

GIVEN = click.Path(path_type=Path, dir_okay=False, exists=True)
HERE = "http://127.0.0.1:5000"
GOALS = "survey:SLUG, results:SLUG, board:SLUG, district or district:SLUG"


@click.group()
def codes() -> None:
    """Printed codes, and one-time codes for letters."""


@codes.command()
@click.option("--survey", help="Where the codes lead (a survey's short name).")
@click.option("--results", is_flag=True, help="Lead to the page of its results instead.")
@click.option("--to", default="", help=f"Or where else: {GOALS}.")
@click.option(
    "--places", required=True, type=GIVEN, help="district;name;address;medium;label;occasion;team."
)
@click.option("--media", default=PRINTED[0], show_default=True, help="Of lines that name none.")
@click.option("--language", default="", help="Lead to this one; default: as the phone is set.")
@click.option("--dry-run", is_flag=True, help="Say what would be made, and make nothing.")
@click.pass_obj
def create(
    settings: Settings,
    survey: str | None,
    places: Path,
    *,
    to: str,
    media: str,
    language: str,
    results: bool,
    dry_run: bool,
) -> None:
    """Make a code for each place of a .csv file, all or none; a place that has one keeps it.

    Media: poster, flyer, sticker, card, door, screen, handed; several with commas between them.
    """
    if bool(survey) == bool(to):
        raise click.UsageError("Name either --survey SLUG or --to.")
    locale = (*wanted_languages(language), None)[0]
    wanted, content = _media(media), places.read_bytes()
    goal = to or f"{(RESULTS if results else SURVEY).name}:{survey}"
    with writing(settings) as session, _faults_said(places):
        path, districts = _goal(session, goal)
        if dry_run:
            found = foreseen(session, content, path, districts, wanted, locale=locale)
            lines = [_foreseen(each) for each in found]
        else:
            bulk = partial(create_codes_of_list, session, None, content, path=path)
            bulk = partial(bulk, districts=districts, media=wanted, locale=locale)
            made = bulk(at=clock.now(), rng=SystemRandom())
            lines = [_line(settings, code) for code in made]
    click.echo("\n".join(lines))


@contextmanager
def _faults_said(places: Path) -> Iterator[None]:
    """What is wrong with a list of places, line by line, as the operator's mistake."""
    try:
        yield
    except NoPlaces as refusal:
        message = f"{places}: {refusal}"
        raise OperatorError(message) from refusal
    except BadPlaces as refusal:
        wrong = [f"line {each.number}: {each.message % each.values}" for each in refusal.faults]
        message = "\n".join([f"{places}: nothing was taken over.", *wrong])
        raise OperatorError(message) from refusal


@codes.command()
@click.argument("names", nargs=-1, required=True, metavar="CODE…")
@click.option("--again", is_flag=True, help="They hang again.")
@click.pass_obj
def retire(settings: Settings, names: tuple[str, ...], *, again: bool) -> None:
    """Say that posters were taken down: their codes lead on, but nobody waits for scans."""
    act: Callable[..., None] = take_up_code if again else retire_code
    with writing(settings) as session:
        for code in named(session, names):
            act(session, code, asker=None, at=clock.now())
    click.echo(f"{len(names)} codes {'hang again' if again else 'are retired'}.")


@codes.command()
@click.argument("names", nargs=-1, metavar="[CODE…]")
@click.option("--survey", help="All codes that lead to this survey.")
@click.option("--to", required=True, help=f"{GOALS}.")
@click.pass_obj
def redirect(settings: Settings, names: tuple[str, ...], survey: str | None, to: str) -> None:
    """Let codes lead elsewhere from now on; what they brought so far stays where it was."""
    if bool(names) == bool(survey):
        raise click.UsageError("Name either codes or --survey SLUG.")
    with writing(settings) as session:
        path, _ = _goal(session, to)
        chosen = (
            codes_leading_to(session, SURVEY.path(survey_named(session, survey).slug))
            if survey
            else named(session, names)
        )
        today = clock.local_date(clock.now(), settings.timezone)
        changed = redirect_codes(session, chosen, path, asker=None, today=today, at=clock.now())
    click.echo(f"{changed} codes lead to {path or 'the page of their district'} now.")


@codes.command()
@click.argument("names", nargs=-1, required=True, metavar="CODE…")
@click.option("--again", is_flag=True, help="They lead on again.")
@click.pass_obj
def close(settings: Settings, names: tuple[str, ...], *, again: bool) -> None:
    """Close posters that are misused: whoever scans them is told so; their survey goes on."""
    act: Callable[..., None] = open_code if again else close_code
    with writing(settings) as session:
        for code in named(session, names):
            act(session, code, asker=None, at=clock.now())
    click.echo(f"{len(names)} codes {'lead on again' if again else 'are closed'}.")


@codes.command()
@click.argument("name", metavar="CODE")
@click.option("--label", help="What tells it from others at its place.")
@click.option("--occasion", help="For what the team hands it out.")
@click.option("--team", help="Who hands it out, as a group.")
@click.pass_obj
def label(settings: Settings, /, name: str, **said: str | None) -> None:
    """Say what tells a code from others; what is not named stays, "" takes it away."""
    if too_long := [word for word in said.values() if word and len(word) > LONGEST]:
        message = f"{too_long[0][:20]}… is longer than {LONGEST} characters."
        raise OperatorError(message)
    with writing(settings) as session:
        (code,) = named(session, [name])
        kept = {field: getattr(code, field) or "" for field in said}
        new = {field: word.strip() for field, word in said.items() if word is not None}
        label_code(session, code, **(kept | new), asker=None, at=clock.now())
    click.echo(f"{code.code} is labelled.")


def named(session: Session, names: Iterable[str]) -> list[QRCode]:
    """Codes as somebody typed them; one that nobody issued is an `OperatorError`."""
    found = []
    for name in names:
        code = codes_named(session, [name])
        if not code:
            message = f"There is no code {name}. Nothing was changed."
            raise OperatorError(message)
        found += code
    return found


def _goal(session: Session, to: str) -> tuple[str, Sequence[District]]:
    """Where codes are to lead, and the districts in which they may hang."""
    kind, _, slug = to.partition(":")
    if kind == DISTRICT.name:
        all_ = districts_of(session, None)
        chosen = [each for each in all_ if slug in {"", each.slug}]
        if not chosen:
            message = f"There is no district {slug}. There are {', '.join(d.slug for d in all_)}."
            raise OperatorError(message)
        return DISTRICT.path(""), chosen
    if kind == IDEAS.name:
        board = board_at(session, slug)
        if board is None:
            message = f"There is no idea board {slug}."
            raise OperatorError(message)
        return IDEAS.path(slug), board.districts
    if kind not in {SURVEY.name, RESULTS.name}:
        message = f"--to needs {GOALS}."
        raise OperatorError(message)
    survey = survey_named(session, slug)
    return BY_NAME[kind].path(survey.slug), survey.districts


def _media(typed: str) -> list[str]:
    wanted = [each.strip() for each in typed.split(",") if each.strip()]
    if not wanted or not set(wanted) <= set(MEDIA):
        message = f"--media needs some of these: {', '.join(MEDIA)}."
        raise OperatorError(message)
    return wanted


def _foreseen(each: Foreseen) -> str:
    """A line of the list, as it would be taken over."""
    line, place = each.line, "a new place" if each.is_new else "known"
    wanted = f"{', '.join(line.media)}: {each.known} of {len(line.media)} there already"
    return f"line {line.number}\t{line.district.slug}\t{line.name}\t{place}\t{wanted}"


def _line(settings: Settings, code: QRCode) -> str:
    base = settings.public_url or HERE
    place = code.place.name if code.place else ""
    return f"{base}/q/{code.code}\t{code.medium}\t{place}"
