"""Asks for the password again before what would harm most if somebody else sat at the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.accounts import passwords, queries, sessions, signed_in
from beteiligung.accounts.forms import ProofForm
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import Refusal, TooMany
from beteiligung.i18n import gettext as _
from beteiligung.web.moment import moment
from beteiligung.web.staff_form import HIDDEN, check_token, checked

View = TypeVar("View", bound=Callable[..., Any])
PROOF, ASKED = "proof", "proof_for"  # fields of the page that asks


def proven(view: View) -> View:
    """Mark a page that is opened, and a form that is taken, only soon after a password.

    What was typed into the form is carried along and taken once the password is right.
    """

    @wraps(view)
    def ask(**values: object) -> ResponseReturnValue:
        proved = queries.is_proved(signed_in.browser(), moment())
        asked = None if proved else _asked()
        return cast("ResponseReturnValue", view(**values)) if asked is None else asked

    return cast("View", ask)


def _asked() -> ResponseReturnValue | None:
    """The page that asks, or where it leads once the password is right; none: go on."""
    form = ProofForm()
    first = PROOF not in request.form
    if first and request.method not in SAFE_METHODS:
        check_token()
    if not first and checked(form) and _is_right(form):
        # Kept whatever becomes of the form behind it, so that nobody is asked twice.
        sessions.prove(db.session(), signed_in.browser().id, moment())
        db.session().commit()
        return (
            redirect(request.full_path.rstrip("?"), 303) if request.form[ASKED] == "GET" else None
        )
    status = 200 if first and request.method in SAFE_METHODS else Refusal.status
    return _page(form, first=first), status


def _is_right(form: ProofForm) -> bool:
    own = signed_in.account()
    if not signed_in.attempts().may(own.email, signed_in.address()):
        raise TooMany
    if passwords.matches(own.password_hash, form.proof.data):
        return True
    signed_in.refused("refuse_proof", own)
    form.proof.errors = [_("This password is not right.")]
    return False


def _page(form: ProofForm, *, first: bool) -> str:
    asked = request.method if first else request.form.get(ASKED, "POST")
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {PROOF, ASKED, HIDDEN}
    ]
    return render_template(
        "accounts/proof.html",
        form=form,
        own=signed_in.account(),
        asked=asked,
        carried=carried,
        action=request.full_path.rstrip("?"),
    )
