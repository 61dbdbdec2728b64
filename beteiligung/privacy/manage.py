"""Staff pages about privacy: the papers that the law asks for, and what was and will be deleted."""

from typing import cast

from flask import Blueprint, current_app, render_template
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.errors import NotFound
from beteiligung.privacy import papers, queries
from beteiligung.privacy.holdings import holdings
from beteiligung.privacy.kinds import KINDS
from beteiligung.surveys.queries import surveys_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in

blueprint = Blueprint("privacy", __name__, url_prefix="/verwaltung/datenschutz")


@blueprint.get("/")
@staff(Role.MANAGER)
def overview() -> str:
    """Which papers there are."""
    return render_template("privacy/overview.html", papers=papers.PAPERS, all=signed_in().admin)


@blueprint.get("/<name>")
@staff(Role.MANAGER)
def paper(name: str) -> str:
    """One paper, to be read and printed."""
    return render_template(
        "privacy/paper.html",
        name=name,
        title=_title(name),
        blocks=list(papers.blocks(_written(name))),
    )


@blueprint.get("/<name>.md")
@staff(Role.MANAGER)
def file(name: str) -> Response:
    """One paper as text, to be gone on with elsewhere."""
    _title(name)
    return Response(
        _written(name),
        200,
        {
            "Content-Type": "text/markdown; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}.md"',
        },
    )


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


def _title(name: str) -> str:
    if name not in papers.PAPERS:
        raise NotFound
    return papers.PAPERS[name]


def _written(name: str) -> str:
    session, settings = db.session(), cast("Settings", current_app.extensions["settings"])
    surveys = surveys_of(session, signed_in(), Role.MANAGER)
    with i18n.speaking("de"):
        values = papers.contents(session, settings, surveys, moment())
        values |= holdings(session, settings, signed_in())
        return render_template(f"privacy/papers/{name}.md", **values)
