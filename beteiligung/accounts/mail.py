"""Letters by SMTP, where the installation has a mail account; residents get those they ask for."""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

log = logging.getLogger(__name__)
SECONDS = 10.0  # an unreachable mail server must not hold a worker


def letter(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """A plain letter."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message.set_content(text)
    return message


def sender_of(mail_url: str) -> str:
    """The address that letters come from: the account's name, completed with the server's."""
    parts = urlsplit(mail_url)
    name = unquote(parts.username or "mitreden")
    return name if "@" in name else f"{name}@{parts.hostname}"


def send(mail_url: str, message: EmailMessage) -> bool:
    """Hand a letter to the mail server; a failure is logged without naming anybody.

    ``smtps://`` is encrypted from the start, ``smtp://`` as soon as the server offers it; a
    password is never sent in clear text, except to this machine itself.
    """
    parts = urlsplit(mail_url)
    host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
    port = parts.port or (465 if secure else 587)
    try:
        with _connection(host, port, secure=secure) as server:
            if parts.username and parts.password:
                server.login(unquote(parts.username), unquote(parts.password))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a letter could not be sent: %s", type(error).__name__)
        return False
    return True


def _connection(host: str, port: int, *, secure: bool) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if secure:
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    elif host not in {"localhost", "127.0.0.1", "::1"}:
        server.close()
        message = "no encryption offered"
        raise smtplib.SMTPNotSupportedError(message)
    return server
