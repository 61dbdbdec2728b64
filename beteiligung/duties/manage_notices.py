"""Staff pages of notices for everybody: write one, look at it in each language, end it early."""

from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.config import Settings
from beteiligung.districts.queries import districts_of
from beteiligung.duties import actions, queries
from beteiligung.duties.forms import SEVERITY_NAMES, NoticeForm
from beteiligung.duties.models import Notice, Severity
from beteiligung.duties.standing import shown
from beteiligung.i18n import gettext as _
from beteiligung.locales import BY_ID, LocaleEntry
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("notices", __name__, url_prefix="/verwaltung/hinweise")

LASTS = timedelta(days=7)  # what a new notice begins with


@blueprint.get("")
@staff(Role.MANAGER)
def overview() -> str:
    """What shows now, what will, and what is over."""
    session = db.session()
    at = moment()
    return render_template(
        "duties/notices.html",
        rows=[
            (notice, _state(notice, at), _(SEVERITY_NAMES[Severity(notice.severity)]))
            for notice in queries.notices(session, _allowed())
        ],
        places=_places(signed_in()),
    )


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new() -> ResponseReturnValue:
    """Write a notice."""
    begins = moment().replace(second=0, microsecond=0)
    values = {
        "severity": Severity.INFO.value,
        "begins_at": begins,
        "ends_at": begins + LASTS,
        "area": next(iter(_places(signed_in()))),
    }
    return _write(None, values)


@blueprint.route("/<int:number>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def change(number: int) -> ResponseReturnValue:
    """Change a notice, and see it as residents do, in each language."""
    found = queries.notice(db.session(), number, _allowed())
    names = ("severity", "title", "text", "link", "begins_at", "ends_at")
    area = str(found.district_id or "")
    return _write(found, {**{name: getattr(found, name) for name in names}, "area": area})


@blueprint.post("/<int:number>/beenden")
@staff(Role.MANAGER)
def end(number: int) -> Response:
    """A notice is over before its time."""
    check_token()
    session = db.session()
    found = queries.notice(session, number, _allowed())
    actions.end_notice(session, signed_in(), found, at=moment())
    return _back(_("The notice no longer shows."), url_for("notices.overview"))


def _write(found: Notice | None, values: dict[str, object]) -> ResponseReturnValue:
    settings = cast("Settings", current_app.extensions["settings"])
    form = NoticeForm(_places(signed_in()), values, timezone=settings.timezone)
    if checked(form):
        kept = actions.write_notice(db.session(), signed_in(), found, form.written(), at=moment())
        return _back(_("Saved."), url_for("notices.change", number=kept.id))
    return render_template(
        "duties/notice.html",
        form=form,
        notice=found,
        shown=[(row, _as_read(found, row)) for row in _tongues()] if found else [],
        running=found is not None and found.ends_at > moment(),
    ), form.status


def _as_read(notice: Notice, entry: LocaleEntry) -> str:
    """The notice as a page in this language shows it."""
    with i18n.speaking(entry.id):
        return render_template("duties/notice_shown.html", locale=entry, notice=shown(notice))


def _tongues() -> list[LocaleEntry]:
    return [BY_ID[locale] for locale in i18n.offered()]


def _places(asker: Asker) -> dict[str, str]:
    """Where the asker may put a notice: her districts; an administrator on every page too."""
    rows = districts_of(db.session(), asker.districts(Role.MANAGER))
    districts = {str(row.id): i18n.phrase(row.area.named).text for row in rows}
    return {"": _("On every page"), **districts} if asker.admin else districts


def _allowed() -> frozenset[int] | None:
    return signed_in().districts(Role.MANAGER)


def _state(notice: Notice, at: datetime) -> tuple[str, str]:
    """In which state a notice is, in words and as a colour."""
    if notice.ends_at <= at:
        return _("Over"), ""
    if notice.begins_at > at:
        return _("Shows later"), "warn"
    return _("Shows now"), "ok"


def _back(said: str, where: str) -> Response:
    flash(said, "ok")
    answer = redirect(where, 303)
    answer.call_on_close(site_texts().forget)  # after the commit: pages must hear of it
    return answer
