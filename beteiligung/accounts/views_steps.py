"""The second step at the door: a code from an app or from paper; set up where the role needs it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import public
from beteiligung.accounts import letters, second_step, setting_up, signed_in
from beteiligung.accounts.forms import CodeForm, SpareCodeForm
from beteiligung.accounts.models import Staff
from beteiligung.accounts.second_step import Verdict
from beteiligung.accounts.views import choose_language, own_path, vocabulary
from beteiligung.errors import TooMany
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.staff_form import checked

blueprint = Blueprint("steps", __name__, url_prefix="/anmelden")
blueprint.before_request(choose_language)
blueprint.context_processor(vocabulary)
NOT_THIS = N_("This code is not right. Please take the one that the app shows now.")
NOT_THIS_SPARE = N_("This code is not right, or it was used already.")
WAIT = N_(
    "Too many codes were wrong. Please try again later, or take one of your recovery codes. If "
    "this was not you, somebody knows your password."
)


@blueprint.route("/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """The code that the app shows now; what was tried is counted for all workers together."""
    form = CodeForm()
    if not checked(form):
        return _asked("accounts/code.html", form)
    # A transaction of its own: a wrong code is counted, though its page is a refusal.
    with db.store().writing() as session:
        staff = signed_in.halfway(session)
        if staff is None:
            return _from_the_start()
        verdict = second_step.prove(
            session, staff, form.code.data, key=signed_in.key(), at=moment()
        )
        if verdict is Verdict.RIGHT:
            signed_in.let_in(session, staff, with_code=True)
    if verdict is Verdict.RIGHT:
        return redirect(_onwards(), 303)
    form.code.errors = [_(NOT_THIS if verdict is Verdict.WRONG else WAIT)]
    return _refused(form, staff, verdict)


@blueprint.route("/ersatzcode", methods=["GET", "POST"])
@public
def spare() -> ResponseReturnValue:
    """A code from paper; each opens once."""
    form = SpareCodeForm()
    if not checked(form):
        return _asked("accounts/spare_code.html", form)
    with db.store().writing() as session:
        staff = signed_in.halfway(session)
        if staff is None:
            return _from_the_start()
        if not signed_in.attempts().may(f"spare {staff.email}", signed_in.address()):
            raise TooMany
        right = second_step.spend(session, staff, form.code.data, at=moment())
        if right:
            signed_in.let_in(session, staff, with_code=True)
            _say_how_many(second_step.spare_left(session, staff.id))
    if right:
        return redirect(_onwards(), 303)
    form.code.errors = [_(NOT_THIS_SPARE)]
    return render_template("accounts/spare_code.html", form=form), form.status


@blueprint.route("/einrichten", methods=["GET", "POST"])
@public
def set_up() -> ResponseReturnValue:
    """Set the second step up, where the role needs one: nothing else opens until that is done."""
    session = db.session()
    staff = signed_in.halfway(session)
    if staff is None or second_step.step_of(session, staff.id) is not None:
        return _from_the_start()
    form = CodeForm()
    if checked(form):
        made = setting_up.take(session, staff, form.code.data)
        if made is not None:
            return setting_up.spare_codes(made, to=_onwards())
        form.code.errors = [_(NOT_THIS)]
    return setting_up.page(form, staff, needed=True), form.status


def _asked(template: str, form: CodeForm | SpareCodeForm) -> ResponseReturnValue:
    staff = signed_in.halfway(db.session())
    if staff is None:
        return _from_the_start()
    if second_step.step_of(db.session(), staff.id) is None:
        return redirect(url_for("steps.set_up", weiter=request.args.get("weiter") or None), 303)
    return render_template(template, form=form), form.status


def _refused(form: CodeForm, staff: Staff, verdict: Verdict) -> Response:
    status = form.status if verdict is Verdict.WRONG else TooMany.status
    answer = current_app.make_response((render_template("accounts/code.html", form=form), status))
    if verdict is Verdict.ENOUGH:
        letters.after(answer, letters.somebody_tried(staff.email, staff.locale))
    return answer


def _from_the_start() -> Response:
    """Back to the password: too late, in another browser, or without having shown one."""
    return redirect(url_for("accounts.sign_in", weiter=request.args.get("weiter") or None), 303)


def _onwards() -> str:
    return own_path(request.args.get("weiter", ""))


def _say_how_many(left: int) -> None:
    said = ngettext(
        "You have %(num)s recovery code left. In your account you can make new ones.",
        "You have %(num)s recovery codes left. In your account you can make new ones.",
        left,
    )
    flash(said, "ok")
