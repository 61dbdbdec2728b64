"""The `beteiligung` command: everything an operator does with an installation."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

import click

from beteiligung import clock
from beteiligung.config import Settings, load_settings
from beteiligung.demo import fill, guide, results, synthetic
from beteiligung.districts.outlines import Days
from beteiligung.migrations import run as migrations
from beteiligung.operation import forgetting, intake, server
from beteiligung.operation.care import backup, examine, restore
from beteiligung.operation.codes import codes
from beteiligung.operation.deploying import deployment
from beteiligung.operation.followed import DAY, draw, follow, show
from beteiligung.operation.household import batch, batches
from beteiligung.operation.indicators import indicators
from beteiligung.operation.news import news
from beteiligung.operation.paper import print_codes
from beteiligung.operation.people import invite, reset_factor
from beteiligung.operation.plans import plans
from beteiligung.operation.releasing import protect, release
from beteiligung.operation.responses import responses
from beteiligung.operation.tablets import tablets
from beteiligung.operation.terminal import Commands, new_file, opened, writing
from beteiligung.qrcodes import drawings
from beteiligung.surveys.columns import keep_columns

FILE = click.Path(path_type=Path, dir_okay=False)
GIVEN = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="beteiligung")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Surveys, ideas and results for a city district, in the languages of its residents.

    Settings come from the environment, such as BETEILIGUNG_DATA_DIR.
    """
    os.umask(0o077)  # whatever a command writes is for its owner only
    ctx.obj = load_settings(os.environ)
    drawings.lie_in(ctx.obj.data_dir)


# ---- the installation ----------------------------------------------------------------------------


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; default: the setting.")
@click.option("--no-upgrade", is_flag=True, help="Do not change the database's tables first.")
@click.pass_obj
def run(settings: Settings, host: str, port: int, workers: int | None, *, no_upgrade: bool) -> None:
    """Serve the platform, with the tables brought up to date first."""
    count = server.workers_of(settings, workers)
    server.run(
        settings, host=host, port=port, workers=count, upgrade=not no_upgrade, say=click.echo
    )


@main.command()
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
@click.pass_obj
def upgrade(settings: Settings, *, quiet: bool) -> None:
    """Bring the tables of the database up to date."""
    with opened(settings) as store:
        migrations.upgrade(store)
        if not quiet:
            click.echo(f"The database is at {migrations.current(store)}.")


@main.command()
@click.option(
    "--dry-run", is_flag=True, help="Delete nothing; say what is due, and what goes next."
)
@click.pass_obj
def forget(settings: Settings, *, dry_run: bool) -> None:
    """Delete what is due and say how much of each kind that was. Run it every night."""
    with opened(settings) as store:
        act = forgetting.would_forget if dry_run else forgetting.forget
        for each in forgetting.lines(act(settings, store, at=clock.now())):
            click.echo(each)
        if dry_run:
            click.echo("Nothing was deleted. Next:")
            for each in forgetting.next_lines(store):
                click.echo(each)


@main.command()
@click.option("--port", default=5000, show_default=True, help="For the addresses printed.")
@click.option("--responses", type=click.IntRange(1), help="Add so many invented answers instead.")
@click.option("--survey", help="To which survey (its short name).")
@click.pass_obj
def demo(settings: Settings, port: int, responses: int | None, survey: str | None) -> None:
    """Fill an empty database with invented content; print addresses and logins."""
    at = clock.now()
    with opened(settings) as store:
        migrations.upgrade(store)
        if responses is not None:
            if survey is None:
                raise click.UsageError("--responses needs --survey SLUG.")
            with click.progressbar(length=responses, label=survey, file=sys.stderr) as bar:
                added = synthetic.add(
                    store, survey, responses, at=at, timezone=settings.timezone, told=bar.update
                )
            keep_columns(store, survey)
            click.echo(f"{added} invented answers added to {survey}.")
            return
        if fill.fill(store, settings, at=at):
            results.prepare_main(store, settings, at=at)
        else:
            click.echo("The database is not empty; nothing was changed.")
        for line in guide.lines(store, settings, port):
            click.echo(line)


