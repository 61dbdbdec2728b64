"""Residents' pages of what a public website owes: the statement, explanations, security.txt."""

from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from werkzeug.wsgi import FileWrapper

from beteiligung import db, i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.duties import explained, queries, security
from beteiligung.duties.films import PIECE, Reader
from beteiligung.duties.models import Film
from beteiligung.duties.statement import KNOWN, METHOD, REASONS, STATUS, told
from beteiligung.errors import NotFound
from beteiligung.locales import BY_ID, LocaleEntry
from beteiligung.text import Translated
from beteiligung.web import prose
from beteiligung.web.actions import leave_feedback
from beteiligung.web.headers import POLICY
from beteiligung.web.hosts import base, is_own
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment
from beteiligung.web.site_forms import FeedbackForm

blueprint = Blueprint("duties", __name__)

MOST_A_MINUTE = 10  # messages from one network: a school class, not a program
FOR_GOOD = "public, max-age=31536000, immutable"
NAMED_ANEW = timedelta(days=90)  # security.txt says no longer that it is true


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
    return redirect(url_for("duties.accessibility", gesendet=1, _anchor="feedback"), 303)


@blueprint.get("/<lang:lang>/leicht-erklaert", strict_slashes=False)
@public
def easy() -> str:
    """What this website is and how one finds the way, in easy words."""
    text = Translated({**explained.EASY_GERMAN, **site_texts().get("easy").texts})
    found = i18n.phrase(text)
    return render_template(
        "duties/easy.html",
        sections=[
            (heading, prose.block(body))
            for heading, body in explained.sections(found.text, i18n.words_in(found.locale))
        ],
        tongue=BY_ID[found.locale],
        links=[(row, href) for row, href in _links() if text.texts.get(row.id)],
    )


@blueprint.get("/<lang:lang>/gebaerdensprache", strict_slashes=False)
@public
def film() -> str:
    """The same in sign language, with its words beside it; or that there is no film yet."""
    return render_template(
        "duties/film.html",
        film=queries.film(session()),
        missing=KNOWN["film"].what,
        Translated=Translated,
    )


@blueprint.get("/film/<digest>")
@public
def film_file(digest: str) -> Response:
    """The film itself, in parts as browsers ask for them."""
    found = _film()
    if found.digest != digest:
        raise NotFound
    store, number = db.store(), found.id

    def piece(place: int) -> bytes:
        with store.reading() as reading:
            return queries.film_part(reading, number, place)

    headers = {
        "Cache-Control": FOR_GOOD,
        "Content-Security-Policy": f"{POLICY}; sandbox",
        "Content-Disposition": "inline",
    }
    file = FileWrapper(Reader(piece, found.size), PIECE)  # type: ignore[arg-type]  # all it needs
    answer = Response(file, 200, headers, mimetype=found.mime, direct_passthrough=True)
    answer.content_length = found.size
    answer.set_etag(digest)
    return answer.make_conditional(request, accept_ranges=True, complete_length=found.size)


@blueprint.get("/film/<digest>/untertitel.vtt")
@public
def captions(digest: str) -> Response:
    """What the film says, as captions."""
    found = _film()
    if found.digest != digest or not found.captions:
        raise NotFound
    return Response(found.captions, 200, mimetype="text/vtt")


@blueprint.get("/.well-known/security.txt")
@public
def security_contact() -> Response:
    """Whom to tell about a weakness of this website, as RFC 9116 writes it."""
    settings = cast("Settings", current_app.extensions["settings"])
    text = security.contact(settings.security_contact, base(), moment() + NAMED_ANEW)
    return Response(text, 200, mimetype="text/plain")


@blueprint.get("/.well-known/security-policy.txt")
@public
def security_policy() -> Response:
    """What whoever finds a weakness may expect of us, and we of them."""
    return Response(security.POLICY, 200, mimetype="text/plain")


def _film() -> Film:
    found = queries.film(session())
    if found is None:
        raise NotFound
    return found


def _links() -> list[tuple[LocaleEntry, str]]:
    return [
        (row, url_for("duties.easy", lang=row.id))
        for row in (BY_ID[locale] for locale in i18n.offered())
    ]


def _accessibility(form: FeedbackForm) -> str:
    texts = site_texts()
    found = queries.statement(session())
    return render_template(
        "duties/accessibility.html",
        form=form,
        told=told(
            found,
            queries.gaps(session()),
            texts.get("operator"),
            filmed=bool(texts.get("film").texts),
        ),
        STATUS=STATUS,
        METHOD=METHOD,
        REASONS=REASONS,
        Translated=Translated,
        sent="gesendet" in request.args,
    )


def _came_from() -> str:
    """The page of ours from which somebody came here: probably the one with the barrier."""
    before = urlsplit(request.referrer or "")
    return before.path if is_own(request.referrer or "") and before.path != request.path else ""
