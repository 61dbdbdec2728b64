"""Staff page that prints a measure, also one that only staff see: a sheet for a meeting."""

from flask import Blueprint
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.measures.queries import measure_of
from beteiligung.prints.measure_sheet import sheet_of
from beteiligung.web.seams import signed_in

blueprint = Blueprint("sheets", __name__, url_prefix="/verwaltung/massnahmen/<reference>")

READERS = (Role.MANAGER, Role.VIEWER)


@blueprint.get("/blatt.pdf")
@staff(*READERS)
def sheet(reference: str) -> Response:
    """One measure on a sheet; results from releases only, as on every print."""
    return sheet_of(db.session(), measure_of(db.session(), reference, signed_in(), *READERS))
