"""Staff pages that order prints of a survey's codes: choose, look at a picture, take the file."""

from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.districts.models import Place
from beteiligung.errors import NotFound, Refusal
from beteiligung.prints.formats import FORMATS, PNG
from beteiligung.prints.forms import FIRST, PrintForm
from beteiligung.prints.making import preview, printed
from beteiligung.prints.order import Order, address_of, order_of, places_of
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_of
from beteiligung.web.hosts import base
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("prints", __name__, url_prefix="/verwaltung/codes/drucken")

READERS = (Role.MANAGER, Role.PILOT)
TYPES = {"pdf": "application/pdf", "png": "image/png", "zip": "application/zip"}


@blueprint.route("/<slug>", methods=["GET", "POST"])
@staff(*READERS)
def order(slug: str) -> ResponseReturnValue:
    """What can be printed; the file, once somebody has chosen."""
    survey = survey_of(db.session(), slug, signed_in(), *READERS)
    whole = _order(survey)
    form = PrintForm(_places(survey), whole.locales, data={"languages": list(whole.locales)})
    refusal: Refusal | None = None
    if checked(form):
        try:
            return _answered(survey, form)
        except Refusal as found:
            refusal = found
    page = render_template(
        "prints/order.html",
        survey=survey,
        form=form,
        refusal=refusal,
        formats=FORMATS,
        picture=url_for(
            "prints.picture",
            slug=slug,
            form=form.form.data if form.form.data in FORMATS else FIRST,
            sprachen=",".join(form.languages.data or ()),
        ),
    )
    return page, 422 if refusal else form.status


@blueprint.get("/<slug>/vorschau-<form>.png")
@staff(*READERS)
def picture(slug: str, form: str) -> Response:
    """The first sheet as a small picture."""
    survey = survey_of(db.session(), slug, signed_in(), *READERS)
    if form not in FORMATS:
        raise NotFound
    wanted = tuple(part for part in request.args.get("sprachen", "").split(",") if part)
    return Response(preview(_order(survey, wanted), form), mimetype=TYPES["png"])


def _answered(survey: Survey, form: PrintForm) -> ResponseReturnValue:
    """The file, or the page with the picture of what was chosen."""
    name = form.form.data
    places = frozenset(form.places.data) or None
    made = printed(
        _order(survey, tuple(form.languages.data), places),
        name,
        copies=form.copies.data,
        crop=form.crop.data,
    )
    kind = FORMATS[name].kind
    if kind == PNG and made[:2] == b"PK":
        kind = "zip"
    answer = Response(made, mimetype=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{survey.slug}-{name}.{kind}"'
    return answer


def _order(
    survey: Survey, locales: tuple[str, ...] = (), places: frozenset[int] | None = None
) -> Order:
    settings = cast("Settings", current_app.extensions["settings"])
    address_of(settings)
    return order_of(
        db.session(),
        survey,
        settings,
        locales=locales,
        places=places,
        districts=signed_in().districts(*READERS),
        base=base(),
    )


def _places(survey: Survey) -> list[Place]:
    return places_of(db.session(), survey, signed_in().districts(*READERS))
