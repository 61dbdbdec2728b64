"""Staff pages about the meetings of a fund: when they are, and what is on their agenda."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound
from beteiligung.funds import agenda, queries
from beteiligung.funds.balance import balance
from beteiligung.funds.desk import (
    NEW,
    READERS,
    day_of,
    form_page,
    fund_here,
    here,
    may_write,
    said,
    saved,
    timezone,
    tried,
)
from beteiligung.funds.forms import MeetingForm
from beteiligung.funds.kinds import APPLICANTS, STATUSES, TAGS, WAITING
from beteiligung.funds.models import Fund, FundMeeting
from beteiligung.funds.rules import own_of
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("fund_meetings", __name__, url_prefix="/verwaltung/fonds/<slug>/sitzung")

LONGEST = 9  # digits of a number


@blueprint.get("/<number>")
@staff(*READERS)
def meeting(slug: str, number: str) -> str:
    """The agenda of a meeting, to print and to go through."""
    found = fund_here(slug, *READERS)
    one = _meeting(found, number)
    applications = queries.applications_of(db.session(), found, meeting=one)
    year = queries.year_of(found, day_of(one).year)
    return render_template(
        "funds/manage/meeting.html",
        fund=found,
        meeting=one,
        applications=applications,
        asked=sum(each.requested for each in applications if each.status in WAITING),
        free=balance(db.session(), year).free if year else None,
        year=day_of(one).year,
        own_of=own_of,
        applicants=APPLICANTS,
        statuses=STATUSES,
        tags=TAGS,
        may_write=may_write(found),
        is_over=one.at <= moment(),
    )


@blueprint.route("/<number>/aendern", methods=["GET", "POST"])
@staff(Role.MANAGER)
def edit(slug: str, number: str) -> ResponseReturnValue:
    """When and where a meeting is, or a new one: ``neu``."""
    found = fund_here(slug)
    one = None if number == NEW else _meeting(found, number)
    form = MeetingForm(one, timezone())

    def put() -> FundMeeting:
        return agenda.set_fund_meeting(
            db.session(), found, one, form.at(),
            place=form.place.data or "", is_public=form.is_public.data, timezone=timezone(),
            asker=signed_in(), at=moment(),
        )  # fmt: skip

    if tried(form, {agenda.NoRules: "begins", agenda.MeetingWas: "begins"}, put) is not None:
        return saved(found)
    title = _("Move the meeting") if one else _("New meeting")
    return form_page(
        form, title, [[form.begins, form.place, form.is_public]], here(found), said(found)
    )


@blueprint.post("/<number>/absagen")
@staff(Role.MANAGER)
def cancel(slug: str, number: str) -> Response:
    """Cancel a meeting; its agenda goes to the next one."""
    check_token()
    found = fund_here(slug)
    one = _meeting(found, number)
    moved = agenda.cancel_fund_meeting(
        db.session(), one, timezone=timezone(), asker=signed_in(), at=moment()
    )
    words = ngettext(
        "The meeting is cancelled; %(num)s application goes to the next one.",
        "The meeting is cancelled; %(num)s applications go to the next one.",
        moved,
    )
    return saved(found, words)


def _meeting(fund: Fund, text: str) -> FundMeeting:
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST:
        raise NotFound
    return queries.meeting_of(fund, int(text))
