"""Staff page on which an idea is kept for somebody, with a receipt in that person's language."""

from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.errors import Refusal
from beteiligung.i18n import ngettext
from beteiligung.ideas import helping
from beteiligung.ideas.forms import IdeaForm
from beteiligung.ideas.giving import Given
from beteiligung.ideas.life import Verb, standing
from beteiligung.ideas.manage import board_here
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.outreach_forms import HelpForm
from beteiligung.ideas.taking import LARGEST, given_by, photo_of, proper_key, takes_photos
from beteiligung.ideas.views import places_on, settings
from beteiligung.ideas.views_slip import slip
from beteiligung.locales import BY_ID
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("helping", __name__, url_prefix="/verwaltung/ideen/<slug>")

HELPERS = (Role.MANAGER, Role.PILOT)


@blueprint.get("/fuer-jemanden")
@staff(*HELPERS)
def help_somebody(slug: str) -> ResponseReturnValue:
    """Where an idea is written down for somebody."""
    board = board_here(slug, *HELPERS)
    return _page(board, _idea_form(board), HelpForm(), str(uuid4()))


@blueprint.post("/fuer-jemanden")
@staff(*HELPERS)
def keep(slug: str) -> ResponseReturnValue:
    """Keep the idea, as if it came from the person's own device, and say the code for her."""
    request.max_content_length = LARGEST
    board = board_here(slug, *HELPERS)
    form, help_form = _idea_form(board), HelpForm()
    key, photo = proper_key(), photo_of(board, form)
    is_right = [form.validate(), help_form.validate()]
    if not all(is_right):
        return _page(board, form, help_form, key)
    given = _helped(given_by(board, form, key, photo), help_form)
    try:
        idea = helping.give_for(
            db.session(), signed_in(), board, given, at=moment(), timezone=settings().timezone
        )
    except Refusal as refusal:
        if refusal.keeps:
            raise
        help_form.refuse("consent", refusal)
        return _page(board, form, help_form, key)
    return _receipt(board, idea, given)


@blueprint.post("/uebung-loeschen")
@staff(*HELPERS)
def remove_trials(slug: str) -> Response:
    """Delete everything with which somebody practised."""
    check_token()
    board = board_here(slug, *HELPERS)
    n = helping.remove_trials(db.session(), signed_in(), board, at=moment())
    flash(ngettext("%(num)s practice idea is deleted.", "%(num)s practice ideas are deleted.", n))
    return redirect(url_for("helping.help_somebody", slug=slug), 303)


def _idea_form(board: Board) -> IdeaForm:
    sent = request.form if request.method == "POST" else None
    return IdeaForm(board, places_on(board), formdata=sent, language=i18n.current().id)


def _helped(given: Given, how: HelpForm) -> Given:
    return replace(
        given,
        channel=how.channel,
        spoken=how.spoken.data,
        has_consent=how.consent.data,
        is_assisted=how.is_assisted,
        is_test=how.practice.data,
    )


def _page(board: Board, form: IdeaForm, help_form: HelpForm, key: str) -> ResponseReturnValue:
    page = render_template(
        "ideas/manage/helping.html",
        board=board,
        form=form,
        help_form=help_form,
        faults=[*form.faults, *help_form.faults],
        key=key,
        takes_photos=takes_photos(board),
        trials=helping.trials_on(db.session(), board),
        takes_ideas=standing(board, moment()).allows(Verb.GIVE),
    )
    return page, 422 if form.faults else help_form.status


def _receipt(board: Board, idea: Idea, given: Given) -> ResponseReturnValue:
    """The receipt; what the person takes along is said in the language that was spoken."""
    spoken = BY_ID.get(given.spoken, i18n.current())
    with i18n.speaking(spoken.id):
        words = render_template(
            "ideas/slip_alone.html",
            idea=idea,
            html_lang=BY_ID[idea.language].html_lang,
            **slip(idea, given.secret),
        )
    return render_template(
        "ideas/manage/helped.html", board=board, idea=idea, slip=words, spoken=spoken
    )
