"""Staff pages about the staff: the team with its roles, invitations, closed accounts."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.accounts import actions, letters, queries, second_step, sessions
from beteiligung.accounts.forms import ROLE_NAMES, InviteForm, RolesForm, roles_form
from beteiligung.accounts.models import Staff
from beteiligung.accounts.proving import proven
from beteiligung.accounts.refusals import DistrictMissing, KnownAddress, LastAdmin
from beteiligung.districts.models import District
from beteiligung.i18n import gettext as _
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in as who
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("team", __name__, url_prefix="/verwaltung")
LINK = "link"  # a one-time link waits here until the next page has shown it


@blueprint.route("/team")
@staff(Role.ADMIN)
def overview() -> str:
    """Everybody who works here, and who is invited."""
    session = db.session()
    names = queries.district_names(session)
    people = [(row, _roles(row, names)) for row in queries.team(session)]
    invited = [
        (row, _(ROLE_NAMES[Role(row.role)]), names.get(row.district_id or 0, ""))
        for row in queries.open_invitations(session, moment())
    ]
    return render_template(
        "accounts/team.html",
        people=people,
        invited=invited,
        with_step=second_step.with_step(session),
    )


@blueprint.route("/team/einladen", methods=["GET", "POST"])
@staff(Role.ADMIN)
@proven
def invite() -> ResponseReturnValue:
    """Invite somebody: the link is shown once, and sent where there is mail."""
    session = db.session()
    form = InviteForm(queries.district_names(session))
    if checked(form):
        chosen = session.get(District, int(form.district.data)) if form.district.data else None
        try:
            path = actions.invite(
                session, who(), form.email.data, Role(form.role.data), chosen, at=moment()
            )
        except KnownAddress as refusal:
            form.refuse("email", refusal)
        except DistrictMissing as refusal:
            form.refuse("district", refusal)
        else:
            answer = redirect(url_for("team.link"), 303)
            letter = letters.invitation(queries.normal(form.email.data), "de", path)
            _hand_over(answer, path, letter)
            return answer
    return render_template("accounts/invite.html", form=form), form.status


@blueprint.get("/team/link")
@staff(Role.ADMIN)
def link() -> ResponseReturnValue:
    """A new one-time link, shown once."""
    path = cookie.pop(LINK, None)
    if path is None:
        return redirect(url_for("team.overview"), 303)
    return render_template(
        "accounts/link.html", address=letters.link(path), mailed=letters.possible()
    )


@blueprint.post("/team/einladung/<int:number>/zuruecknehmen")
@staff(Role.ADMIN)
def withdraw(number: int) -> Response:
    """Take an invitation back."""
    check_token()
    actions.withdraw_invitation(db.session(), who(), number, moment())
    flash(_("The invitation has ended."), "ok")
    return redirect(url_for("team.overview"), 303)


@blueprint.route("/team/<int:number>", methods=["GET", "POST"])
@staff(Role.ADMIN)
@proven
def member(number: int) -> ResponseReturnValue:
    """Somebody's roles; changed, they hold from her next page on."""
    session = db.session()
    found = queries.member(session, number)
    kept = {f"district_{row.district_id}": row.role for row in found.memberships}
    form = roles_form(
        queries.district_names(session),
        data={"admin": queries.asker_of(found).admin, **kept},
    )
    if checked(form):
        try:
            _keep_roles(found, form)
        except LastAdmin as refusal:
            form.refuse("admin", refusal)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("team.member", number=number), 303)
    return render_template(
        "accounts/member.html",
        member=found,
        form=form,
        step=second_step.step_of(session, number),
    ), form.status


@blueprint.post("/team/<int:number>/passwort")
@staff(Role.ADMIN)
@proven
def reset(number: int) -> Response:
    """Make a one-time link to a new password."""
    check_token()
    found = queries.member(db.session(), number)
    path = actions.offer_reset(db.session(), who(), found, at=moment())
    answer = redirect(url_for("team.link"), 303)
    _hand_over(answer, path, letters.reset(found.email, found.locale, path))
    return answer


@blueprint.post("/team/<int:number>/schliessen")
@staff(Role.ADMIN)
@proven
def close(number: int) -> Response:
    """Shut somebody out, from this moment on."""
    check_token()
    found = queries.member(db.session(), number)
    actions.deactivate(db.session(), who(), found, at=moment())
    flash(_("This account is closed."), "ok")
    return redirect(url_for("team.member", number=number), 303)


@blueprint.post("/team/<int:number>/oeffnen")
@staff(Role.ADMIN)
@proven
def reopen(number: int) -> Response:
    """Let somebody in again."""
    check_token()
    found = queries.member(db.session(), number)
    actions.reactivate(db.session(), who(), found, at=moment())
    flash(_("This account is open again."), "ok")
    return redirect(url_for("team.member", number=number), 303)


@blueprint.post("/team/<int:number>/abmelden")
@staff(Role.ADMIN)
def sign_out(number: int) -> Response:
    """Sign somebody out everywhere; she may come in again."""
    check_token()
    found = queries.member(db.session(), number)
    sessions.end_all(db.session(), who(), found, at=moment())
    flash(_("This person is signed out everywhere."), "ok")
    return redirect(url_for("team.member", number=number), 303)


@blueprint.post("/team/<int:number>/zweiter-schritt/wegnehmen")
@staff(Role.ADMIN)
@proven
def take_step_away(number: int) -> Response:
    """Take away a second step that was lost; the person is told by letter."""
    check_token()
    found = queries.member(db.session(), number)
    second_step.take_away(db.session(), who(), found, at=moment())
    flash(_("The second step is taken away."), "ok")
    answer = redirect(url_for("team.member", number=number), 303)
    letters.after(answer, letters.step_taken(found.email, found.locale))
    return answer


def _roles(person: Staff, names: dict[int, str]) -> list[tuple[str, str]]:
    rows = [(_(ROLE_NAMES[Role(row.role)]), row.district_id) for row in person.memberships]
    return [(role, names.get(number or 0, "")) for role, number in rows]


def _keep_roles(person: Staff, form: RolesForm) -> None:
    session, asker, at = db.session(), who(), moment()
    actions.change_admin(session, asker, person, admin=form.admin.data, at=at)
    for number, role in form.by_district().items():
        district = session.get_one(District, number)
        actions.change_role(session, asker, person, district, role, at=at)


def _hand_over(answer: Response, path: str, letter: letters.Letter) -> None:
    cookie[LINK] = path
    letters.after(answer, letter)
