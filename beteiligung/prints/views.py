"""Residents' prints of measures: one measure on a sheet of A4, in any language."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.measures.queries import public_measure
from beteiligung.prints.measure_sheet import sheet_of

blueprint = Blueprint("measure_sheets", __name__)

A_MINUTE = 30  # sheets for one network: each is set anew


@blueprint.get("/<lang:lang>/massnahme/<reference>/blatt.pdf")
@public
def sheet(reference: str) -> Response:
    """A measure that everybody may see, to print."""
    gate().take("measure sheets", request.remote_addr or "", A_MINUTE)
    return sheet_of(session(), public_measure(session(), reference))
