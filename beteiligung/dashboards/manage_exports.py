"""Staff pages that hand out answers as files, each for a purpose that is written down."""

from collections.abc import Sequence
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.config import Settings
from beteiligung.dashboards import actions, export_sav, exports
from beteiligung.dashboards.codebook import Speech
from beteiligung.dashboards.exports import Content, Export, Format, Order
from beteiligung.dashboards.extracts import Wanted
from beteiligung.dashboards.forms import ExportForm
from beteiligung.errors import Refusal
from beteiligung.locales import TIER_1, LocaleEntry, entries
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version, survey_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("exports", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse")


@blueprint.route("/herunterladen", methods=["GET", "POST"])
@staff(Role.MANAGER)
def download(slug: str) -> ResponseReturnValue:
    """Answers of the asker's districts as a file, after a purpose was written down."""
    asker, session = signed_in(), db.session()
    survey = survey_of(session, slug, asker, Role.MANAGER)
    form = ExportForm(_languages(session, survey), i18n.current().id)
    if checked(form):
        try:
            made = exports.export(session, survey, _order(form, asker), at=moment())
        except Refusal as no:
            form.refuse("format", no)
        else:
            purpose = form.purpose.data
            actions.export_answers(
                session, survey, purpose, asker=asker, at=moment(), what=made.name
            )
            return _handed_out(made)
    page = render_template(
        "dashboards/download.html", survey=survey, form=form, spss=export_sav.available()
    )
    return page, form.status


def _handed_out(made: Export) -> Response:
    # Made while it is sent, after the purpose is kept: nobody has to wait for a file to write.
    store = db.store()
    return Response(
        (piece for begun in (made,) for piece in begun.begin(store).pieces(store)),
        headers={
            "Content-Type": made.order.format.mimetype,
            "Content-Disposition": f'attachment; filename="{made.name}"',
            "Cache-Control": "no-store",
        },
    )


def _order(form: ExportForm, asker: Asker) -> Order:
    settings = cast("Settings", current_app.extensions["settings"])
    locale = form.language.data
    return Order(
        format=Format(form.format.data),
        content=Content(form.content.data),
        speech=Speech(locale, i18n.words_in(locale)),
        zone=ZoneInfo(settings.timezone),
        labels=form.cells.data == "words",
        wanted=Wanted(
            allowed=asker.districts(Role.MANAGER),
            partial=form.partial.data,
            set_aside=form.set_aside.data,
        ),
    )


def _languages(session: Session, survey: Survey) -> Sequence[LocaleEntry]:
    """The languages in which the survey is published; of a draft all that we speak."""
    version = newest_version(session, survey)
    return entries([str(id_) for id_ in version.locales] if version else list(TIER_1))
