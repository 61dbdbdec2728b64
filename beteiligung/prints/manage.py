"""Staff pages that order prints of a survey's codes: choose, look at a picture, take the file."""

from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.districts.models import Place
from beteiligung.errors import NotFound, Refusal
from beteiligung.prints.formats import FORMATS, PNG
from beteiligung.prints.forms import FIRST, PrintForm
from beteiligung.prints.making import preview, printed, require
from beteiligung.prints.order import Order, address_of, order_of, places_of
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_of
from beteiligung.web.hosts import base
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("prints", __name__, url_prefix="/verwaltung/codes/drucken")

READERS = (Role.MANAGER, Role.PILOT)
LOOK = "ansehen"  # the button that only shows the picture of what is chosen
TYPES = {"pdf": "application/pdf", "png": "image/png", "zip": "application/zip"}


@blueprint.route("/<slug>", methods=["GET", "POST"])
@staff(*READERS)
def order(slug: str) -> ResponseReturnValue:
    """What can be printed; the file, once somebody has chosen."""
    survey = survey_of(db.session(), slug, signed_in(), *READERS)
    whole = _order(db.session(), survey)
    form = PrintForm(_places(survey), whole.locales, data={"languages": list(whole.locales)})
    refusal: Refusal | None = None
    if checked(form) and LOOK not in request.form:
        try:
            return _answered(slug, form)
        except Refusal as found:
            refusal = found
            survey = survey_of(db.session(), slug, signed_in(), *READERS)
    name = form.form.data if form.form.data in FORMATS else FIRST
    spoken = tuple(each for each in form.languages.data or () if each in whole.locales)
    page = render_template(
        "prints/order.html",
        survey=survey,
        form=form,
        refusal=refusal,
        unseen=_unseen(_order(db.session(), survey, spoken), name),
        results=whole.outcome,
        look=LOOK,
        picture=url_for("prints.picture", slug=slug, form=name, sprachen=",".join(spoken)),
    )
    return page, refusal.status if refusal else form.status


@blueprint.get("/<slug>/vorschau-<form>.png")
@staff(*READERS)
def picture(slug: str, form: str) -> Response:
    """The first sheet as a small picture."""
    survey = survey_of(db.session(), slug, signed_in(), *READERS)
    if form not in FORMATS:
        raise NotFound
    wanted = tuple(part for part in request.args.get("sprachen", "").split(",") if part)
    return Response(preview(_order(db.session(), survey, wanted), form), mimetype=TYPES["png"])


def _unseen(order: Order, name: str) -> Refusal | None:
    """Why there is no picture of the first sheet."""
    try:
        require(order, name)
    except Refusal as found:
        return found
    return None


def _answered(slug: str, form: PrintForm) -> ResponseReturnValue:
    """The file that was ordered."""
    name = form.form.data
    places = frozenset(form.places.data) or None
    db.session().rollback()  # nobody's answer waits while sheets are set
    with db.store().reading() as session:
        survey = survey_of(session, slug, signed_in(), *READERS)
        wanted = _order(session, survey, tuple(form.languages.data), places)
    made = printed(wanted, name, copies=form.copies.data, crop=form.crop.data)
    kind = FORMATS[name].kind
    if kind == PNG and made[:2] == b"PK":
        kind = "zip"
    answer = Response(made, mimetype=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-{name}.{kind}"'
    return answer


def _order(
    session: Session,
    survey: Survey,
    locales: tuple[str, ...] = (),
    places: frozenset[int] | None = None,
) -> Order:
    settings = cast("Settings", current_app.extensions["settings"])
    address_of(settings)
    return order_of(
        session,
        survey,
        settings,
        locales=locales,
        places=places,
        districts=signed_in().districts(*READERS),
        base=base(),
    )


def _places(survey: Survey) -> list[Place]:
    return places_of(db.session(), survey, signed_in().districts(*READERS))
