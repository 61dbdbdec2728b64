"""Staff pages about test links: made, listed, ended; the code behind one is shown only once."""

from base64 import b64encode
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import trying
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.qrcodes.printing import drawn
from beteiligung.surveys import queries
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.models import Survey
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("tests", __name__, url_prefix="/verwaltung/umfragen/<slug>/probe")


@blueprint.get("/")
@staff(Role.MANAGER)
def overview(slug: str) -> str:
    """The links that work, and how often each was tried up to the end."""
    return _page(_found(slug))


@blueprint.post("/")
@staff(Role.MANAGER)
def make(slug: str) -> str:
    """A new link, shown this once: to be sent on, or scanned from the screen."""
    check_token()
    survey = _found(slug)
    code = trying.make_link(db.session(), survey, asker=signed_in(), at=moment())
    db.session().flush()
    return _page(survey, code)


@blueprint.post("/<int:number>/beenden")
@staff(Role.MANAGER)
def end(slug: str, number: int) -> Response:
    """A link stops working at once."""
    check_token()
    trying.end_link(db.session(), _found(slug), number, asker=signed_in(), at=moment())
    flash(_("The link has ended."), "ok")
    return redirect(url_for("tests.overview", slug=slug), 303)


def beside(session: Session, slug: str, at: datetime) -> list[Due]:
    """What a survey's own page says about test links."""
    survey = queries.survey_at(session, slug)
    number = len(trying.links_of(session, survey, at)) if survey else 0
    line = ngettext("%(num)s test link", "%(num)s test links", number)
    return [Due(line, url_for("tests.overview", slug=slug))]


def _found(slug: str) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)


def _page(survey: Survey, code: str = "") -> str:
    # After the sign "#": browsers send nothing of it, so it stands in no server's log.
    address = f"{outside('trials.open_draft', lang=survey.source)}#{grouped(code)}"
    picture = b64encode(drawn(address)).decode() if code else ""
    return render_template(
        "authoring/tests.html",
        survey=survey,
        links=trying.links_of(db.session(), survey, moment()),
        code=grouped(code) if code else "",
        address=address,
        typeable=address.partition("#")[0].partition("://")[2],
        picture=f"data:image/svg+xml;base64,{picture}",
    )
