"""Residents' pages of funds: which there are; one: its money, its meetings, what was decided."""

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from beteiligung.access import public
from beteiligung.clock import local_date
from beteiligung.db import session
from beteiligung.districts.queries import districts_of
from beteiligung.funds import queries, table
from beteiligung.funds.balance import balance
from beteiligung.funds.cards import until
from beteiligung.funds.kinds import APPLICANTS, STATUSES, TAGS
from beteiligung.web import spreadsheets
from beteiligung.web.moment import moment

blueprint = Blueprint("funds", __name__)


@blueprint.get("/<lang:lang>/fonds/")
@public
def overview() -> str:
    """The funds of all districts."""
    found = [
        fund
        for row in districts_of(session(), None)
        for fund in queries.public_funds(session(), row.id)
    ]
    return render_template(
        "funds/overview.html", funds=[(fund, until(fund, moment())) for fund in found]
    )


@blueprint.get("/<lang:lang>/fonds/<slug>")
@public
def fund(slug: str) -> str:
    """What a fund is, who decides, until when to apply, what was granted and what is left."""
    found, timezone = queries.public_fund(session(), slug), _timezone()
    today = local_date(moment(), timezone)
    year = queries.year_of(found, today.year)
    return render_template(
        "funds/fund.html",
        fund=found,
        about=(found.district_id,),
        rules=queries.rules_on(found, today),
        meetings=queries.coming(found, moment(), public=True),
        today=today,
        this_year=(year, balance(session(), year)) if year else None,
        decided=queries.decided(session(), found),
        day_of=lambda meeting: queries.day_of(meeting, timezone),
        applicants=APPLICANTS,
        statuses=STATUSES,
        tags=TAGS,
    )


@blueprint.get("/daten/fonds/<slug>.csv")
@public
def data(slug: str) -> Response:
    """The money of a fund and what was decided, as a table; ``?excel`` as Excel likes it here."""
    found = queries.public_fund(session(), slug)
    rows = list(table.for_all(session(), found, _timezone()))
    body = b"".join(spreadsheets.pieces([rows], excel="excel" in request.args))
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{found.slug}.csv"',
    }
    return Response(body, 200, headers, content_type="text/csv; charset=utf-8")


def _timezone() -> str:
    return str(current_app.extensions["settings"].timezone)
