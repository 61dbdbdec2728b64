"""The page on which an app is set up for the second step, at the door and in one's own account."""

from base64 import b64encode
from typing import cast

from flask import current_app, render_template
from flask import session as cookie
from sqlalchemy.orm import Session

from beteiligung.accounts import codes, second_step, signed_in
from beteiligung.accounts.forms import CodeForm
from beteiligung.accounts.models import Staff
from beteiligung.config import Settings
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams

SALT = "salt"  # in the cookie until the app has shown its first code; it opens nothing by itself


def page(form: CodeForm, own: Staff, *, needed: bool) -> str:
    """The secret, as a picture for the app and in words; it stays the same until it is taken."""
    settings = cast("Settings", current_app.extensions["settings"])
    salt = cookie.setdefault(SALT, codes.fresh_salt())
    secret = codes.secret_of(signed_in.key(), salt)
    picture = seams().qr_code(codes.address_for_apps(secret, own.email, settings.name))
    return render_template(
        "accounts/set_up.html",
        form=form,
        own=own,
        secret=codes.grouped(secret),
        picture=f"data:image/svg+xml;base64,{b64encode(picture).decode()}",
        needed=needed,
    )


def take(session: Session, own: Staff, typed: str) -> list[str] | None:
    """The codes for paper, once the app has shown the right code; this browser stays signed in."""
    salt = str(cookie.get(SALT, ""))
    if not salt:
        return None
    made = second_step.set_up(session, own, salt, typed, key=signed_in.key(), at=moment())
    if made is not None:
        signed_in.let_in(session, own, with_code=True)
    return made


def spare_codes(made: list[str], *, to: str) -> str:
    """The ten codes for paper, shown this once."""
    shown = [codes.grouped(code) for code in made]
    return render_template("accounts/spare_codes.html", codes=shown, to=to)
