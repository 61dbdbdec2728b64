"""The way into the administration: signing in and out, invitations, new passwords."""

from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from beteiligung import db, i18n
from beteiligung.access import public
from beteiligung.accounts import actions, letters, own_account, passwords, queries, signed_in
from beteiligung.accounts.forms import AcceptForm, ForgottenForm, NewPassword, SignInForm
from beteiligung.accounts.models import Staff
from beteiligung.accounts.refusals import LinkOver
from beteiligung.errors import TooMany
from beteiligung.i18n import gettext as _
from beteiligung.locales import SOURCE, entries
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("accounts", __name__)
WRONG = N_("E-mail or password is not right.")
START = "/verwaltung/"


@blueprint.before_request
def choose_language() -> None:
    """These addresses name no language: it can be asked for, else the browser's is taken.

    Only those languages in which the administration speaks; else German.
    """
    for wanted in (request.args.get("sprache", ""), i18n.current().id, SOURCE):
        if wanted in i18n.OFFERED:
            i18n.use(wanted)
            return


@blueprint.context_processor
def vocabulary() -> dict[str, Any]:
    """The same page in the other languages, and whether links can come by e-mail."""
    values = {**(request.view_args or {}), **request.args.to_dict()}
    endpoint = cast("str", request.endpoint)
    offered = entries(i18n.OFFERED) if endpoint != "accounts.sign_out" else []
    links = [(row, url_for(endpoint, **{**values, "sprache": row.id})) for row in offered]
    return {"language_links": links, "letters": letters.possible()}


@blueprint.route("/anmelden", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """E-mail and password; the same answer, after the same time, whichever was wrong.

    Whoever has a second step is asked for its code next; nothing else opens before.
    """
    form = SignInForm()
    status = 200
    if checked(form):
        found = _who(form.email.data, form.password.data)
        if isinstance(found, Staff):
            to = own_path(request.args.get("weiter", ""))
            return redirect(signed_in.admit(db.session(), found, to=to), 303)
        form.form_errors.append(_(found))
        status = TooMany.status if found == TooMany.default else 422
    status = max(status, form.status) if form.errors else 200
    body = render_template("accounts/sign_in.html", form=form)
    return body, status


@blueprint.post("/abmelden")
@public
def sign_out() -> ResponseReturnValue:
    """End the session; nothing of it stays in the browser."""
    check_token()
    signed_in.let_out(db.session())
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/einladung/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> ResponseReturnValue:
    """Take an invitation: a name, a password, and one is signed in, or sets up the second step."""
    found = queries.invitation(db.session(), token)
    if found is None or not queries.is_open(found, moment()):
        raise LinkOver
    form = AcceptForm(known=(found.email,))
    if checked(form):
        staff = actions.accept_invitation(
            db.session(),
            token,
            form.name.data,
            form.password.data,
            locale=i18n.current().id,
            at=moment(),
        )
        return redirect(signed_in.admit(db.session(), staff, to=START), 303)
    body = render_template("accounts/accept.html", form=form, email=found.email)
    return body, form.status


@blueprint.route("/passwort/neu/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    """A new password by a one-time link; every browser that was signed in is signed out."""
    found = queries.password_reset(db.session(), token)
    if found is None or not queries.is_open(found, moment()):
        raise LinkOver
    staff = queries.member(db.session(), found.staff_id)
    form = NewPassword(known=(staff.email, staff.name))
    if checked(form):
        staff = actions.reset_password(db.session(), token, form.password.data, at=moment())
        return redirect(signed_in.admit(db.session(), staff, to=START), 303)
    return render_template("accounts/new_password.html", form=form, email=staff.email), form.status


@blueprint.route("/passwort/vergessen", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a link by e-mail, where there is mail; the answer never tells who has an account."""
    form = ForgottenForm()
    if not letters.possible() or not checked(form):
        return render_template("accounts/forgotten.html", form=form, sent=False), form.status
    if not signed_in.attempts().may(form.email.data, signed_in.address()):
        raise TooMany
    answer = current_app.make_response(
        render_template("accounts/forgotten.html", form=form, sent=True)
    )
    staff = queries.staff_by_email(db.session(), form.email.data)
    if staff is not None and staff.active:
        path = actions.offer_reset(db.session(), None, staff, at=moment())
        letters.after(answer, letters.reset(staff.email, staff.locale, path))
    return answer


def own_path(path: str) -> str:
    """Where to go after signing in: a page of ours that can be opened, else the first one."""
    split = urlsplit(path)
    foreign = (
        split.scheme or split.netloc or "\\" in path or "/." in path or not path.startswith("/")
    )
    if foreign or path.startswith("//") or not path.isprintable():
        return START
    try:
        current_app.url_map.bind("localhost").match(split.path, method="GET")
    except HTTPException:  # no such page, or one that leads elsewhere
        return START
    return path


def _who(email: str, password: str) -> Staff | str:
    """Whoever this is, or the sentence that says why not.

    The password is checked before the writers' turn is taken: it takes a while on purpose.
    """
    where = signed_in.address()
    attempts, email = signed_in.attempts(), queries.normal(email)
    if not attempts.may(email, where):
        return TooMany.default
    with db.store().reading() as looking:
        found = queries.staff_by_email(looking, email)
        kept = found.password_hash if found is not None and found.active else None
    if not passwords.matches(kept, password):
        signed_in.refused("refuse_sign_in", found)
        return WRONG
    attempts.succeeded(email, where)
    staff = queries.staff_by_email(db.session(), email)
    if staff is None or not staff.active:  # shut out in this very moment
        return WRONG
    own_account.renew_hash(staff, password)
    return staff
