"""Residents' pages on which an idea is given."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, current_app, g, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.abuse.marks import Mark, of_reading
from beteiligung.abuse.stamp import age, stamped
from beteiligung.access import public
from beteiligung.config import OUTLINE
from beteiligung.db import session
from beteiligung.errors import Malformed
from beteiligung.i18n import day, gettext, ngettext
from beteiligung.ideas import giving, supporting
from beteiligung.ideas.allowed import of_form
from beteiligung.ideas.bursts import burst_of
from beteiligung.ideas.forms import TRAP, IdeaForm
from beteiligung.ideas.life import Standing, Verb, standing
from beteiligung.ideas.mapping import lies_in, outlines, spots
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.queries import visible_idea
from beteiligung.ideas.recordings import spoken
from beteiligung.ideas.showing import shown
from beteiligung.ideas.similar import similar
from beteiligung.ideas.taking import (
    LARGEST,
    about,
    came_with_file,
    carried,
    given_by,
    photo_of,
    proper_key,
    take_voice,
    takes_photos,
)
from beteiligung.ideas.views import (
    SUPPORTS_A_MINUTE,
    came_by,
    last_day,
    places_on,
    public_board,
    settings,
)
from beteiligung.ideas.views import (
    board as board_page,
)
from beteiligung.ideas.views_slip import receipt_page
from beteiligung.ideas.wording import clean
from beteiligung.text import N_
from beteiligung.web.layout import asks_for_another_language
from beteiligung.web.looking import looking
from beteiligung.web.moment import moment

blueprint = Blueprint("giving", __name__)

STAMP = "page-stamp"
TWICE = "twice"  # in the form: she was told that the very same has just arrived
TOO_LATE = 409
STILL_HERE = N_("What you wrote is still here: you can copy it, or send it again later.")
SENT_ALREADY = N_(
    "You have sent an idea with this form already: it has arrived. If this is another idea, please"
    " send it now."
)
LOOKS_A_MINUTE = 240  # for similar ideas, of one network: a school class that types
ELSEWHERE = N_(
    "This place lies outside the area that is asked here. Do you mean it all the same? Then simply"
    " go on; else please remove the place."
)


@blueprint.get("/<lang:lang>/ideen/<slug>/neu")
@public
def new(slug: str) -> Response:
    """Where an idea is given: is something broken, else what should become better."""
    board, now = public_board(slug)
    if not now.allows(Verb.GIVE):  # the board says why, and until when
        page = board_page(slug)
        return page if isinstance(page, Response) else Response(page, giving.NotNow.status)
    return _form_page(board, _form(board), key=str(uuid4()))


@blueprint.post("/<lang:lang>/ideen/<slug>/neu")
@public
def give(slug: str) -> Response:
    """Keep an idea and say its code; or the same page with what to mend, or with similar ideas."""
    request.max_content_length = LARGEST
    if (instead := _instead_of_sending(slug)) is not None:
        return instead
    board, now = public_board(slug)
    key, form = proper_key(), _form(board, request.form)
    if not (now.allows(Verb.GIVE) or giving.is_kept(session(), key)):
        return _too_late(board, now, form, key)
    pace = gate().arrive(-board.id, request.remote_addr or "", settings().answers_per_minute)
    photo = photo_of(board, form)
    take_voice(board, form)
    if not form.validate():
        return _form_page(board, form, key=key, status=422)
    given = replace(given_by(board, form, key, photo), marks=_marks(key, crowded=pace.crowded))
    if _came_before(board, given):
        return _form_page(board, form, key=key, is_twice=True)
    burst = burst_of(session(), board, pace.a_minute, at=moment())
    if burst is not None:
        given = replace(given, burst_id=burst.id)
    return _kept(board, form, given)


@blueprint.post("/<lang:lang>/ideen/<slug>/aehnlich")
@public
def alike(slug: str) -> Mapping[str, str]:
    """Ideas like the one that somebody is typing: for scripts, kept nowhere, in no address."""
    gate().take("similar", request.remote_addr or "", LOOKS_A_MINUTE)
    with looking():
        board, now = public_board(slug)
        form = _form(board, request.form)
        found = similar(session(), board, about(given_by(board, form, "")))
        others = [shown(each, now) for each in found]
        html = render_template("ideas/alike.html", board=board, others=others) if others else ""
    said = ngettext("%(num)s similar idea is there", "%(num)s similar ideas are there", len(found))
    away = form.where is not None and not lies_in(board, form.where, last_day(now))
    return {
        "said": said if found else "",
        "html": html,
        "elsewhere": gettext(ELSEWHERE) if away else "",
    }


def _instead_of_sending(slug: str) -> Response | None:
    """The form as it is, for whoever wants something else first, or has to be told something."""
    if asks_for_another_language():
        return _in_another_language(slug)
    if "support" in request.form or "support-back" in request.form:
        return _supported_instead(slug)
    return _told_first(slug)


def _told_first(slug: str) -> Response | None:
    """The form once more with ideas like hers, for somebody who has not been told of them.

    Only once, and never with a photo or a recording, which a browser does not send twice by itself.
    """
    if "seen" in request.form or came_with_file():
        return None
    gate().take("similar", request.remote_addr or "", LOOKS_A_MINUTE)
    with looking():
        board, now = public_board(slug)
        key, form = proper_key(), _form(board, request.form)
        if giving.is_kept(session(), key) or not (now.allows(Verb.GIVE) and form.validate()):
            return None
        found = similar(session(), board, about(given_by(board, form, key)))
        return _form_page(board, form, key=key, others=found) if found else None


def _came_before(board: Board, given: giving.Given) -> bool:
    """Whether she has to be told that the very same has arrived: most often by going back."""
    if TWICE in request.form or came_with_file():
        return False
    return giving.has_just_come(session(), board, given, at=moment())


def _kept(board: Board, form: IdeaForm, given: giving.Given) -> Response:
    """The receipt; or the form with everything still in it, and why it was not taken."""
    try:
        idea = giving.give_idea(session(), board, given, at=moment(), timezone=settings().timezone)
    except giving.OtherWords as refusal:
        g.keeps = refusal.keeps
        form.text.errors = [gettext(SENT_ALREADY)]
        return _form_page(board, form, key=str(uuid4()), status=refusal.status)
    except giving.NotNow:  # between two looks
        return _too_late(board, standing(board, moment()), form, given.key)
    return receipt_page(idea, given.secret, is_new=True)


def _too_late(board: Board, now: Standing, form: IdeaForm, key: str) -> Response:
    """The form as it was, on a board that takes no ideas any more: why, and what one can do."""
    why, until = now.why_none
    _hand_on(board, form)
    said = gettext(why, day=day(until) if until else "")
    form.text.errors = [f"{said} {gettext(STILL_HERE)}"]
    return _form_page(board, form, key=key, status=TOO_LATE)


def _hand_on(board: Board, form: IdeaForm) -> None:
    """Take a recording along to the next page, without asking anything yet."""
    take_voice(board, form)
    form.voice_errors = ()


def _in_another_language(slug: str) -> Response:
    """The form as it was, in the language that was chosen above it: nothing typed is lost."""
    with looking():
        board, _ = public_board(slug)
        form = _form(board, request.form)
        _hand_on(board, form)
        if not form.said("text"):
            form.language.data = i18n.current().id
        return _form_page(board, form, key=proper_key())


def _supported_instead(slug: str) -> Response:
    """The form as it was, after a tap on an idea that says the same: supported, or taken back."""
    gate().take("support", request.remote_addr or "", SUPPORTS_A_MINUTE)
    board, _ = public_board(slug)
    key = proper_key()
    token = supporting.proper_token(request.form.get("token", ""))
    if token is None:
        raise Malformed(N_("The form was not complete. Please open the page of the board again."))
    form, wish = _form(board, request.form), clean(request.form.get("support-back", ""))
    wanted = visible_idea(session(), wish or clean(request.form.get("support", "")))
    if wish:
        supporting.take_support_back(session(), wanted, token, at=moment())
    else:
        supporting.support_idea(session(), wanted, token, at=moment())
    _hand_on(board, form)
    found = similar(session(), board, about(given_by(board, form, key)))
    return _form_page(board, form, key=key, others=found, tapped="back" if wish else "support")


def _form(board: Board, posted: Mapping[str, str] | None = None) -> IdeaForm:
    return IdeaForm(board, places_on(board), formdata=posted, language=i18n.current().id)


def _form_page(
    board: Board,
    form: IdeaForm,
    *,
    key: str,
    status: int = 200,
    others: Sequence[Idea] = (),
    tapped: str = "",
    is_twice: bool = False,
) -> Response:
    photo = request.files.get("photo")
    form.has_lost_photo = bool(photo and photo.filename)
    token = supporting.proper_token(request.form.get("token", "")) or supporting.fresh_token()
    now = standing(board, moment())
    html = render_template(
        "ideas/new.html",
        board=board,
        about=tuple(district.id for district in board.districts),
        form=form,
        key=key,
        stamp=_stamp(key),
        came_by=came_by(),
        reporter=settings().defect_reporter,
        takes_photos=takes_photos(board),
        takes_voice=bool(board.takes_voice),
        spoken=carried(form),
        heard=spoken(board, i18n.current().id, topics=True),
        chart=_chart(board),
        post_to=url_for("giving.give", slug=board.slug),
        others=[shown(each, now) for each in others],
        mine={each.reference for each in others if supporting.supports(session(), each, token)},
        seen="page" if others else request.form.get("seen", ""),
        token=token,
        tapped=tapped,
        is_twice=is_twice,
        is_fresh=request.method == "GET",
    )
    headers = of_form(settings().map_tiles, speaks=bool(board.takes_voice))
    return Response(html, status, headers)


def _stamp(key: str) -> str:
    """When the form was first opened, as it came with it; a new one where that is no true one."""
    stamp = request.form.get(STAMP, "")
    if age(_secret(), key, stamp, moment()) is not None:
        return stamp
    return stamped(_secret(), key, moment())


def _chart(board: Board) -> Mapping[str, object] | None:
    """The operator's map, on which a place can be chosen; an outline alone is none."""
    tiles = settings().map_tiles
    if tiles in {"", OUTLINE}:
        return None
    return {
        "tiles": tiles,
        "credit": settings().map_credit,
        "outlines": outlines(board, last_day(standing(board, moment()))),
        "spots": spots(session(), board),
    }


def _marks(key: str, *, crowded: bool) -> Mark:
    """What is odd about how this came in; nobody is told, and nothing is refused for it."""
    stamp = request.form.get(STAMP, "")
    found = of_reading(age(_secret(), key, stamp, moment()), 1)
    if request.form.get(TRAP, ""):
        found |= Mark.TRAP
    return found | Mark.CROWDED if crowded else found


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