main.add_command(examine)
main.add_command(backup)
main.add_command(restore)
main.add_command(deployment)
main.add_command(news)


# ---- people --------------------------------------------------------------------------------------


main.add_command(invite)
main.add_command(reset_factor)


# ---- surveys and answers -------------------------------------------------------------------------


@main.group(name="survey")
def surveys() -> None:
    """Bring surveys in, check them, take them out."""


@surveys.command(name="import")
@click.argument("file", type=GIVEN)
@click.option("--district", "districts", multiple=True, help="Where it is asked; may be repeated.")
@click.option("--publish", is_flag=True, help="Open it at once.")
@click.option("--days", default=28, show_default=True, type=click.IntRange(1), help="For how long.")
@click.pass_obj
def import_survey(
    settings: Settings, file: Path, districts: tuple[str, ...], days: int, *, publish: bool
) -> None:
    """Make a survey from FILE (.json)."""
    with writing(settings) as session:
        survey, findings = intake.import_survey(
            session,
            file,
            districts,
            settings=settings,
            days=days if publish else None,
            at=clock.now(),
        )
        slug = survey.slug
    for finding in findings:
        click.echo(intake.line(finding))
    click.echo(f"{slug}: {'published' if publish else 'imported as a draft'}.")


@surveys.command(name="check")
@click.argument("file", type=GIVEN)
@click.pass_context
def check_survey(ctx: click.Context, file: Path) -> None:
    """Say what keeps FILE from being published; exit 1 if anything does."""
    findings = intake.check_survey(file)
    for finding in findings:
        click.echo(intake.line(finding))
    faults = sum(finding.error for finding in findings)
    click.echo(f"{file}: {faults} to mend." if faults else f"{file}: can be published.")
    ctx.exit(1 if faults else 0)


@surveys.command(name="export")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.pass_obj
def export_survey(settings: Settings, slug: str, file: Path) -> None:
    """Write the questionnaire of a survey into FILE (.json)."""
    with opened(settings) as store, store.reading() as session:
        document = intake.document(session, slug)
    with new_file(file) as handle:
        json.dump(document, handle, ensure_ascii=False, indent=1)
        handle.write("\n")
    click.echo(f"{slug} is in {file}.")


main.add_command(responses)
main.add_command(release)
main.add_command(protect)


# ---- places and codes ----------------------------------------------------------------------------


main.add_command(codes)


for command in (print_codes, batch, batches, follow, show, draw):
    codes.add_command(command)


@main.group()
def districts() -> None:
    """Outlines of the city's areas."""


@districts.command(name="import")
@click.argument("file", type=GIVEN)
@click.option("--source", default="", help="Who made the outlines.")
@click.option("--licence", default="", help="Under which licence.")
@click.option("--since", type=DAY, help="First day on which they hold; else as of now.")
@click.option("--until", type=DAY, help="Day on which they hold no more.")
@click.pass_obj
def import_districts(
    settings: Settings,
    file: Path,
    *,
    source: str,
    licence: str,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Take over the outlines of areas from FILE (.geojson).

    With --since they hold from that day on (YYYY-MM-DD), and the earlier ones until then.
    """
    with writing(settings) as session:
        known = {"source": source, "licence": licence}
        days = Days(since and since.date(), until and until.date())
        names = intake.import_areas(session, file, days, at=clock.now(), **known)
    click.echo(f"{len(names)} areas: {', '.join(names)}")


@main.group()
def margins() -> None:
    """Who lives in the areas: people by age, gender and more."""


@margins.command(name="import")
@click.argument("file", type=GIVEN)
@click.option("--replace", is_flag=True, help="Groups that the file does not have go.")
@click.pass_obj
def import_residents(settings: Settings, file: Path, *, replace: bool) -> None:
    """Take over figures of residents from FILE (.csv), all or none.

    Its first line is area;stichtag;source;variable;category;count.
    """
    with writing(settings) as session:
        figures, areas = intake.take_margins(session, file, replace=replace, at=clock.now())
    click.echo(f"{figures} figures of {len(areas)} areas: {', '.join(areas)}")


main.add_command(indicators)
main.add_command(plans)
main.add_command(tablets)


if __name__ == "__main__":
    main()
