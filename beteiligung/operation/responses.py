"""The commands `beteiligung responses …`: answers come in and go out by file."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.dashboards import exports
from beteiligung.dashboards.actions import export_answers
from beteiligung.dashboards.codebook import Speech
from beteiligung.dashboards.exports import Content, Format, Order
from beteiligung.dashboards.extracts import Wanted
from beteiligung.errors import OperatorError
from beteiligung.i18n import words_in
from beteiligung.locales import BY_ID
from beteiligung.operation import answers
from beteiligung.operation.intake import survey_named
from beteiligung.operation.terminal import new_bytes, opened
from beteiligung.surveys.columns import keep_columns

BY_ENDING: dict[str, Format] = {
    f".{each.ending}": each for each in Format if each is not Format.EXCEL_CSV
}
PURPOSE = "command line"


@click.group()
def responses() -> None:
    """Bring answers in, take them out."""


@responses.command(name="import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def bring_in(settings: Settings, slug: str, file: Path) -> None:
    """Take over the answers in FILE (.jsonl); each once, however often it is imported."""
    with opened(settings) as store:
        result = answers.import_responses(store, slug, file, at=clock.now())
        keep_columns(store, slug)
    for line in result.refused:
        click.echo(line, err=True)
    click.echo(f"{result.kept} kept, {result.known} known already, {len(result.refused)} refused.")
    if result.refused:
        sys.exit(1)


@responses.command(name="export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", default="de", show_default=True, type=click.Choice([*BY_ID]))
@click.option("--labels", is_flag=True, help="Words in the cells instead of codes.")
@click.option("--excel", is_flag=True, help="A .csv that German Excel opens by itself.")
@click.option(
    "--content",
    type=click.Choice([each.value for each in Content]),
    help="Without free texts, these alone, the codebook, or all. Default: answers; .jsonl: all.",
)
@click.option("--complete", is_flag=True, help="Only what was answered to the end.")
@click.option("--set-aside", is_flag=True, help="Also what is not counted, with the reason.")
@click.option("--hidden", is_flag=True, help="Also names that staff hid in free texts.")
@click.option("--weights", is_flag=True, help="A column of weights by age and gender.")
@click.option("--purpose", default=PURPOSE, help="What for; kept in the log.")
@click.pass_obj
def take_out(settings: Settings, /, slug: str, file: Path, **asked: object) -> None:
    """Write the answers of a survey into FILE (.csv, .xlsx, .sav or .jsonl)."""
    order, at = _order(settings, file, asked), clock.now()
    with new_bytes(file) as handle, opened(settings) as store:
        with store.writing() as session:
            survey = survey_named(session, slug)
            made = exports.export(session, survey, order, at=at)
            purpose = str(asked["purpose"])
            export_answers(session, survey, purpose, asker=None, at=at, what=made.name)
        begun = made.begin(store)
        handle.writelines(begun.pieces(store))
    click.echo(f"{slug}: {begun.answers} answers are in {file}.")


def _order(settings: Settings, file: Path, asked: dict[str, object]) -> Order:
    format_ = BY_ENDING.get(file.suffix.lower())
    if format_ is None:
        endings = ", ".join(sorted(BY_ENDING))
        message = f"{file}: choose a name that ends in {endings}."
        raise OperatorError(message)
    if format_ is Format.CSV and asked["excel"]:
        format_ = Format.EXCEL_CSV
    usual = Content.ALL if format_ is Format.LINES else Content.ANSWERS
    locale = str(asked["language"])
    return Order(
        format=format_,
        content=Content(str(asked["content"] or usual)),
        speech=Speech(locale, words_in(locale)),
        zone=ZoneInfo(settings.timezone),
        labels=bool(asked["labels"]),
        weighted=bool(asked["weights"]),
        wanted=Wanted(
            partial=not asked["complete"],
            set_aside=bool(asked["set_aside"]),
            hidden=bool(asked["hidden"]),
        ),
    )
