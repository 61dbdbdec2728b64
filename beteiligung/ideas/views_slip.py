"""What the giver of an idea sees and does by her secret code."""

from base64 import b64encode
from collections.abc import Mapping

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from beteiligung.clock import local_date
from beteiligung.db import session
from beteiligung.ideas import following, giving
from beteiligung.ideas.allowed import OF_FORMS
from beteiligung.ideas.fate import holding
from beteiligung.ideas.grouping import lead_of
from beteiligung.ideas.life import standing
from beteiligung.ideas.models import Idea, State
from beteiligung.ideas.reasons import REASONS
from beteiligung.ideas.showing import STATES, shown
from beteiligung.ideas.similar import About, similar
from beteiligung.ideas.wording import MASK
from beteiligung.qrcodes.printing import drawn
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.signs import grouped

# In the field "seen": somebody was told of similar ideas, while typing or by a page.
TOLD = {"told", "page"}


def receipt(form: Mapping[str, str]) -> Response | None:
    """What the giver of an idea sees and does by her code; none where it is no idea's."""
    typed = form.get("code", "")
    idea = following.idea_behind(session(), typed)
    if idea is None:
        return None
    if "erase-idea" in form:
        following.erase_idea(session(), idea, at=moment())
        return Response(render_template("ideas/erased.html"), 200, OF_FORMS)
    if "remove-photo" in form:
        following.remove_photo(session(), idea, at=moment())
    if "withdraw-idea" in form:
        following.withdraw_idea(session(), idea, at=moment())
    return receipt_page(idea, giving.read_secret(typed) or "")


def slip(idea: Idea, secret: str) -> dict[str, object]:
    """What a receipt says of an idea's number and code, on whatever page."""
    address = f"{outside('receipts.door')}#{secret}"
    return {
        "reference": idea.reference,
        "code": grouped(secret),
        "picture": b64encode(drawn(address)).decode(),
    }


def receipt_page(idea: Idea, secret: str, *, is_new: bool = False) -> Response:
    """What a giver sees of her idea by its code; ``is_new``: she has just sent it."""
    lead = lead_of(session(), idea)
    tells = is_new and request.form.get("seen") not in TOLD
    others = similar(session(), idea.board, About.of(idea)) if tells else []
    now = standing(idea.board, moment())
    html = render_template(
        "ideas/receipt.html",
        board=idea.board,
        shown=shown(idea, now, holding=holding(session(), idea)),
        today=local_date(moment(), current_app.extensions["settings"].timezone),
        state=STATES[State(idea.state)],
        history=following.history(session(), idea),
        secret=secret,
        **slip(idea, secret),
        is_new=is_new,
        reasons=REASONS,
        lead=shown(lead, now) if lead else None,
        others=[shown(other, now) for other in others],
        may_withdraw=State(idea.state) in following.MAY_WITHDRAW,
        is_blackened=MASK in f"{idea.text} {idea.street} {idea.hint}",
    )
    return Response(html, 200, OF_FORMS)
