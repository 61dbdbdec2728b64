"""The commands `beteiligung codes …` that read: what codes brought, one's history, drawings."""

import csv
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.dashboards.following import Followed, Period, followed
from beteiligung.dashboards.following_file import rows, small
from beteiligung.districts.queries import districts_of
from beteiligung.errors import OperatorError
from beteiligung.operation.codes import HERE, named
from beteiligung.operation.intake import survey_named
from beteiligung.operation.paper import FILE, say
from beteiligung.operation.terminal import new_bytes, new_file, opened
from beteiligung.qrcodes import printing
from beteiligung.qrcodes.actions import MEDIA
from beteiligung.qrcodes.models import QRCode
from beteiligung.qrcodes.queries import codes_leading_to, deeds_of, former_targets
from beteiligung.qrcodes.scans import Wanted
from beteiligung.qrcodes.subjects import SURVEY
from beteiligung.surveys.models import Survey

DAY = click.DateTime(["%Y-%m-%d"])
DRAWN: Mapping[str, Callable[[str], bytes]] = {"svg": printing.svg, "png": printing.png}


@click.command()
@click.option("--survey", help="Only codes that lead to this survey.")
@click.option("--district", help="Only codes of this district (its short name).")
@click.option("--medium", type=click.Choice(MEDIA), help="Only what is printed on this.")
@click.option("--team", help="Only what this team hands out.")
@click.option("--occasion", help="Only what is for this occasion.")
@click.option("--since", type=DAY, help="From this day on (2026-05-01).")
@click.option("--until", type=DAY, help="Up to this day, included.")
@click.option(
    "--silent", type=click.IntRange(1), help="Only those without a scan for so many days."
)
@click.option("--out", type=FILE, help="A new .csv file: a code and a day a line.")
@click.pass_obj
def follow(
    settings: Settings,
    *,
    survey: str | None,
    district: str | None,
    medium: str | None,
    team: str | None,
    occasion: str | None,
    since: datetime | None,
    until: datetime | None,
    silent: int | None,
    out: Path | None,
) -> None:
    """List codes with what they brought, as the page in the administration does.

    Code, medium, place, label, team, occasion, scans, the last seven days, opened pages, completed
    answers (small numbers hidden), last scan. With --out day by day, for spreadsheets.
    """
    period = Period(since and since.date(), until and until.date())
    today = clock.local_date(clock.now(), settings.timezone)
    with opened(settings) as store, store.reading() as session:
        path = SURVEY.path(survey_named(session, survey).slug) if survey else None
        inside = _district(session, district) if district else None
        wanted = Wanted(None, inside, path, medium, team=team, occasion=occasion)
        every = _followed(session, settings, wanted, period)
    found = [each for each in every if not silent or each.is_silent(silent, today)]
    if out is None:
        for each in found:
            click.echo("\t".join(_brought(each, today)))
        return
    with new_file(out) as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows(found, open_=False))
    click.echo(f"{out}: {len(found)} codes.")


@click.command()
@click.argument("name", metavar="CODE")
@click.pass_obj
def show(settings: Settings, name: str) -> None:
    """Show one code: where it hangs, where it leads and led, and what was done with it."""
    with opened(settings) as store, store.reading() as session:
        (code,) = named(session, [name])
        for field, said in _about(session, code):
            click.echo(f"{field}\t{said}")


@click.command()
@click.option("--survey", required=True, help="Whose codes (a survey's short name).")
@click.option("--kind", default="svg", show_default=True, type=click.Choice(list(DRAWN)))
@click.option("--out", required=True, type=FILE, help="A new .zip file.")
@click.pass_obj
def draw(settings: Settings, survey: str, kind: str, out: Path) -> None:
    """Draw a survey's codes alone, for layouts of one's own; a file each, named after the code."""
    if out.suffix.lower() != ".zip":
        raise OperatorError("--out needs a .zip file.")
    base, picture = settings.public_url or HERE, DRAWN[kind]
    with opened(settings) as store, store.reading() as session:
        path = SURVEY.path(survey_named(session, survey).slug)
        found = [code.code for code in codes_leading_to(session, path) if code.closed_at is None]
    with new_bytes(out) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, code in enumerate(found):
            packed.writestr(f"{code}.{kind}", picture(printing.address(base, code)))
            say(number + 1, len(found))
    click.echo(f"{out}: {len(found)} codes.")


def _followed(
    session: Session, settings: Settings, wanted: Wanted, period: Period
) -> list[Followed]:
    surveys = session.scalars(select(Survey)).all()
    zone, at = settings.timezone, clock.now()
    return followed(session, wanted, surveys, period=period, at=at, timezone=zone)


def _district(session: Session, slug: str) -> int:
    known = {each.slug: each.id for each in districts_of(session, None)}
    if slug not in known:
        message = f"There is no district {slug}. There are {', '.join(known)}."
        raise OperatorError(message)
    return known[slug]


def _about(session: Session, code: QRCode) -> Iterator[tuple[str, Any]]:
    yield "code", code.code
    yield "leads to", code.path or code.district.slug
    yield "district", code.district.slug
    yield "place", _cell(code.place.name if code.place else "")
    for field in ("medium", "locale", "label", "occasion", "team"):
        yield field, _cell(getattr(code, field))
    yield "made", code.created_at.date()
    yield "closed", code.closed_at.date() if code.closed_at else ""
    yield "taken down", code.retired_at.date() if code.retired_at else ""
    for before in former_targets(session, code):
        yield f"until {before.last_day}", before.path or code.district.slug
    for deed in deeds_of(session, code):
        yield deed.at.date().isoformat(), deed.action


def _brought(each: Followed, today: date) -> list[str]:
    code = each.code
    said = (code.code, code.medium, code.place, code.label, code.team, code.occasion)
    counts = (each.scanned, code.last_week(today), each.opened, small(each.cell))
    return [*map(_cell, (*said, *counts)), _day(code.last_scan)]


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("\n", " ").replace("\t", " ")


def _day(day: date | None) -> str:
    return day.isoformat() if day else "never"
