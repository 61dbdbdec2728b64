"""Staff pages about a spoken idea: the recording, for the team alone, and what is said in it."""

import io

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import staff
from beteiligung.errors import NotFound
from beteiligung.ideas import speaking
from beteiligung.ideas.manage_idea import desk_of, done
from beteiligung.ideas.manage_queue import READERS
from beteiligung.ideas.moderation_forms import WordsForm
from beteiligung.media.models import Sort
from beteiligung.media.queries import medium_of
from beteiligung.web.headers import POLICY
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in

blueprint = Blueprint(
    "idea_voice", __name__, url_prefix="/verwaltung/ideen/<slug>/idee/<reference>"
)


@blueprint.get("/aufnahme")
@staff(*READERS)
def voice(slug: str, reference: str) -> Response:
    """What somebody said; nobody else hears it, and no browser keeps it."""
    desk = desk_of(slug, reference, *READERS)
    medium = medium_of(db.session(), desk.idea.voice or "", Sort.VOICE)
    if medium is None:
        raise NotFound
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"{POLICY}; sandbox",
        "Content-Disposition": "inline",
    }
    answer = Response(io.BytesIO(medium.content), 200, headers, mimetype=medium.mime)
    answer.content_length = medium.size
    # Safari plays nothing that it cannot ask for in parts.
    return answer.make_conditional(request, accept_ranges=True, complete_length=medium.size)


@blueprint.post("/aufschreiben")
@staff(*READERS)
def write_down(slug: str, reference: str) -> ResponseReturnValue:
    """Write down what is said: pilots do, too, who may speak the language."""
    desk, form = desk_of(slug, reference, *READERS), WordsForm({})

    def put() -> None:
        words = speaking.Words(form.said.data or "", form.said_in.data)
        speaking.write_down(db.session(), signed_in(), desk.idea, words, at=moment())

    return done(desk, "words", form, "said", put)
