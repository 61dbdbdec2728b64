"""The pages that every public website has: imprint, privacy, help."""

from flask import Blueprint, current_app, render_template

from beteiligung.access import public
from beteiligung.web.layout import site_texts

blueprint = Blueprint("site", __name__)


@blueprint.get("/<lang:lang>/impressum", strict_slashes=False)
@public
def imprint() -> str:
    """Who answers for this website."""
    return render_template("site/imprint.html", text=site_texts().get("imprint"))


@blueprint.get("/<lang:lang>/datenschutz", strict_slashes=False)
@public
def privacy() -> str:
    """What is stored, for how long, and which rights people have."""
    return render_template(
        "site/privacy.html",
        controller=site_texts().get("controller"),
        operator=site_texts().get("operator"),
        log_days=current_app.extensions["settings"].log_days,
    )


@blueprint.get("/<lang:lang>/hilfe", strict_slashes=False)
@public
def guidance() -> str:
    """How to take part, in easy words."""
    return render_template("site/help.html")
