"""Staff pages of the accessibility statement, and of what explains this website to everybody."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.duties import actions, films, queries
from beteiligung.duties.films import FilmTooLarge, NoCaptions, NoFilm
from beteiligung.duties.forms import (
    SIGN_LANGUAGE,
    ExplanationForm,
    FilmForm,
    GapForm,
    StatementForm,
)
from beteiligung.duties.models import Film, Gap, Reason
from beteiligung.duties.statement import REASONS, review_due, values
from beteiligung.i18n import gettext as _
from beteiligung.media.actions import take_picture
from beteiligung.media.pictures import NoPicture, TooLarge, TooManyPixels
from beteiligung.media.taking import take_large_files
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Urgency, signed_in
from beteiligung.web.staff_form import check_token, checked

REFUSED = (NoCaptions, NoPicture, TooLarge, TooManyPixels, NoFilm, FilmTooLarge)
blueprint = Blueprint("duties_desk", __name__, url_prefix="/verwaltung/pflichten")


@blueprint.get("")
@staff(Role.ADMIN)
def overview() -> str:
    """What a public website owes, and how far each of it is."""
    session = db.session()
    found = queries.statement(session)
    return render_template(
        "duties/overview.html",
        statement=found,
        review=review_due(found),
        gaps=queries.gaps(session),
        film=queries.film(session),
        today=moment().date(),
    )


@blueprint.route("/erklaerung", methods=["GET", "POST"])
@staff(Role.ADMIN)
def statement() -> ResponseReturnValue:
    """The accessibility statement: filled in field by field."""
    session = db.session()
    known = values(queries.statement(session))
    form = StatementForm(data={**known, "how_far": known["status"]})
    if checked(form):
        actions.write_statement(session, signed_in(), form.written(), at=moment())
        return _saved("duties_desk.overview")
    gaps = [(gap, _(REASONS[Reason(gap.reason)])) for gap in queries.gaps(session)]
    return render_template("duties/statement.html", form=form, gaps=gaps), form.status


@blueprint.route("/barriere", methods=["GET", "POST"])
@staff(Role.ADMIN)
def new_gap() -> ResponseReturnValue:
    """Something of this website that is not accessible."""
    return _gap(None)


@blueprint.route("/barriere/<int:number>", methods=["GET", "POST"])
@staff(Role.ADMIN)
def gap(number: int) -> ResponseReturnValue:
    """Say better what is not accessible."""
    return _gap(queries.gap(db.session(), number))


@blueprint.post("/barriere/<int:number>/behoben")
@staff(Role.ADMIN)
def close_gap(number: int) -> Response:
    """A barrier is gone."""
    check_token()
    session = db.session()
    actions.close_gap(session, signed_in(), queries.gap(session, number), at=moment())
    return _saved("duties_desk.statement")


@blueprint.route("/leicht-erklaert", methods=["GET", "POST"])
@staff(Role.ADMIN)
def easy() -> ResponseReturnValue:
    """This website in easy words, in each language."""
    form = ExplanationForm(data={"easy": site_texts().get("easy").texts})
    if checked(form):
        actions.explain(db.session(), signed_in(), form.easy.data, at=moment())
        return _saved("duties_desk.overview")
    return render_template("duties/write_easy.html", form=form), form.status


@blueprint.route("/film", methods=["GET", "POST"])
@staff(Role.ADMIN)
def film() -> ResponseReturnValue:
    """A film in sign language."""
    take_large_files()
    session = db.session()
    found = queries.film(session)
    known = {"language": found.language, "text": found.text} if found else {}
    form = FilmForm(data={"language": SIGN_LANGUAGE, **known})
    taken = checked(form) and _taken(session, form, found)
    for sent in request.files.values():
        sent.close()  # large ones lie in a file of their own
    if taken:
        return _saved("duties_desk.overview")
    return render_template("duties/write_film.html", form=form, film=found), form.status


@blueprint.post("/film/entfernen")
@staff(Role.ADMIN)
def remove_film() -> Response:
    """Take the film away."""
    check_token()
    session = db.session()
    found = queries.film(session)
    if found is not None:
        actions.remove_film(session, signed_in(), found, at=moment())
    return _saved("duties_desk.overview")


def review_reminder(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """Once a year somebody must look through the whole website for barriers again."""
    due = review_due(queries.statement(session))
    if not asker.admin or at.date() < due:
        return []
    line = _("The accessibility statement must be reviewed: since %(day)s.", day=i18n.day(due))
    return [Due(line, url_for("duties_desk.statement"), Urgency.LATE)]


def _gap(found: Gap | None) -> ResponseReturnValue:
    known = {"what": found.what, "reason": found.reason, "instead": found.instead} if found else {}
    form = GapForm(data=known)
    if checked(form):
        actions.write_gap(db.session(), signed_in(), found, form.written(), at=moment())
        return _saved("duties_desk.statement")
    return render_template("duties/gap.html", form=form, gap=found), form.status


def _taken(session: Session, form: FilmForm, found: Film | None) -> bool:
    """Whether film, captions and picture are right and kept; else the form says what is not."""
    more = {"language": form.language.data, "text": form.text.data}
    field = "captions"
    try:
        more["captions"] = _captions(form) or _old(found, field)
        field = "poster"
        more["poster"] = _picture(session, form) or _old(found, field)
        field = "film"
        _keep(session, form, found, more)
    except REFUSED as refusal:
        session.rollback()
        form.refuse(field, refusal)
        return False
    return True


def _keep(session: Session, form: FilmForm, found: Film | None, more: dict[str, Any]) -> None:
    if form.film.data:
        pieces = iter(lambda: form.film.data.stream.read(films.PIECE), b"")
        actions.take_film(session, signed_in(), pieces, more, at=moment())
    elif found is None:
        raise NoFilm
    else:
        actions.change_film(session, signed_in(), found, more, at=moment())


def _picture(session: Session, form: FilmForm) -> str:
    sent = _sent(form, "poster")
    if not sent:
        return ""
    return take_picture(session, sent, asker=signed_in(), at=moment()).digest


def _captions(form: FilmForm) -> str:
    sent = _sent(form, "captions")
    return films.captions(sent) if sent else ""


def _sent(form: FilmForm, name: str) -> bytes:
    sent = form[name].data
    return sent.stream.read() if sent else b""


def _old(found: Film | None, name: str) -> str:
    return getattr(found, name) if found else ""


def _saved(endpoint: str) -> Response:
    flash(_("Saved."), "ok")
    answer = redirect(url_for(endpoint), 303)
    answer.call_on_close(site_texts().forget)  # after the commit: pages must read the new text
    return answer
