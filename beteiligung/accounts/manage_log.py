"""Staff pages of the log: who did what and when, looked for and taken along as a file."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, render_template, request, url_for

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.accounts import log
from beteiligung.accounts.installation import DEEDS
from beteiligung.accounts.log import COMMAND_LINE, NOBODY, Wanted
from beteiligung.accounts.log_forms import LogFilter
from beteiligung.audit import AuditEntry, note
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.i18n import gettext as _
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.spreadsheets import harmless
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("log", __name__, url_prefix="/verwaltung/protokoll")
HEADS = (N_("When"), N_("Who"), N_("What"), N_("To what"), N_("Details"))


@blueprint.get("")
@staff(Role.ADMIN)
def overview() -> str:
    """Who did what, newest first."""
    session = db.session()
    form = LogFilter(request.args, log.people(session))
    found = log.log_page(session, request.args.get("seite", 1, type=int), form.wanted())
    own, number = form.address(), found.number
    here = [url_for("log.overview", **own, seite=number + by) for by in (-1, 1)]
    return render_template(
        "accounts/log.html",
        rows=[(entry, _who(entry), _deed(entry), _details(entry)) for entry in found.entries],
        page=found,
        filter=form,
        own=own,
        previous=here[0] if number > 1 else None,
        following=here[1] if number < found.pages else None,
    )


@blueprint.post("/herunterladen")
@staff(Role.ADMIN)
def download() -> Response:
    """The entries looked for as a file for spreadsheets; that is noted, too."""
    check_token()
    session = db.session()
    form = LogFilter(request.form, log.people(session))
    note(session, signed_in(), "export_log", "log", at=moment(), **form.address())
    zone = ZoneInfo(cast("Settings", current_app.extensions["settings"]).timezone)
    words = {name: _(said) for name, said in DEEDS.items()}
    heads = [_(head) for head in HEADS]
    names = {COMMAND_LINE: _("Command line"), NOBODY: _("Nobody of the team")}
    pieces = _pieces(db.store(), form.wanted(), zone, heads, {**words, **names})
    return Response(
        pieces,
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="protokoll-{moment():%Y-%m-%d}.csv"',
        },
    )


def _pieces(
    store: Store, wanted: Wanted, zone: ZoneInfo, heads: list[str], words: Mapping[str, str]
) -> Iterator[bytes]:
    # Made while it is sent, after the request has ended: all words came along.
    yield "\ufeff".encode()
    yield _line(heads)
    with store.reading() as session:
        for entry in log.entries(session, wanted):
            whose = entry.who if entry.staff_id else words[COMMAND_LINE if entry.who else NOBODY]
            deed = words.get(entry.action, entry.action)
            when = entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
            yield _line([when, whose, deed, entry.subject, _details(entry)])


def _line(cells: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(map(harmless, cells))
    return text.getvalue().encode()


def _who(entry: AuditEntry) -> str:
    if entry.staff_id is not None:
        return entry.who
    return _("Command line") if entry.who else _("Nobody of the team")


def _deed(entry: AuditEntry) -> str:
    return _(DEEDS[entry.action]) if entry.action in DEEDS else entry.action.replace("_", " ")


def _details(entry: AuditEntry) -> str:
    parts = []
    for key, value in entry.detail.items():
        shown = (
            ", ".join(map(str, cast("list[object]", value))) if isinstance(value, list) else value
        )
        if shown not in {None, ""}:
            parts.append(f"{key}: {shown}")
    return " · ".join(parts)
