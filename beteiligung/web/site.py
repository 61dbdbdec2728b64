"""The pages that every public website owes: imprint, privacy, accessibility, help."""

from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.web.actions import leave_feedback
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment
from beteiligung.web.site_forms import FeedbackForm

blueprint = Blueprint("site", __name__)

MOST_A_MINUTE = 10  # messages from one network: a school class, not a program
ASSESSED = date(2026, 11, 23)  # when we last looked through the whole platform for barriers


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
    )


@blueprint.get("/<lang:lang>/barrierefreiheit", strict_slashes=False)
@public
def accessibility() -> str:
    """How far everybody can use this website, and a form for what does not work."""
    return _accessibility(FeedbackForm(data={"page": _came_from()}))


@blueprint.post("/<lang:lang>/barrierefreiheit", strict_slashes=False)
@public
def feedback() -> Response | tuple[str, int]:
    """Take in a message about a barrier: no sign-in, no riddle."""
    gate().take("feedback", request.remote_addr or "", MOST_A_MINUTE)
    form = FeedbackForm(request.form)
    if not form.validate():
        return _accessibility(form), 422
    leave_feedback(
        session(),
        message=form.message.data.strip(),
        page=(form.page.data or "").strip(),
        reply_to=(form.reply_to.data or "").strip(),
        locale=i18n.current().id,
        at=moment(),
    )
    return redirect(url_for("site.accessibility", gesendet=1, _anchor="feedback"), 303)


@blueprint.get("/<lang:lang>/hilfe", strict_slashes=False)
@public
def guidance() -> str:
    """How to take part, in easy words."""
    return render_template("site/help.html")


def _accessibility(form: FeedbackForm) -> str:
    return render_template(
        "site/accessibility.html",
        form=form,
        assessed=ASSESSED,
        sent="gesendet" in request.args,
        operator=site_texts().get("operator"),
    )


def _came_from() -> str:
    """The page of ours from which somebody came here: probably the one with the barrier."""
    before = urlsplit(request.referrer or "")
    return before.path if before.netloc == request.host and before.path != request.path else ""
