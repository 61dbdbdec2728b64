"""The commands `beteiligung release` and `beteiligung protect`: figures that expose nobody."""

import csv
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.disclosure.report_words import sentences
from beteiligung.errors import OperatorError, Refusal
from beteiligung.i18n import words_in
from beteiligung.operation.intake import survey_named
from beteiligung.operation.tables import Wish, shielded
from beteiligung.operation.terminal import new_file, opened
from beteiligung.releases import queries
from beteiligung.releases.actions import (
    count_release,
    keep_release,
    publish_release,
    require_publishable,
)
from beteiligung.releases.models import Release
from beteiligung.releases.planning import plan_of
from beteiligung.releases.preparing import carry_over

REPORT_LANGUAGE = "de"  # the report is read by the office, whatever speaks the terminal
FILE = click.Path(path_type=Path, dir_okay=False)
GIVEN = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("slug")
@click.option("--publish", is_flag=True, help="Publish it, if nothing speaks against it.")
@click.option("--signed-by", default="", help="Who stands for it; needed to publish.")
@click.pass_obj
def release(settings: Settings, slug: str, signed_by: str, *, publish: bool) -> None:
    """Compute, attack and store the next release of a survey; exit 1 if it may not be published."""
    if publish and not signed_by.strip():
        raise click.UsageError("--publish needs --signed-by NAME.")
    at = clock.now()
    with opened(settings) as store:
        try:
            _compute(store, slug, settings, at)
            with store.reading() as session:
                made = _prepared(session, slug)
                click.echo(f"{slug}: release {made.number}, {made.answers} answers.")
                _say(made.report, signed_by if publish else "")
            with store.writing() as session:
                prepared = _prepared(session, slug)
                require_publishable(session, prepared, at=at)
                if publish:
                    publish_release(session, prepared, asker=None, at=at, who=signed_by)
        except Refusal as refusal:
            click.echo(f"beteiligung: {refusal}", err=True)
            sys.exit(1)
    click.echo("It is published." if publish else "It is stored and may be published.")


def _compute(store: Store, slug: str, settings: Settings, at: datetime) -> None:
    """Compute the next release as staff planned it, while answers go on being kept."""
    with store.reading() as session:
        survey = survey_named(session, slug)
        counted = count_release(session, survey, plan_of(session, survey).written())
    with store.writing() as session:
        survey, zone = survey_named(session, slug), settings.timezone
        keep_release(session, survey, counted, asker=None, at=at, timezone=zone)
        carry_over(session, survey)


def _prepared(session: Session, slug: str) -> Release:
    found = queries.prepared(session, survey_named(session, slug))
    if found is None:
        message = f"{slug}: there is no release to publish."
        raise OperatorError(message)
    return found


def _say(report: Mapping[str, Any], signed_by: str = "") -> list[str]:
    """Print the report, a sentence a line."""
    words = words_in(REPORT_LANGUAGE)
    said = [words(each.message) % each.values for each in sentences(report, signed_by)]
    for sentence in said:
        click.echo(f"  {sentence}")
    return said


@click.command()
@click.argument("file", type=GIVEN)
@click.option("--out", type=FILE, help="Where to; default: FILE-geschuetzt.csv beside it.")
@click.option("--by", multiple=True, help="A column that splits the others; may be repeated.")
@click.option("--strict", multiple=True, help="A column that needs 10 people a number.")
@click.option("--ordered", multiple=True, help="A column whose values have the order of the file.")
@click.option("--skip", "skipped", multiple=True, help="A column to leave out, such as free text.")
@click.option("--threshold", default=5, show_default=True, type=click.IntRange(3, 100))
@click.option("--counts", is_flag=True, help="FILE is a table of counts, not one row a person.")
@click.pass_context
def protect(
    ctx: click.Context,
    file: Path,
    out: Path | None,
    *,
    by: tuple[str, ...],
    strict: tuple[str, ...],
    ordered: tuple[str, ...],
    skipped: tuple[str, ...],
    threshold: int,
    counts: bool,
) -> None:
    """Write the tables of any FILE (.csv) so that nobody can be found out; needs no database."""
    target = out or file.with_name(f"{file.stem}-geschuetzt.csv")
    made = shielded(file, Wish(by, strict, ordered, skipped, threshold, counts))
    with new_file(target) as handle:
        csv.writer(handle, delimiter=";", lineterminator="\r\n").writerows(made.lines)
    said = _say(made.report)
    with new_file(target.with_suffix(".bericht.txt")) as handle:
        handle.write("\n".join(said) + "\n")
    click.echo(f"{target}: {made.report['shown']} of {made.report['cells']} numbers.")
    ctx.exit(0 if made.report["passed"] else 1)
