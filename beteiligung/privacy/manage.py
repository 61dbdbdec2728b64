"""Staff pages about privacy: what the platform deleted by itself, and what it deletes next."""

from flask import Blueprint, render_template

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.privacy import queries
from beteiligung.privacy.kinds import KINDS
from beteiligung.web.moment import moment

blueprint = Blueprint("privacy", __name__, url_prefix="/verwaltung/datenschutz")


@blueprint.get("/loeschungen")
@staff(Role.ADMIN)
def deletions() -> str:
    """Which night how much of what was deleted, by which rules, and what goes next."""
    session = db.session()
    found = queries.deletions(session)
    return render_template(
        "privacy/deletions.html",
        kinds=KINDS,
        nights=[(night, [kind for kind in KINDS if night.counts.get(kind)]) for night in found],
        late=queries.is_late(found[0].at if found else None, moment()),
        coming=queries.coming(session),
    )
