"""The commands that look after an installation: its self-check, copies, and the way back."""

import json
from pathlib import Path

import click

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.migrations import run as migrations
from beteiligung.operation import backups, nightly
from beteiligung.upkeep import doctor

FILE = click.Path(path_type=Path, dir_okay=False)
GIVEN = click.Path(path_type=Path, dir_okay=False, exists=True)
FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="For programs that watch.")
@click.pass_context
def examine(ctx: click.Context, *, as_json: bool) -> None:
    """Check the installation; exit 1 if something is at fault."""
    findings = doctor.examine(ctx.obj, at=clock.now(), outside=True)
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(str(finding))
    ctx.exit(0 if doctor.healthy(findings) else 1)


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--into", type=FOLDER, help="Write a dated copy into this folder instead.")
@click.option(
    "--keep",
    default=nightly.LONGEST,
    show_default=True,
    type=click.IntRange(1, nightly.LONGEST),
    help="With --into: for how many days.",
)
@click.pass_obj
def backup(settings: Settings, file: Path | None, into: Path | None, keep: int) -> None:
    """Copy the database into FILE, also while people answer, and verify the copy."""
    if (file is None) == (into is None):
        message = "Give either a FILE, or --into FOLDER."
        raise click.UsageError(message)
    if file is not None:
        done = backups.backup(settings, file)
        size = f"{done.size} bytes, verified."
        click.echo(f"{file}: {done.total} rows in {len(done.rows)} tables, {size}")
        return
    night = nightly.back_up(settings, Path(str(into)), keep=keep, at=clock.now())
    sealed = ", then encrypted" if night.is_sealed else ""
    click.echo(f"{night.copy}: {night.copied.total} rows, {night.trial} on trial{sealed}.")
    click.echo(f"SHA-256 {night.digest}")
    for name in night.removed:
        click.echo(f"{name} is older than {keep} days and was removed.")


@click.command()
@click.argument("file", type=GIVEN)
@click.option("--identity", type=GIVEN, help="The private key of an encrypted copy.")
@click.pass_obj
def restore(settings: Settings, file: Path, identity: Path | None) -> None:
    """Put the backup FILE in the place of the database; the old one is kept aside."""
    done = backups.restore(settings, file, at=clock.now(), identity=identity)
    click.echo(f"Restored {done.total} rows in {len(done.rows)} tables from {file}, verified.")
    if done.erased:
        click.echo(f"Erased again what people took back since: {done.erased}.")
    if done.aside:
        click.echo(f"What was there before: {done.aside}")
    if done.revision != migrations.head():
        click.echo("The backup is older than the program: the next start upgrades it.")
