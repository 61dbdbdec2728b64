"""Commands about people of the staff: let them in, and help who lost the second step."""

import click

from beteiligung import clock
from beteiligung.access import Role
from beteiligung.config import Settings
from beteiligung.operation import intake
from beteiligung.operation.terminal import writing


@click.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--district", help="In which district (its short name); not for admins.")
@click.pass_obj
def invite(settings: Settings, email: str, role: str, district: str | None) -> None:
    """Print a one-time link with which EMAIL becomes staff."""
    with writing(settings) as session:
        path = intake.invite(session, email, Role(role), district, at=clock.now())
    base = settings.public_url or "http://127.0.0.1:5000"
    click.echo(f"{base}{path}")


@click.command(name="factor-reset")
@click.argument("email")
@click.pass_obj
def reset_factor(settings: Settings, email: str) -> None:
    """Take the second step of EMAIL away, if phone and recovery codes are lost."""
    with writing(settings) as session:
        intake.reset_factor(session, email, at=clock.now())
    click.echo(f"{email} is signed out and sets up the second step anew after the password.")
