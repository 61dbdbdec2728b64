"""The command `beteiligung indicators …`: figures of offices come in by file."""

from pathlib import Path

import click

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.districts.indicator_file import BadIndicators, NoIndicators
from beteiligung.districts.indicators import WouldRename, import_indicators
from beteiligung.errors import OperatorError
from beteiligung.operation.terminal import writing


@click.group()
def indicators() -> None:
    """What offices count in the areas: shown beside what people say."""


@indicators.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--rename", is_flag=True, help="Known figures get the names of the file.")
@click.pass_obj
def bring_in(settings: Settings, file: Path, *, rename: bool) -> None:
    """Take over figures of offices from FILE (.csv), all or none.

    Its first line is area;code;name;date;value;unit;source (code and unit if wanted).
    """
    try:
        with writing(settings) as session:
            lines = import_indicators(
                session, None, file.read_bytes(), rename=rename, at=clock.now()
            )
            areas = sorted({line.area.code for line in lines})
    except (NoIndicators, WouldRename) as refusal:
        message = f"{file}: {refusal}"
        raise OperatorError(message) from refusal
    except BadIndicators as refusal:
        wrong = [f"line {each.number}: {each.message % each.values}" for each in refusal.faults]
        message = "\n".join([f"{file}: nothing was taken over.", *wrong])
        raise OperatorError(message) from refusal
    click.echo(f"{len(lines)} figures of {len(areas)} areas: {', '.join(areas)}")
