"""The command `beteiligung plans …`: plans of the city with their goals come in by file."""

from pathlib import Path

import click

from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.errors import OperatorError
from beteiligung.measures.plan_file import BadPlans, NoPlans
from beteiligung.measures.planning import import_plans
from beteiligung.operation.terminal import writing


@click.group()
def plans() -> None:
    """Plans of the city, whose goals measures serve."""


@plans.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def bring_in(settings: Settings, file: Path) -> None:
    """Take over plans with their goals from FILE (.csv), all or none.

    Its first line is plan;valid_from;valid_to;code;field;goal (valid_to and field if wanted, and
    goal_en, goal_ar … for other languages).
    """
    try:
        with writing(settings) as session:
            lines = import_plans(session, None, file.read_bytes(), at=clock.now())
    except NoPlans as refusal:
        message = f"{file}: {refusal}"
        raise OperatorError(message) from refusal
    except BadPlans as refusal:
        wrong = [f"line {each.number}: {each.message % each.values}" for each in refusal.faults]
        message = "\n".join([f"{file}: nothing was taken over.", *wrong])
        raise OperatorError(message) from refusal
    names = dict.fromkeys(line.plan for line in lines)
    click.echo(f"{len(lines)} goals of {len(names)} plans: {', '.join(names)}")
