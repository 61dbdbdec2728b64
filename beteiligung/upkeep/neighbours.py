"""Checks of others that the installation talks to: Redis, the mail server, its own address."""

import smtplib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from beteiligung.config import PREFIX, Settings
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level

SECONDS = 3.0  # that each may take to answer
SOON, VERY_SOON = timedelta(days=14), timedelta(days=3)  # certbot renews 30 days before
HTTPS, SMTPS, SUBMISSION = 443, 465, 587
# What OpenSSL found (X509_V_ERR_…), and what helps: a renewal only where the time is the trouble.
EARLY, OVER, UNSIGNED, ELSEWHERE = {9}, {10}, {18, 19, 20, 21}, {62, 64}
RENEW = N_("renew it: certbot renew, or by hand if it was made by hand")


def shared_limits(settings: Settings) -> Findings:
    """Whether the limits that several hosts share can be counted."""
    if not settings.redis_url:
        return
    import redis

    matter, values = N_("Redis"), {"setting": f"{PREFIX}REDIS_URL", "error": ""}
    try:
        with redis.Redis.from_url(
            settings.redis_url, protocol=2, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
        ) as server:
            server.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        values["error"] = type(error).__name__
        found, remedy = N_("does not answer (%(error)s)"), N_("start it, or see %(setting)s")
        yield Finding(Level.FAULT, matter, found, remedy, values)
    else:
        yield Finding(Level.OK, matter, N_("it answers"))


def mail(settings: Settings) -> Findings:
    """Whether letters to staff will leave; nobody signs in for this."""
    matter, values = N_("mail"), {"setting": f"{PREFIX}MAIL_URL", "error": ""}
    if not settings.mail_url:
        yield Finding(Level.OK, matter, N_("not set: links are shown to whoever makes them"))
        return
    try:
        parts = urlsplit(settings.mail_url)
        host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
        port = parts.port or (SMTPS if secure else SUBMISSION)
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with kind(host, port, timeout=SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        values["error"] = type(error).__name__
        found, remedy = N_("does not answer (%(error)s)"), N_("see %(setting)s")
        yield Finding(Level.WARN, matter, found, remedy, values)
    else:
        yield Finding(Level.OK, matter, N_("it answers"))


def certificate(
    settings: Settings, *, at: datetime, context: ssl.SSLContext | None = None
) -> Findings:
    """How long the certificate of the public address is good for, if it can be reached from here.

    ``context`` says whom to believe; the machine's own list if nothing is given.
    """
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" or not parts.hostname:
        return
    matter, values = N_("certificate"), {"address": settings.public_url, "error": "", "days": 0}
    try:
        days = _days_left(parts.hostname, parts.port or HTTPS, at, context)
    except ssl.SSLCertVerificationError as error:
        values["error"] = error.verify_message
        found, remedy = N_("not valid: %(error)s"), _helps(error.verify_code)
        yield Finding(Level.FAULT, matter, found, remedy, values | {"name": parts.hostname})
    except (OSError, ValueError) as error:
        values["error"] = type(error).__name__
        found = N_("%(address)s cannot be reached from here (%(error)s)")
        remedy = N_("look at it from another machine")
        yield Finding(Level.WARN, matter, found, remedy, values)
    else:
        values["days"] = days.days
        remedy = RENEW if days < SOON else ""
        level = Level.OK if days >= SOON else Level.WARN if days >= VERY_SOON else Level.FAULT
        yield Finding(level, matter, N_("good for %(days)s more days"), remedy, values)


def _helps(code: int) -> str:
    """What helps with a certificate that is not valid for this reason."""
    if code in OVER:
        return RENEW
    if code in EARLY:
        return N_("compare the clock of this machine; a new certificate is good at once")
    if code in ELSEWHERE:
        return N_("it needs a certificate for %(name)s: docs/operations.md, step 5")
    if code in UNSIGNED:
        return N_(
            "serve one of a public authority with its whole chain (certbot certonly), or let this "
            "machine believe yours: docs/operations.md, step 5"
        )
    return N_("it needs a new one: docs/operations.md, step 5")


def _days_left(host: str, port: int, at: datetime, context: ssl.SSLContext | None) -> timedelta:
    believed = context or ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=SECONDS) as line,
        believed.wrap_socket(line, server_hostname=host) as safe,
    ):
        found = safe.getpeercert() or {}
    ends = ssl.cert_time_to_seconds(str(found.get("notAfter", "")))
    return datetime.fromtimestamp(ends, UTC) - at
