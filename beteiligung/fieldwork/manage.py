"""Staff pages about tablets: which there are and how they are; couple, lock, unlock, remove one."""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import clock, db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.districts.queries import districts_of
from beteiligung.fieldwork import actions, queries, voices
from beteiligung.fieldwork.choices import OCCASIONS
from beteiligung.fieldwork.devices import DEVICES
from beteiligung.fieldwork.forms import QueueForm, TabletForm
from beteiligung.fieldwork.models import Standing, Tablet
from beteiligung.fieldwork.trials import CHECKS, REMEDIES
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, seams, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("tablets", __name__, url_prefix="/verwaltung/tablets")

CODE = "tablet"  # a coupling code waits here until the next page has shown it
STALE = timedelta(hours=24)  # so long an answer may wait on a tablet
WRONG_CLOCK = 300  # seconds
DAYS_SHOWN = timedelta(days=30)


@blueprint.get("")
@staff(Role.MANAGER)
def overview() -> str:
    """The tablets, what was set aside, and where answers were given."""
    session, allowed = db.session(), allowed_here()
    settings = current_app.extensions["settings"]
    since = clock.local_date(moment() - DAYS_SHOWN, settings.timezone)
    names = _districts()
    return render_template(
        "fieldwork/tablets.html",
        rows=[
            (tablet, names[str(tablet.district_id)], state_of(tablet, moment()))
            for tablet in queries.tablets(session, allowed)
        ],
        waiting=queries.waiting(session, allowed),
        spoken=sum(len(each.voices) for each in voices.waiting(session, allowed)),
        tried=queries.platforms_tried(session),
        devices=DEVICES,
        checks=CHECKS,
        remedies=REMEDIES,
        days=[
            (
                row,
                names[str(row.district_id)],
                _(OCCASIONS.get(row.occasion, "")) if row.occasion else "",
            )
            for row in queries.field_days(session, allowed, since)
        ],
        several=len(names) > 1,
        outside=[(row.slug, names[str(row.id)]) for row in districts_of(session, allowed)],
    )


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new() -> ResponseReturnValue:
    """A tablet is to be coupled: its code is shown once."""
    session, districts = db.session(), _districts()
    form = TabletForm(districts, {"role": _("District pilot")})
    if checked(form):
        (district,) = districts_of(session, {int(form.district.data)})
        tablet, code = actions.expect_tablet(
            session, signed_in(), district, name=form.name.data, role=form.role.data, at=moment()
        )
        return _to_code(tablet, code)
    return render_template("fieldwork/new.html", form=form), form.status


@blueprint.get("/<int:number>/code")
@staff(Role.MANAGER)
def code(number: int) -> ResponseReturnValue:
    """The code that couples a tablet, shown once: to be scanned or typed."""
    tablet = one(number)
    kept = cookie.pop(CODE, None)
    if not kept or kept[0] != number or tablet.code_until is None:
        return redirect(url_for("tablets.tablet", number=number), 303)
    where = outside("tablet.start")
    picture = seams().qr_code(f"{where}#{kept[1]}")
    return render_template(
        "fieldwork/code.html",
        tablet=tablet,
        code=kept[1],
        where=where,
        picture=f"data:image/svg+xml;base64,{b64encode(picture).decode()}",
        devices=DEVICES,
    )


@blueprint.get("/<int:number>")
@staff(Role.MANAGER)
def tablet(number: int) -> str:
    """One tablet: how it is, and what can be done about it."""
    return shown(one(number), QueueForm())


@blueprint.post("/<int:number>/code")
@staff(Role.MANAGER)
def code_anew(number: int) -> Response:
    """A new code for a tablet that was reset or whose PIN was forgotten."""
    check_token()
    found = one(number)
    return _to_code(found, actions.code_anew(db.session(), signed_in(), found, at=moment()))


@blueprint.post("/<int:number>/sperren")
@staff(Role.MANAGER)
def lock(number: int) -> Response:
    """Lock it from afar."""
    return _done(number, actions.lock_tablet, _("It is locked from its next contact on."))


@blueprint.post("/<int:number>/entsperren")
@staff(Role.MANAGER)
def unlock(number: int) -> Response:
    """It is back."""
    return _done(number, actions.unlock_tablet, _("It opens again from its next contact on."))


@blueprint.post("/<int:number>/entfernen")
@staff(Role.MANAGER)
def remove(number: int) -> Response:
    """It no longer belongs to the team."""
    return _done(number, actions.remove_tablet, _("The tablet was removed."))


def due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """What somebody has to do about tablets today."""
    if not asker.has(Role.MANAGER):
        return []
    allowed, found = asker.districts(Role.MANAGER), []
    stale = [each for each in queries.tablets(session, allowed) if is_stale(each, at)]
    if stale:
        words = ngettext(
            "On %(num)s tablet answers have been waiting for more than a day.",
            "On %(num)s tablets answers have been waiting for more than a day.",
            len(stale),
        )
        found.append(Due(words, url_for("tablets.overview")))
    if waiting := queries.waiting(session, allowed):
        words = ngettext(
            "%(num)s entry from a tablet was set aside and waits for a look.",
            "%(num)s entries from tablets were set aside and wait for a look.",
            waiting,
        )
        found.append(Due(words, url_for("parcels.overview")))
    return found


def shown(found: Tablet, form: QueueForm) -> str:
    """The page of one tablet."""
    return render_template(
        "fieldwork/tablet.html",
        tablet=found,
        where=_districts()[str(found.district_id)],
        state=state_of(found, moment()),
        minutes_off=round(found.clock_off / 60) if abs(found.clock_off) > WRONG_CLOCK else 0,
        form=form,
        can=Standing,
        where_to=outside("tablet.start"),
        tried=queries.platforms_tried(db.session()),
        devices=DEVICES,
        checks=CHECKS,
        remedies=REMEDIES,
    )


def one(number: int) -> Tablet:
    """A tablet of the asker's districts."""
    return queries.tablet(db.session(), number, allowed_here())


def allowed_here() -> frozenset[int] | None:
    """The districts whose tablets the asker looks after."""
    return signed_in().districts(Role.MANAGER)


def is_stale(tablet: Tablet, at: datetime) -> bool:
    """Whether answers wait on it for too long."""
    since, gone = tablet.unsent_since, tablet.standing == Standing.REMOVED
    return not gone and since is not None and at - since > STALE


def state_of(tablet: Tablet, at: datetime) -> tuple[str, str]:
    """How a tablet is, in words and as a colour."""
    if tablet.standing == Standing.REMOVED:
        return _("Removed"), ""
    if tablet.standing == Standing.LOCKED:
        return _("Locked"), "warn"
    if tablet.standing == Standing.EXPECTED:
        holds = tablet.code_until is not None and tablet.code_until > at
        return (_("Waits to be coupled"), "act") if holds else (_("The code is over"), "warn")
    return (_("Answers wait too long"), "bad") if is_stale(tablet, at) else (_("In use"), "ok")


def _done(number: int, act: Callable[..., None], said: str) -> Response:
    check_token()
    found = one(number)
    act(db.session(), signed_in(), found, at=moment())
    flash(said, "ok")
    return redirect(url_for("tablets.overview"), 303)


def _to_code(tablet: Tablet, code: str) -> Response:
    cookie[CODE] = [tablet.id, code]
    return redirect(url_for("tablets.code", number=tablet.id), 303)


def _districts() -> dict[str, str]:
    rows = districts_of(db.session(), allowed_here())
    return {str(row.id): i18n.phrase(row.area.named).text for row in rows}
