"""Pages that gather for residents: the first page of the platform, and of each district."""

from collections import Counter
from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.access import public
from beteiligung.clock import local_date
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.districts.models import District
from beteiligung.districts.queries import district_by_slug, districts_of
from beteiligung.locales import lookup
from beteiligung.qrcodes.queries import normal, printed
from beteiligung.web.ledger import ledger
from beteiligung.web.moment import moment
from beteiligung.web.panels import STAGES, Ground, by_ground, gather, merged

blueprint = Blueprint("home", __name__)

MOST_HEARD = 6  # results on the first page; a district's own page has them all


@blueprint.get("/")
@public
def entrance() -> str | Response:
    """On to the first page in the visitor's language; where we cannot tell, people choose."""
    wanted = lookup(request.headers.get("Accept-Language", ""), i18n.offered())
    if wanted is None:
        return render_template("home/languages.html")
    return redirect(url_for("home.start", lang=wanted), 303)


@blueprint.get("/<lang:lang>/")
@public
def start() -> str:
    """What this is, in which districts, and what is open there."""
    districts = districts_of(session(), None)
    found = by_ground(
        session(), [Ground(row.id, row.web_code, row.area.named) for row in districts], moment()
    )
    opens = {
        ground.id: Counter(panel.kind for panel in here if panel.stage == "open")
        for ground, here in found
    }
    panels = merged(found)
    return render_template(
        "home/start.html",
        districts=[(district, opens[district.id]) for district in districts],
        panels=[panel for panel in panels if panel.stage == "open"],
        heard=[panel for panel in panels if panel.stage == "heard"][:MOST_HEARD],
    )


@blueprint.get("/<lang:lang>/<district>/", strict_slashes=False)
@public
def district(district: str) -> str:
    """What can be joined in a district, what was heard there, and what came of it."""
    found = district_by_slug(session(), district)
    code = _code(found)
    settings = cast("Settings", current_app.extensions["settings"])
    ledger().note("open", (code, local_date(moment(), settings.timezone)))
    panels = gather(session(), [Ground(found.id, code, found.area.named)], moment())
    stages = [[panel for panel in panels if panel.stage == stage] for stage in STAGES]
    return render_template("home/district.html", district=found, stages=stages, about=(found.id,))


def _code(found: District) -> str:
    """The code by which somebody came, where it belongs to this district; else the page's own."""
    came_by = normal(request.args.get("c", ""))
    if came_by:
        known = printed(session(), came_by)
        if known is not None and known.district == found.slug:
            return came_by
    return found.web_code
