"""Staff pages that hand out answers as files, each for a purpose that is written down."""

from collections.abc import Sequence
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.dashboards import actions, export_sav, exports, looking, queries
from beteiligung.dashboards.codebook import Speech
from beteiligung.dashboards.exports import Content, Export, Format, Order
from beteiligung.dashboards.extracts import Wanted
from beteiligung.dashboards.forms import ExportForm
from beteiligung.dashboards.looking import Looked, look
from beteiligung.dashboards.weight_margins import NotWeighted
from beteiligung.dashboards.whose import Condition, conditions_of
from beteiligung.errors import Refusal
from beteiligung.locales import TIER_1, LocaleEntry, entries
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("exports", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse")


@blueprint.route("/herunterladen", methods=["GET", "POST"])
@staff(Role.MANAGER)
def download(slug: str) -> ResponseReturnValue:
    """Answers of the asker's districts as a file, after a purpose was written down."""
    looked, session = look(slug, Role.MANAGER), db.session()
    survey, right = looked.survey, looked.form.validate()
    form = ExportForm(_languages(session, survey), i18n.current().id)
    if right and checked(form):
        try:
            made = exports.export(session, survey, _order(form, looked), at=moment())
        except Refusal as no:
            form.refuse(_field(no), no)
        else:
            purpose = form.purpose.data
            actions.export_answers(
                session, survey, purpose, asker=signed_in(), at=moment(), what=made.name
            )
            return _handed_out(made)
    page = render_template(
        "dashboards/download.html",
        survey=survey,
        form=form,
        filter=looked.form,
        address=looked.form.address(),
        own={},
        conditions=_conditions(looked) if right else (),
        spss=export_sav.available(),
    )
    return page, form.status if right else Refusal.status


def _field(no: Refusal) -> str:
    """The field beside which it is said why there is no file."""
    if isinstance(no, NotWeighted | exports.WeightsInTables):
        return "weighted"
    return "content" if isinstance(no, exports.NoTextsOfSome) else "format"


def _conditions(looked: Looked) -> Sequence[Condition]:
    """The filter that came along from the page of results, in words."""
    return tuple(conditions_of(looked.form))


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


def _order(form: ExportForm, looked: Looked) -> Order:
    settings = cast("Settings", current_app.extensions["settings"])
    locale = form.language.data
    return Order(
        format=Format(form.format.data),
        content=Content(form.content.data),
        speech=Speech(locale, i18n.words_in(locale)),
        zone=ZoneInfo(settings.timezone),
        labels=form.cells.data == "words",
        wanted=Wanted(
            allowed=looked.selection.allowed,
            partial=form.partial.data,
            set_aside=form.set_aside.data,
            only=_only(looked),
        ),
        narrow=looked.selection.narrow,
        weighted=form.weighted.data,
        filter="; ".join(f"{each.name} – {each.words.striptags()}" for each in _conditions(looked)),
    )


def _only(looked: Looked) -> frozenset[int] | None:
    """The chosen answers, where something is chosen at all."""
    if not looked.form.address():
        return None
    return queries.chosen_ids(
        db.session(), looked.survey, looked.selection, timezone=looking.timezone()
    )


def _languages(session: Session, survey: Survey) -> Sequence[LocaleEntry]:
    """The languages in which the survey is published; of a draft all that we speak."""
    version = newest_version(session, survey)
    return entries([str(id_) for id_ in version.locales] if version else list(TIER_1))
