"""Staff pages about one's own account: name, password, second step, and where one is signed in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.accounts import (
    own_account,
    passwords,
    queries,
    second_step,
    sessions,
    setting_up,
    signed_in,
)
from beteiligung.accounts.forms import AccountForm, ChangePasswordForm, CodeForm
from beteiligung.accounts.proving import proven
from beteiligung.accounts.refusals import StepNeeded
from beteiligung.accounts.views_steps import NOT_THIS
from beteiligung.errors import TooMany
from beteiligung.i18n import gettext as _
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in as who
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("own", __name__, url_prefix="/verwaltung/konto")


@blueprint.route("", methods=["GET", "POST"])
@staff(*Role)
def account() -> ResponseReturnValue:
    """One's own name and language; the second step; every browser in which one is signed in."""
    own, session = signed_in.account(), db.session()
    form = AccountForm(data={"name": own.name, "locale": own.locale})
    if checked(form):
        own_account.change_account(
            session, own, name=form.name.data, locale=form.locale.data, at=moment()
        )
        return redirect(url_for("own.account"), 303)
    strict = signed_in.production()
    page = render_template(
        "accounts/account.html",
        form=form,
        own=own,
        step=second_step.step_of(session, own.id),
        needed=queries.needs_step(own, production=strict),
        spare=second_step.spare_left(session, own.id),
        browsers=queries.running_sessions(session, own, moment(), production=strict),
        this=signed_in.browser().id,
    )
    return page, form.status


@blueprint.route("/passwort", methods=["GET", "POST"])
@staff(*Role)
def password() -> ResponseReturnValue:
    """One's own new password; all other browsers are signed out."""
    own = signed_in.account()
    form = ChangePasswordForm(known=(own.email, own.name))
    if checked(form):
        if not signed_in.attempts().may(own.email, signed_in.address()):
            raise TooMany
        if passwords.matches(own.password_hash, form.current.data):
            keep = signed_in.own_token()
            own_account.change_password(
                db.session(), own, form.password.data, keep=keep, at=moment()
            )
            flash(_("Your password is changed. All other browsers are signed out."), "ok")
            return redirect(url_for("own.account"), 303)
        signed_in.refused("refuse_proof", own)
        form.current.errors = [_("This password is not right.")]
    return render_template("accounts/password.html", form=form, own=own), form.status


@blueprint.route("/zweiter-schritt", methods=["GET", "POST"])
@staff(*Role)
@proven
def set_up() -> ResponseReturnValue:
    """Set the second step up, or anew with another app; all other browsers are signed out."""
    own, form = signed_in.account(), CodeForm()
    if checked(form):
        made = setting_up.take(db.session(), own, form.code.data)
        if made is not None:
            return setting_up.spare_codes(made, to=url_for("own.account"))
        form.code.errors = [_(NOT_THIS)]
    return setting_up.page(form, own, needed=False), form.status


@blueprint.post("/zweiter-schritt/abschalten")
@staff(*Role)
@proven
def give_up() -> Response:
    """Do without the second step, where the role allows that."""
    check_token()
    own = signed_in.account()
    try:
        second_step.give_up(db.session(), own, production=signed_in.production(), at=moment())
    except StepNeeded as refusal:
        flash(_(refusal.message), "bad")
    else:
        signed_in.let_in(db.session(), own)
        flash(_("The second step is switched off. All other browsers are signed out."), "ok")
    return redirect(url_for("own.account"), 303)


@blueprint.post("/ersatzcodes")
@staff(*Role)
@proven
def renew_codes() -> ResponseReturnValue:
    """Ten new codes for paper, shown this once."""
    check_token()
    own = signed_in.account()
    if second_step.step_of(db.session(), own.id) is None:
        return redirect(url_for("own.account"), 303)
    made = second_step.renew_spare_codes(db.session(), own, at=moment())
    return setting_up.spare_codes(made, to=url_for("own.account"))


@blueprint.post("/sitzungen/<int:number>/beenden")
@staff(*Role)
def end_session(number: int) -> Response:
    """Sign one of one's own browsers out."""
    check_token()
    sessions.end_one(db.session(), signed_in.account(), number, at=moment())
    flash(_("That browser is signed out."), "ok")
    return redirect(url_for("own.account"), 303)


@blueprint.post("/ueberall-abmelden")
@staff(*Role)
def end_all() -> Response:
    """Sign out everywhere, here as well."""
    check_token()
    sessions.end_all(db.session(), who(), signed_in.account(), at=moment())
    signed_in.let_out(db.session())
    return redirect(url_for("accounts.sign_in"), 303)
