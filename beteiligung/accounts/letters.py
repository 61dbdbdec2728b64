"""What letters to staff say, and when they leave: after the link in them has been kept."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, request
from werkzeug.wrappers import Response

from beteiligung.accounts import mail
from beteiligung.config import Settings
from beteiligung.i18n import gettext as _
from beteiligung.i18n import speaking


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is ready to be sent."""

    to: str
    subject: str
    text: str


def possible() -> bool:
    """Whether this installation can send letters."""
    return bool(_settings().mail_url)


def link(path: str) -> str:
    """The whole address of a path, as it can be sent to somebody."""
    base = _settings().public_url or request.host_url.rstrip("/")
    return base + path


def invitation(to: str, locale: str, path: str) -> Letter:
    """You are invited."""
    with speaking(locale):
        return Letter(
            to,
            _("Your invitation to %(name)s", name=_settings().name),
            _(
                "You are invited to work with %(name)s. Please open this address within 7 days:",
                name=_settings().name,
            )
            + f"\n\n{link(path)}\n",
        )


def reset(to: str, locale: str, path: str) -> Letter:
    """Here is your way to a new password."""
    with speaking(locale):
        return Letter(
            to,
            _("Your new password for %(name)s", name=_settings().name),
            _("With this address you can choose a new password within 24 hours:")
            + f"\n\n{link(path)}\n\n"
            + _("If you did not ask for this, you need not do anything.")
            + "\n",
        )


def somebody_tried(to: str, locale: str) -> Letter:
    """Somebody knows your password, but not the code."""
    with speaking(locale):
        return Letter(
            to,
            _("Wrong codes at your account for %(name)s", name=_settings().name),
            _(
                "Somebody signed in with your password and then typed several wrong codes. If that "
                "was you, you need not do anything. If not, please choose a new password:"
            )
            + f"\n\n{link('/verwaltung/konto/passwort')}\n",
        )


def step_taken(to: str, locale: str) -> Letter:
    """Your second step was taken away."""
    with speaking(locale):
        return Letter(
            to,
            _("Your second step for %(name)s was taken away", name=_settings().name),
            _(
                "An administrator has taken away the second step of your account. You can now sign "
                "in with your password and set it up anew. If you did not ask for this, please "
                "tell your administrator at once."
            )
            + f"\n\n{link('/anmelden')}\n",
        )


def after(answer: Response, ready: Letter) -> None:
    """Send a letter once the answer has left: its link is in the database by then.

    If the transaction fails, another answer leaves and no letter is sent.
    """
    url = _settings().mail_url
    if url:
        message = mail.letter(mail.sender_of(url), ready.to, ready.subject, ready.text)
        answer.call_on_close(lambda: mail.send(url, message))


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])
