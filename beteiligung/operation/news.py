"""The command that sends the news of the districts to those who asked for them."""

import click

from beteiligung import clock
from beteiligung.accounts import mail
from beteiligung.config import PREFIX, Settings, secret_key
from beteiligung.errors import OperatorError
from beteiligung.operation.terminal import opened
from beteiligung.subscriptions.letters import Desk
from beteiligung.subscriptions.sending import send_news


@click.command()
@click.pass_obj
def news(settings: Settings) -> None:
    """Send what is new to everybody who asked for it. Run it every night, on one host only."""
    if not settings.mail_url:
        click.echo("There is no mail server: nothing was sent.")
        return
    if not settings.public_url:
        message = f"Letters need {PREFIX}PUBLIC_URL, so that their links lead somewhere."
        raise OperatorError(message)
    desk = Desk(
        sender=mail.sender_of(settings.mail_url),
        base=settings.public_url,
        secret=secret_key(settings).encode(),
        timezone=settings.timezone,
    )
    with opened(settings) as store:
        sent = send_news(
            store, desk, lambda written: mail.send(settings.mail_url, written), at=clock.now()
        )
    click.echo(f"{sent.letters} letters sent, {sent.failed} failed, {sent.nothing} had no news.")
    if sent.failed:
        message = "Some letters could not be sent. The next night tries again."
        raise OperatorError(message)
