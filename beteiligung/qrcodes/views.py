"""The way behind a printed code, and help for codes that nobody printed."""

from collections.abc import Container, Iterable
from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.access import public
from beteiligung.clock import local_date
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.districts.queries import districts_of
from beteiligung.locales import BY_ID, TIER_2, entries, lookup
from beteiligung.qrcodes.check_word import word_of
from beteiligung.qrcodes.doorstep import Doorstep
from beteiligung.qrcodes.queries import Printed, meant, normal, printed
from beteiligung.web.ledger import ledger
from beteiligung.web.moment import moment
from beteiligung.web.panels import Ground, gather
from beteiligung.web.seams import seams

blueprint = Blueprint("qrcodes", __name__)


@blueprint.get("/q/<code>", strict_slashes=False)
@blueprint.get("/Q/<code>", strict_slashes=False)
@public
def scan(code: str) -> str | Response | tuple[str, int]:
    """Count the scan and lead on, in one step, in the code's or the browser's language."""
    found = printed(session(), normal(code))
    if found is None:
        return _unknown(code)
    _count(found)
    if found.closed:
        return _closed(found)
    path = _destination(found)
    locale = None if found.locale in TIER_2 else _language(found, i18n.OFFERED, BY_ID)
    if locale is None:
        offered = i18n.offered(*seams().languages(session(), found.path))
        locale = _language(found, offered, offered)
        if locale is None:
            choices = [(row, f"/{row.id}/{path}") for row in entries(offered)]
            return render_template("home/languages.html", choices=choices)
    location = f"/{locale}/{path}"
    if request.method == "GET":
        doorstep: Doorstep = current_app.extensions["doorstep"]
        doorstep.keep(request.environ, found.code, location)
    return redirect(location, 303)


@blueprint.get("/q/")
@blueprint.get("/Q/")
@public
def by_hand() -> str | Response:
    """For people who type a code instead of scanning it, in the language they came from."""
    if (came_from := request.args.get("sprache")) in BY_ID:
        i18n.use(came_from)
    typed = normal(request.args.get("code", ""))
    if typed:
        return redirect(url_for("qrcodes.scan", code=typed), 303)
    return render_template("qrcodes/type.html", panels=_open_now(), typed="")


@blueprint.app_template_global()
def check_word() -> str:
    """The check word of the code that led to this page; nothing where none did."""
    code = normal(request.args.get("c", ""))
    return word_of(code) if code else ""


def _destination(found: Printed) -> str:
    path = _path(found)
    sign = "&" if "?" in path else "?"
    return f"{path.lstrip('/')}{sign}c={found.code}"


def _path(found: Printed) -> str:
    """Where a code leads today, without a language."""
    asked = found.path, found.district_id, moment()
    return (found.path and seams().destination(session(), *asked)) or f"{found.district}/"


def _closed(found: Printed) -> tuple[str, int]:
    """A poster that was closed says so, and leads to the same thing without its code."""
    href = f"/{i18n.current().id}/{_path(found).lstrip('/')}"
    return render_template("qrcodes/closed.html", href=href), 410


def _language(found: Printed, offered: Container[str], spoken: Iterable[str]) -> str | None:
    """An offered language: the code's own, else the first that the browser asks for and we speak.

    Most people are led on by the usual languages, without a look at what else there is.
    """
    if found.locale in offered:
        return found.locale
    wanted = lookup(request.headers.get("Accept-Language", ""), spoken)
    return wanted if wanted in offered else None


def _count(found: Printed) -> None:
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        settings = cast("Settings", current_app.extensions["settings"])
        ledger().note("scan", (found.code, local_date(moment(), settings.timezone)))


def _unknown(code: str) -> tuple[str, int]:
    typed = normal(code)
    page = render_template(
        "qrcodes/type.html", panels=_open_now(), typed=typed, meant=meant(session(), typed)
    )
    return page, 404


def _open_now() -> list[object]:
    grounds = [
        Ground(row.id, row.web_code, row.area.named) for row in districts_of(session(), None)
    ]
    return [panel for panel in gather(session(), grounds, moment()) if panel.stage == "open"]
