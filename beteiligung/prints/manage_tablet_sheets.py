"""Staff page that prints how one works with a tablet: a sheet per kind, and one for the office."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.districts.queries import districts_of
from beteiligung.prints.tablet_sheets import sheet_for
from beteiligung.web.seams import signed_in

blueprint = Blueprint("tablet_sheets", __name__, url_prefix="/verwaltung/tablets/blatt")


@blueprint.get("/<kind>.pdf")
@staff(Role.MANAGER, Role.PILOT)
def sheet(kind: str) -> Response:
    """One sheet of A4, in the language of whoever asks, with the telephone of the office."""
    return sheet_for(kind, _phone(request.args.get("stadtteil", "")))


def _phone(wanted: str) -> str:
    """The telephone of the asker's district; nothing where several districts have their own."""
    allowed = signed_in().districts(Role.MANAGER, Role.PILOT)
    here = [each for each in districts_of(db.session(), allowed) if wanted in ("", each.slug)]
    phones = {each.phone for each in here if each.phone}
    return phones.pop() if len(phones) == 1 else ""
