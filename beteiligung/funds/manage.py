"""Staff pages about funds: all of them, a new one, one, its years, shown or not, the table."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Asker, Role, staff
from beteiligung.districts.queries import areas, districts_of
from beteiligung.errors import NotFound
from beteiligung.funds import actions, queries, table
from beteiligung.funds.balance import Balance, balance
from beteiligung.funds.desk import (
    NEW,
    READERS,
    Part,
    day_of,
    form_page,
    fund_here,
    here,
    may_write,
    said,
    saved,
    timezone,
    today,
    tried,
)
from beteiligung.funds.forms import FundForm, NewFundForm, YearForm
from beteiligung.funds.kinds import STATUSES, TAGS
from beteiligung.funds.models import Fund, FundMeeting, FundYear
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.web import spreadsheets
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("fund_desk", __name__, url_prefix="/verwaltung/fonds")

YEAR_DIGITS = 4


@blueprint.get("/")
@staff(*READERS)
def overview() -> str:
    """The funds of somebody's districts, with what is left this year."""
    session, asker = db.session(), signed_in()
    return render_template(
        "funds/manage/overview.html",
        funds=[(fund, _this_year(fund), _next(fund)) for fund in _mine(session, asker)],
        day_of=day_of,
        may_write=asker.has(Role.MANAGER),
    )


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new() -> ResponseReturnValue:
    """A new fund, which only staff see at first."""
    session, asker = db.session(), signed_in()
    districts = districts_of(session, asker.districts(Role.MANAGER))
    form = NewFundForm(areas(session), districts)

    def make() -> Fund:
        slug = form.slug.data or ""
        if slug == NEW:
            raise actions.NameTaken
        return actions.create_fund(
            session, form.chosen(), slug, form.draft(), asker=asker, at=moment()
        )

    made = tried(form, {actions.NameTaken: "slug"}, make)
    if made is not None:
        return saved(made)
    parts = [[form.district, form.slug], *_parts(form)]
    return form_page(form, _("New fund"), parts, url_for("fund_desk.overview"), _("Funds"))


@blueprint.get("/<slug>/")
@staff(*READERS)
def fund(slug: str) -> str:
    """One fund: its money by year, its meetings, its applications."""
    found = fund_here(slug, *READERS)
    session = db.session()
    return render_template(
        "funds/manage/fund.html",
        fund=found,
        years=[(year, balance(session, year)) for year in found.years],
        meetings=found.meetings,
        coming=queries.coming(found, moment()),
        applications=queries.applications_of(session, found),
        statuses=STATUSES,
        tags=TAGS,
        day_of=day_of,
        now=moment(),
        may_write=may_write(found),
    )


@blueprint.route("/<slug>/bearbeiten", methods=["GET", "POST"])
@staff(Role.MANAGER)
def edit(slug: str) -> ResponseReturnValue:
    """What a fund is, for everybody."""
    found = fund_here(slug)
    form = FundForm(areas(db.session()), found)
    if checked(form):
        actions.change_fund(db.session(), found, form.draft(), asker=signed_in(), at=moment())
        return saved(found)
    return form_page(form, _("Change the fund"), _parts(form), here(found), said(found))


@blueprint.route("/<slug>/jahr/<year>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def year(slug: str, year: str) -> ResponseReturnValue:
    """The money and the rules of a year, or of a new one: ``neu``."""
    found = fund_here(slug)
    rules = None if year == NEW else _year(found, year)
    last = found.years[0] if found.years else None
    form = YearForm(
        rules or last, rules.year if rules else (last.year + 1 if last else today().year)
    )
    if rules is not None:
        del form.year

    def put() -> Fund:
        number = rules.year if rules else form.year.data
        actions.set_fund_year(
            db.session(), found, number, form.rules(), asker=signed_in(), at=moment()
        )
        return found

    if tried(form, {actions.LessThanPromised: "amount"}, put) is not None:
        return saved(found)
    title = _("Year %(year)s", year=rules.year) if rules else _("New year")
    fields = [name for name in form if name.name != "csrf_token"]
    return form_page(form, title, [fields], here(found), said(found))


@blueprint.post("/<slug>/zeigen")
@staff(Role.MANAGER)
def show(slug: str) -> Response:
    """Let everybody see a fund."""
    return _step(slug, actions.show_fund)


@blueprint.post("/<slug>/verbergen")
@staff(Role.MANAGER)
def hide(slug: str) -> Response:
    """Show a fund to staff only again."""
    return _step(slug, actions.hide_fund)


@blueprint.get("/<slug>/antraege.csv")
@staff(*READERS)
def as_csv(slug: str) -> Response:
    """All applications as a table, without who applied; ``?excel`` as Excel likes it here."""
    found = fund_here(slug, *READERS)
    excel = "excel" in request.args
    rows = list(table.for_staff(db.session(), found, timezone(), comma=excel))
    body = b"".join(spreadsheets.pieces([rows], excel=excel))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{found.slug}.csv"',
    }
    return Response(body, 200, headers, content_type="text/csv; charset=utf-8")


def funds_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """Applications whose meeting was, for those who can write down what it decided."""
    waiting = queries.undecided(session, queries.funds_of(session, asker, Role.MANAGER), at)
    if not waiting:
        return []
    line = ngettext(
        "The decision on %(num)s application to a fund is not written down yet.",
        "The decisions on %(num)s applications to a fund are not written down yet.",
        len(waiting),
    )
    first = waiting[0]
    slug, reference = first.fund.slug, first.reference
    address = url_for("fund_applications.application", slug=slug, reference=reference)
    return [Due(line=line, href=address)]


def _mine(session: Session, asker: Asker) -> list[Fund]:
    return queries.funds_of(session, asker, *READERS)


def _this_year(fund: Fund) -> tuple[FundYear, Balance] | None:
    found = queries.year_of(fund, today().year)
    return None if found is None else (found, balance(db.session(), found))


def _next(fund: Fund) -> FundMeeting | None:
    return next(iter(queries.coming(fund, moment())), None)


def _year(fund: Fund, text: str) -> FundYear:
    digits = text.isascii() and text.isdigit() and len(text) <= YEAR_DIGITS
    found = queries.year_of(fund, int(text)) if digits else None
    if found is None:
        raise NotFound
    return found


def _parts(form: FundForm) -> list[Part]:
    return [
        form.name, form.about, form.body, form.apply, [form.area, form.programme, form.keep_months]
    ]  # fmt: skip


def _step(slug: str, step: Callable[..., Any]) -> Response:
    check_token()
    found = fund_here(slug)
    step(db.session(), found, asker=signed_in(), at=moment())
    return saved(found)
