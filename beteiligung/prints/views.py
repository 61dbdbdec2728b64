"""Residents' prints of measures: one on a sheet of A4, and what a district said and did."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.districts.queries import district_by_slug
from beteiligung.i18n import current
from beteiligung.measures.queries import public_measure
from beteiligung.prints import said_did
from beteiligung.prints.measure_sheet import PDF, sheet_of

blueprint = Blueprint("measure_sheets", __name__)

A_MINUTE = 30  # sheets for one network: each is set anew


@blueprint.get("/<lang:lang>/massnahme/<reference>/blatt.pdf")
@public
def sheet(reference: str) -> Response:
    """A measure that everybody may see, to print."""
    gate().take("measure sheets", request.remote_addr or "", A_MINUTE)
    return sheet_of(session(), public_measure(session(), reference))


@blueprint.get("/<lang:lang>/massnahmen/<district>/plakat.pdf")
@public
def poster(district: str) -> Response:
    """What was said and done in a district, as a poster."""
    return _printed(district, "poster")


@blueprint.get("/<lang:lang>/massnahmen/<district>/zeitung.pdf")
@public
def newspaper(district: str) -> Response:
    """The same as a page for the district's newspaper."""
    return _printed(district, "page")


def _printed(district: str, kind: str) -> Response:
    gate().take("measure sheets", request.remote_addr or "", A_MINUTE)
    made = said_did.printed(session(), district_by_slug(session(), district), kind)
    response = Response(made, 200, {"Cache-Control": "no-cache"}, content_type=PDF)
    name = f"{district}-{kind}-{current().id}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
