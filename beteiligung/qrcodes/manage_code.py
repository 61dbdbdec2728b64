"""A code's own page for staff: what tells it apart, where it leads, and its history."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.accounts.installation import DEEDS
from beteiligung.clock import local_date
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.qrcodes.actions import label_code, redirect_codes, retire_code, take_up_code
from beteiligung.qrcodes.forms import MEDIUM_NAMES, CodeForm
from beteiligung.qrcodes.manage import READERS, own_code, targets_of
from beteiligung.qrcodes.models import QRCode
from beteiligung.qrcodes.queries import deeds_of, former_targets
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("code_page", __name__, url_prefix="/verwaltung/codes")


@blueprint.route("/code/<code>", methods=["GET", "POST"])
@staff(*READERS)
def page(code: str) -> ResponseReturnValue:
    """One code with its history; its manager labels it or lets it lead elsewhere."""
    found = own_code(code)
    form = CodeForm(_choices(found), obj=found)
    if checked(form):
        own_code(code, Role.MANAGER)
        _change(found, form)
        flash(_("The code is changed. What is printed stays valid."), "ok")
        return redirect(url_for("code_page.page", code=found.code), 303)
    return render_template(
        "qrcodes/code.html",
        code=found,
        form=form,
        may_change=signed_in().has(Role.MANAGER),
        medium=_(MEDIUM_NAMES.get(found.medium, found.medium)),
        titles=dict(_choices(found)),
        former=former_targets(db.session(), found),
        deeds=deeds_of(db.session(), found),
        words=DEEDS,
    ), form.status


@blueprint.post("/code/<code>/abnehmen")
@staff(Role.MANAGER)
def retire(code: str) -> Response:
    """Note that it was taken down, or that it hangs again."""
    check_token()
    found = own_code(code, Role.MANAGER)
    act = take_up_code if found.retired_at else retire_code
    act(db.session(), found, asker=signed_in(), at=moment())
    flash(_("Noted. Whoever still scans the code is led on."), "ok")
    return redirect(url_for("code_page.page", code=found.code), 303)


def _change(found: QRCode, form: CodeForm) -> None:
    session, asker, at = db.session(), signed_in(), moment()
    said = {name: form[name].data or "" for name in ("label", "occasion", "team")}
    label_code(session, found, **said, asker=asker, at=at)
    today = local_date(at, current_app.extensions["settings"].timezone)
    redirect_codes(session, [found], form.path.data or "", asker=asker, today=today, at=at)


def _choices(code: QRCode) -> list[tuple[str, str]]:
    """Where a code may lead: what its district asks and shows, and where it leads now."""
    allowed = frozenset({code.district_id})
    found = {
        target.path: f"{_(target.kind)}: {phrase(target.title).text}"
        for _key, target in targets_of(db.session(), allowed)
    }
    found.setdefault(code.path, code.path)
    return list(found.items())
