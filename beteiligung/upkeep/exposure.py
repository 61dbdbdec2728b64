"""Checks of what the settings open to others: debugging, addresses, what stands in front."""

import os
import sys
from collections.abc import Mapping

from beteiligung.accounts.breaches import is_list
from beteiligung.config import PREFIX, Settings
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level

NO = frozenset({"", "0", "false", "no"})  # what Flask takes for no
MOST_PROXIES = 3
LEAST_TOKEN = 20  # characters


def debugging(settings: Settings, environ: Mapping[str, str] = os.environ) -> Findings:
    """Whether faults would be shown to visitors with everything around them."""
    matter = N_("debugging")
    if environ.get("FLASK_DEBUG", "").lower() not in NO or sys.flags.dev_mode:
        found, remedy = N_("switched on"), N_("unset FLASK_DEBUG and PYTHONDEVMODE")
        level = Level.FAULT if settings.production else Level.WARN
        yield Finding(level, matter, found, remedy, stops=settings.production)
    else:
        yield Finding(Level.OK, matter, N_("switched off"))
    values = {"setting": f"{PREFIX}ENV"}
    if settings.production:
        yield Finding(Level.OK, N_("kind of installation"), N_("real operation"))
    elif settings.public_url.startswith("https://"):
        found = N_("trying out, but it has a public address")
        remedy = N_("set %(setting)s=production before anybody is asked")
        yield Finding(Level.WARN, N_("kind of installation"), found, remedy, values)
    else:
        yield Finding(Level.OK, N_("kind of installation"), N_("trying out"))


def address(settings: Settings) -> Findings:
    """Whether what is printed on posters will work, and is safe."""
    matter = N_("public address")
    values = {"address": settings.public_url, "setting": f"{PREFIX}PUBLIC_URL"}
    if settings.public_url.startswith("https://"):
        yield Finding(Level.OK, matter, "%(address)s", values=values)
        return
    level = Level.FAULT if settings.production else Level.WARN
    found = N_("%(address)s is not safe") if settings.public_url else N_("not set")
    remedy = N_("set %(setting)s to an https address before anything is printed")
    yield Finding(level, matter, found, remedy, values)


def stolen_passwords(settings: Settings) -> Findings:
    """Whether the list of stolen passwords, if there is one, can be looked into."""
    matter, file = N_("stolen passwords"), settings.breached_passwords
    values = {"file": str(file), "setting": f"{PREFIX}BREACHED_PASSWORDS"}
    if file is None:
        remedy = N_("set %(setting)s to a sorted list of SHA-1 hashes, if you have one")
        level = Level.WARN if settings.production else Level.OK
        yield Finding(level, matter, N_("no list: only guessing is judged"), remedy, values)
    elif is_list(file):
        yield Finding(Level.OK, matter, "%(file)s", values=values)
    else:
        found = N_("%(file)s is no sorted list of SHA-1 hashes, or cannot be read")
        yield Finding(Level.FAULT, matter, found, N_("download it again"), values)


def proxies(settings: Settings) -> Findings:
    """Whether it is known who asks: the resident, and not the web server in front."""
    matter, values = (
        N_("web server in front"),
        {"n": settings.trusted_proxies, "setting": f"{PREFIX}TRUSTED_PROXIES"},
    )
    if settings.trusted_proxies > MOST_PROXIES:
        found = N_("%(n)s are trusted; visitors could say who they are themselves")
        remedy = N_("set %(setting)s to how many there really are")
        yield Finding(Level.WARN, matter, found, remedy, values)
    elif settings.public_url.startswith("https://") and not settings.trusted_proxies:
        found = N_("none is trusted: all residents would share one limit")
        yield Finding(Level.WARN, matter, found, N_("set %(setting)s=1"), values)
    else:
        yield Finding(Level.OK, matter, N_("%(n)s trusted"), values=values)


def figures(settings: Settings) -> Findings:
    """Whether the figures for monitoring are closed to others."""
    matter, values = N_("figures for monitoring"), {"setting": f"{PREFIX}METRICS_TOKEN"}
    if not settings.metrics_token:
        yield Finding(Level.OK, matter, N_("open to this machine only"))
    elif len(settings.metrics_token) < LEAST_TOKEN:
        found, remedy = N_("%(setting)s can be guessed"), N_("make it longer")
        level = Level.FAULT if settings.production else Level.WARN
        yield Finding(level, matter, found, remedy, values, stops=settings.production)
    else:
        yield Finding(Level.OK, matter, N_("open to whoever has the token"))
