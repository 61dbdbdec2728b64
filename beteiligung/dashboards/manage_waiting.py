"""The staff's button that lets answers count which came without the calculation."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.dashboards.doubt_forms import WaitingForm
from beteiligung.dashboards.setting_aside import MoreMeanwhile, count_waiting
from beteiligung.i18n import ngettext
from beteiligung.surveys.queries import survey_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint(
    "waiting", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse/auffaelliges"
)


@blueprint.post("/wartende")
@staff(Role.MANAGER)
def let_count(slug: str) -> Response:
    """Let waiting answers count, as many as somebody has seen."""
    session, asker, form = db.session(), signed_in(), WaitingForm()
    survey = survey_of(session, slug, asker, Role.MANAGER)
    if not checked(form):
        raise MoreMeanwhile
    allowed = asker.districts(Role.MANAGER)
    seen = form.seen.data
    n = count_waiting(session, survey, seen, allowed=allowed, asker=asker, at=moment())
    flash(ngettext("%(num)s answer counts now.", "%(num)s answers count now.", n), "ok")
    return redirect(url_for("quality.flags", slug=slug), 303)
