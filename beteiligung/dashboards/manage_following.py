"""Staff pages that follow printed codes: what each brought, which may be gone, which stand out."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.clock import local_date
from beteiligung.dashboards import following_file
from beteiligung.dashboards.following import Followed, followed
from beteiligung.dashboards.following_forms import FollowForm
from beteiligung.dashboards.following_words import page_of
from beteiligung.dashboards.looking import LOOKERS, open_until, timezone
from beteiligung.districts.queries import districts_of
from beteiligung.errors import NotFound, Refusal
from beteiligung.qrcodes.manage import targets_of
from beteiligung.qrcodes.scans import Wanted, listed
from beteiligung.qrcodes.subjects import survey_of
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import surveys_of
from beteiligung.web.layout import say
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.spreadsheets import pieces

blueprint = Blueprint("following", __name__, url_prefix="/verwaltung/codes/verfolgen")

FOLLOWERS = (Role.MANAGER, Role.PILOT)


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody follows: the filter of the address, and the codes where it fits."""

    form: FollowForm
    found: list[Followed]
    any_: bool  # whether there is any code at all
    survey: Survey | None
    open_: bool


@blueprint.get("")
@staff(*FOLLOWERS)
def overview() -> ResponseReturnValue:
    """Every code with what it brought; list first, pictures second."""
    looked = _look()
    form = looked.form
    page = page_of(
        looked.found,
        today=local_date(moment(), timezone()),
        patience=form.tage.data,
        alone=bool(form.chosen_code),
        open_=looked.open_,
    )
    drawn = render_template(
        "dashboards/following.html",
        filter=form,
        address=form.address(),
        page=page,
        any_=looked.any_,
        titles={one.path: say(one.title) for one in form.targets.values() if one.path},
        survey=looked.survey,
        open_=looked.open_,
    )
    return drawn, Refusal.status if form.errors else 200


@blueprint.get(".csv")
@staff(*FOLLOWERS)
def file() -> Response:
    """The same codes by day, as a table for spreadsheets."""
    looked = _look()
    if looked.form.errors:
        raise NotFound
    rows = following_file.rows(looked.found, open_=looked.open_)
    return Response(
        b"".join(pieces([rows], excel=True)),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="codes.csv"',
            "Cache-Control": "no-store",
        },
    )


def _look() -> Looked:
    session, asker = db.session(), signed_in()
    allowed = asker.districts(*FOLLOWERS)
    codes = listed(session, Wanted(allowed))
    form = FollowForm(
        request.args,
        targets=targets_of(session, allowed),
        districts=districts_of(session, allowed),
        codes=codes,
    )
    if not form.validate():
        return Looked(form, [], any_=True, survey=None, open_=False)
    surveys, wanted = surveys_of(session, asker, *FOLLOWERS), form.wanted(allowed)
    slug = survey_of(wanted.path or "")
    survey = next((each for each in surveys if each.slug == slug), None)
    open_ = survey is not None and asker.has(*LOOKERS) and open_until(survey) is not None
    found = followed(
        session,
        wanted,
        surveys,
        period=form.period,
        at=moment(),
        timezone=timezone(),
        open_=open_,
    )
    alone = form.chosen_code
    if alone:
        found = [each for each in found if each.code.code == alone]
        if not found:
            raise NotFound
    return Looked(form, found, any_=bool(codes), survey=survey, open_=open_)
