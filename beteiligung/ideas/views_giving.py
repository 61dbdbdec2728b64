"""Residents' pages on which an idea is given, and what its giver sees by the secret code."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.abuse.marks import Mark, of_reading
from beteiligung.abuse.stamp import age, stamped
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.districts.models import Place
from beteiligung.districts.queries import places_of
from beteiligung.errors import Malformed, NotFound, Refusal
from beteiligung.i18n import gettext
from beteiligung.ideas import following, giving
from beteiligung.ideas.bursts import burst_of
from beteiligung.ideas.forms import PICTURED, TRAP, IdeaForm
from beteiligung.ideas.grouping import lead_of
from beteiligung.ideas.life import Verb, standing
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.reasons import REASONS
from beteiligung.ideas.showing import STATES, shown
from beteiligung.ideas.similar import About, similar
from beteiligung.ideas.views import came_by, places_on, public_board, settings
from beteiligung.measures.showing import measures_for
from beteiligung.media import pictures
from beteiligung.media.photos import Photo, cleaned_photo
from beteiligung.qrcodes.printing import drawn
from beteiligung.text import N_
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.signs import grouped

blueprint = Blueprint("giving", __name__)

STAMP = "page-stamp"
PHOTO_EDGE = 1600  # pixels
HEADERS = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}


@blueprint.get("/<lang:lang>/ideen/<slug>/neu")
@public
def new(slug: str) -> Response:
    """Where an idea is given: is something broken, else what should become better."""
    board, now = public_board(slug)
    if not now.allows(Verb.GIVE):
        raise giving.NotNow
    return _form_page(board, _form(board), key=str(uuid4()))


@blueprint.post("/<lang:lang>/ideen/<slug>/neu")
@public
def give(slug: str) -> Response:
    """Keep an idea and say its code; or the same page with what to mend."""
    request.max_content_length = 2 * pictures.LARGEST
    board, _ = public_board(slug)
    pace = gate().arrive(-board.id, request.remote_addr or "", settings().answers_per_minute)
    key = _proper_key(request.form.get("key", ""))
    if key is None:
        raise Malformed(N_("The form was not complete. Please open the page of the board again."))
    form = _form(board, request.form)
    photo = _photo(board, form)
    if not form.validate():
        return _form_page(board, form, key=key, status=422)
    burst = burst_of(session(), board, pace.a_minute, at=moment())
    given = _given(board, form, key, photo, _marks(key, crowded=pace.crowded))
    if burst is not None:
        given = replace(given, burst_id=burst.id)
    idea = giving.give_idea(session(), board, given, at=moment(), timezone=settings().timezone)
    return _receipt_page(idea, given.secret, is_new=True)


def receipt(form: Mapping[str, str]) -> Response | None:
    """What the giver of an idea sees and does by her code; none where it is no idea's."""
    typed = form.get("code", "")
    idea = following.idea_behind(session(), typed)
    if idea is None:
        return None
    if "erase-idea" in form:
        following.erase_idea(session(), idea, at=moment())
        return Response(render_template("ideas/erased.html"), 200, HEADERS)
    if "withdraw-idea" in form:
        following.withdraw_idea(session(), idea, at=moment())
    return _receipt_page(idea, giving.read_secret(typed) or "")


def _receipt_page(idea: Idea, secret: str, *, is_new: bool = False) -> Response:
    address = f"{outside('receipts.door')}#{secret}"
    lead = lead_of(session(), idea)
    about = About(idea.text, idea.category_id, idea.place_id, idea.id)
    alike = similar(session(), idea.board, about) if is_new else []
    html = render_template(
        "ideas/receipt.html",
        board=idea.board,
        shown=shown(idea, standing(idea.board, moment())),
        state=STATES[State(idea.state)],
        history=following.history(session(), idea),
        secret=secret,
        code=grouped(secret),
        picture=b64encode(drawn(address)).decode(),
        is_new=is_new,
        reasons=REASONS,
        lead=shown(lead, standing(idea.board, moment())) if lead else None,
        others=[shown(other, standing(idea.board, moment())) for other in alike],
        taken=measures_for(session(), idea.reference),
        may_withdraw=State(idea.state) in following.MAY_WITHDRAW,
    )
    return Response(html, 200, HEADERS)


def _form(board: Board, posted: Mapping[str, str] | None = None) -> IdeaForm:
    return IdeaForm(board, places_on(board), formdata=posted, language=i18n.current().id)


def _form_page(board: Board, form: IdeaForm, *, key: str, status: int = 200) -> Response:
    stamp = request.form.get(STAMP, "")
    if age(_secret(), key, stamp, moment()) is None:
        stamp = stamped(_secret(), key, moment())
    html = render_template(
        "ideas/new.html",
        board=board,
        about=tuple(district.id for district in board.districts),
        form=form,
        key=key,
        stamp=stamp,
        came_by=came_by(),
        reporter=settings().defect_reporter,
        takes_photos=board.takes_photos and settings().photos,
        post_to=url_for("giving.give", slug=board.slug),
    )
    return Response(html, status, HEADERS)


def _photo(board: Board, form: IdeaForm) -> Photo | None:
    """The photo that came along, cleaned; what is wrong with it is said beside it."""
    file = request.files.get("photo")
    if file is None or not (board.takes_photos and settings().photos):
        return None
    content = file.read(pictures.LARGEST + 1)
    if not content:
        return None
    try:
        photo = cleaned_photo(content, PHOTO_EDGE)
    except Refusal as refusal:
        form.refuse_photo(gettext(refusal.message, **refusal.values))
        return None
    if not form.pictured.data:
        form.refuse_photo(gettext(PICTURED))
    return photo


def _given(
    board: Board, form: IdeaForm, key: str, photo: Photo | None, marks: Mark
) -> giving.Given:
    category = next((each.id for each in board.categories if each.code == form.category.data), None)
    place = _place(board, form.place.data or "")
    return giving.Given(
        key=key,
        secret=giving.secret_of(str(current_app.config["SECRET_KEY"]), key),
        text=form.said("text"),
        language=form.language.data,
        category_id=category,
        place_id=place.id if place else None,
        street=form.said("street"),
        hint=form.said("hint"),
        point=form.where,
        photo=photo,
        photo_text=form.said("photo_text"),
        marks=marks,
    )


def _place(board: Board, slug: str) -> Place | None:
    if not slug:
        return None
    places = (place for district in board.districts for place in places_of(session(), district))
    found = next((place for place in places if place.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def _marks(key: str, *, crowded: bool) -> Mark:
    """What is odd about how this came in; nobody is told, and nothing is refused for it."""
    stamp = request.form.get(STAMP, "")
    found = of_reading(age(_secret(), key, stamp, moment()), 1)
    if request.form.get(TRAP, ""):
        found |= Mark.TRAP
    return found | Mark.CROWDED if crowded else found


def _proper_key(raw: str) -> str | None:
    try:
        return str(UUID(raw))
    except ValueError:
        return None


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
