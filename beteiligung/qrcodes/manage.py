"""Staff pages "Plakate und Codes": where codes hang, how often they are scanned, what to print."""

import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.clock import local_date
from beteiligung.config import Settings
from beteiligung.districts.models import Place
from beteiligung.districts.queries import districts_of, places_of
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID, entries
from beteiligung.qrcodes import printing
from beteiligung.qrcodes.actions import Wish, close_code, create_codes, open_code
from beteiligung.qrcodes.forms import MEDIUM_NAMES, CodesForm
from beteiligung.qrcodes.models import QRCode
from beteiligung.qrcodes.queries import CodeRow, code_of, code_rows, normal
from beteiligung.qrcodes.subjects import SUBJECTS, subject_of, survey_of
from beteiligung.text import N_, Phrase
from beteiligung.web.hosts import base
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Target, Urgency, seams, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("posters", __name__, url_prefix="/verwaltung/codes")

READERS = (Role.MANAGER, Role.PILOT)
PICTURES: dict[str, tuple[Callable[[str], bytes], str]] = {
    "svg": (printing.svg, "image/svg+xml"),
    "png": (printing.png, "image/png"),
}


@blueprint.get("/")
@staff(*READERS)
def overview() -> str:
    """Everything a code may lead to, with how many hang and how often they were scanned."""
    allowed = signed_in().districts(*READERS)
    rows = code_rows(db.session(), today=_today(), districts=allowed)
    listed = []
    for key, target in targets_of(db.session(), allowed):
        own = [row for row in rows if _leads_to(row, target)]
        listed.append((key, target, len(own), sum(row.scans for row in own)))
    kinds = [
        (kind, [each for each in listed if subject_of(each[1].path) is kind]) for kind in SUBJECTS
    ]
    return render_template("qrcodes/overview.html", targets=kinds)


@blueprint.route("/fuer/<path:key>", methods=["GET", "POST"])
@staff(*READERS)
def target(key: str) -> ResponseReturnValue:
    """The codes of one survey or district page; managers ask for more here."""
    session, asker = db.session(), signed_in()
    allowed = asker.districts(*READERS)
    found = next((one for name, one in targets_of(session, allowed) if name == key), None)
    if found is None:
        raise NotFound
    places = _places(session, found, asker.districts(Role.MANAGER))
    form = CodesForm(places, found.locales)
    if checked(form) and places:
        chosen = [place for place in places if place.id in form.places.data]
        wishes = [_wish(place, form) for place in chosen]
        rng = secrets.SystemRandom()
        create_codes(session, asker, wishes, path=found.path, at=moment(), rng=rng)
        flash(_("The codes are ready."), "ok")
        return redirect(url_for("posters.target", key=key), 303)
    rows = code_rows(session, today=_today(), districts=allowed, path=found.path)
    return render_template(
        "qrcodes/target.html",
        target=found,
        rows=[row for row in rows if _leads_to(row, found)],
        form=form if places else None,
        may_create=asker.has(Role.MANAGER),
        managed=asker.districts(Role.MANAGER),
        survey=survey_of(found.path),
        key=key,
        address=_typeable,
        medium_names=MEDIUM_NAMES,
        now=moment(),
        today=_today(),
    ), form.status


def _wish(place: Place, form: CodesForm) -> Wish:
    return Wish(
        place.district,
        place,
        form.medium.data,
        form.locale.data or None,
        occasion=form.occasion.data or "",
        team=form.team.data or "",
    )


@blueprint.get("/blatt/<code>")
@staff(*READERS)
def sheet(code: str) -> str:
    """One page to print: who asks, what, in every language, and the code."""
    found = own_code(code)
    target = _target_of(db.session(), found)
    calls = [target.title.pick((found.locale,))] if found.locale else _calls(target)
    with i18n.speaking(target.title.source):
        foot = _foot(found, target)
        medium = _(MEDIUM_NAMES.get(found.medium, found.medium))
    return render_template(
        "qrcodes/sheet.html",
        code=found,
        target=target,
        calls=[(BY_ID[call.locale], call.text) for call in calls],
        address=_typeable(found.code),
        own=BY_ID[target.title.source],
        foot=foot,
        medium=medium,
    )


@blueprint.get("/bild/<code>.<any(svg, png):kind>")
@staff(*READERS)
def picture(code: str, kind: str) -> Response:
    """The code as a drawing or as pixels."""
    found = own_code(code)
    draw, mimetype = PICTURES[kind]
    answer = Response(draw(printing.address(base(), found.code)), mimetype=mimetype)
    if "laden" in request.args:
        answer.headers["Content-Disposition"] = f"attachment; filename={found.code}.{kind}"
    return answer


@blueprint.post("/schliessen/<code>")
@staff(Role.MANAGER)
def close(code: str) -> Response:
    """Close one poster, and nothing else."""
    check_token()
    found = own_code(code, Role.MANAGER)
    close_code(db.session(), found, asker=signed_in(), at=moment())
    flash(_("The poster is closed. Whoever scans it is told so and led on."), "ok")
    return redirect(url_for("posters.target", key=_key_of(found)), 303)


