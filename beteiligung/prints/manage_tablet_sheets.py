"""Staff page that prints how one works with a tablet: a sheet per kind, and one for the office."""

from flask import Blueprint
from werkzeug.wrappers import Response

from beteiligung.access import Role, staff
from beteiligung.prints.tablet_sheets import sheet_for

blueprint = Blueprint("tablet_sheets", __name__, url_prefix="/verwaltung/tablets/blatt")


@blueprint.get("/<kind>.pdf")
@staff(Role.MANAGER, Role.PILOT)
def sheet(kind: str) -> Response:
    """One sheet of A4, in the language of whoever asks."""
    return sheet_for(kind)