@blueprint.post("/oeffnen/<code>")
@staff(Role.MANAGER)
def reopen(code: str) -> Response:
    """Let a closed poster lead on again."""
    check_token()
    found = own_code(code, Role.MANAGER)
    open_code(db.session(), found, asker=signed_in(), at=moment())
    flash(_("The poster is in use again."), "ok")
    return redirect(url_for("posters.target", key=_key_of(found)), 303)


def posters_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """Posters that nobody ever scanned or that were closed, while they lead to something open."""
    allowed = asker.districts(*READERS)
    if allowed is not None and not allowed:
        return []
    rows = code_rows(session, today=_today(), districts=allowed)
    silent = [row for row in rows if row.is_silent(at)]
    closed = [row for row in rows if row.closed_at is not None and row.retired_at is None]
    if not silent and not closed:
        return []
    targets = [
        (key, target)
        for key, target in targets_of(session, allowed)
        if target.ends is None or target.ends > at
    ]
    return [*_silent(silent, targets), *_closed(closed, targets)]


def _silent(rows: list[CodeRow], targets: list[tuple[str, Target]]) -> Iterator[Due]:
    if not (found := _open(rows, targets)):
        return
    line = ngettext(
        "%(num)s code was never scanned. Does it still hang?",
        "%(num)s codes were never scanned. Do they still hang?",
        len(found),
    )
    yield Due(line, _where(found, targets), Urgency.SOON)


def _closed(rows: list[CodeRow], targets: list[tuple[str, Target]]) -> Iterator[Due]:
    if not (found := _open(rows, targets)):
        return
    line = ngettext(
        "%(num)s poster is closed and hangs perhaps still. Does it need a new one?",
        "%(num)s posters are closed and hang perhaps still. Do they need new ones?",
        len(found),
    )
    yield Due(line, _where(found, targets), Urgency.SOON)


def _open(rows: list[CodeRow], targets: list[tuple[str, Target]]) -> list[CodeRow]:
    """Those of these codes that lead to something open."""
    paths = {target.path for _key, target in targets}
    return [row for row in rows if row.path in paths]


def _where(rows: list[CodeRow], targets: list[tuple[str, Target]]) -> str:
    """Straight to the table in which these codes are marked, if it is one; else to all of them."""
    there = [key for key, target in targets if any(_leads_to(row, target) for row in rows)]
    one = len(there) == 1
    return url_for("posters.target", key=there[0]) if one else url_for("posters.overview")


def targets_of(session: Session, allowed: frozenset[int] | None) -> list[tuple[str, Target]]:
    """What codes of these districts may lead to, by its name in addresses."""
    found = [
        (target.path, target)
        for ask in seams().targets
        for target in ask(session)
        if allowed is None or allowed & target.districts
    ]
    for district in districts_of(session, allowed):
        own = Target(
            path="",
            title=district.area.named,
            kind=N_("Page of the district"),
            locales=i18n.offered(),
            districts=frozenset({district.id}),
        )
        found.append((district.slug, own))
    return found


def _target_of(session: Session, code: QRCode) -> Target:
    """What a code leads to; the district's page where its survey is gone."""
    found = dict(targets_of(session, None))
    return found.get(code.path) or found[code.district.slug]


def _calls(target: Target) -> list[Phrase]:
    """The title in every finished language, its own first."""
    wanted = [target.title.source, *(row.id for row in entries(target.locales))]
    calls = {call.locale: call for call in (target.title.pick((locale,)) for locale in wanted)}
    return list(calls.values())


def _foot(code: QRCode, target: Target) -> list[str]:
    """Until when, what comes then, and whom to ask."""
    lines = []
    if target.ends is not None:
        lines.append(_("Until %(day)s.", day=i18n.day(target.ends)))
    if target.results_on is not None:
        day = i18n.day(target.results_on)
        lines.append(_("Results from %(day)s on: the same code shows them.", day=day))
    if code.district.phone:
        lines.append(_("Questions? %(phone)s", phone=code.district.phone))
    return lines


def _leads_to(row: CodeRow, target: Target) -> bool:
    return row.path == target.path and (bool(row.path) or row.district_id in target.districts)


def _places(session: Session, target: Target, allowed: frozenset[int] | None) -> list[Place]:
    """The places at which somebody may ask for codes to a target."""
    return [
        place
        for district in districts_of(session, allowed)
        if district.id in target.districts
        for place in places_of(session, district)
    ]


def own_code(code: str, *roles: Role) -> QRCode:
    """A code of the asker's districts; another's is as if it were not there."""
    found = code_of(db.session(), normal(code))
    allowed = signed_in().districts(*(roles or READERS))
    if found is None or (allowed is not None and found.district_id not in allowed):
        raise NotFound
    return found


def _key_of(code: QRCode) -> str:
    return code.path or code.district.slug


def _typeable(code: str) -> str:
    return printing.typeable(base(), code)


def _today() -> date:
    settings = cast("Settings", current_app.extensions["settings"])
    return local_date(moment(), settings.timezone)
