"""Staff pages about pots: a few questions and which pots fit; the table, brought in by file."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import staff
from beteiligung.districts.figure_file import LARGEST, Fault
from beteiligung.districts.models import Area
from beteiligung.districts.queries import areas
from beteiligung.errors import Refusal
from beteiligung.funds import pot_file, pots, queries
from beteiligung.funds.desk import READERS, today
from beteiligung.funds.kinds import APPLICANTS
from beteiligung.funds.models import Fund, FundMeeting
from beteiligung.funds.routing_forms import PotsForm
from beteiligung.i18n import ngettext
from beteiligung.measures.money import cents
from beteiligung.web import spreadsheets
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("pots", __name__, url_prefix="/verwaltung/toepfe")

SHOWN_FAULTS = 20
YES_NO = {"ja": True, "nein": False}


@blueprint.get("")
@staff(*READERS)
def overview() -> ResponseReturnValue:
    """Where a project could get money: those pots first that fit what was answered."""
    return _page(PotsForm(), ())


@blueprint.post("")
@staff()
def bring_in() -> ResponseReturnValue:
    """Take over a table of pots, all of it or nothing: it is the whole city's."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    form = PotsForm()
    faults: Sequence[Fault] = ()
    if checked(form):
        try:
            lines = pots.import_pots(db.session(), form.content(), asker=signed_in(), at=moment())
        except pot_file.NoPots as refusal:
            form.refuse("file", refusal)
        except pot_file.BadPots as refusal:
            form.refuse("file", refusal)
            faults = refusal.faults
        else:
            n = len(lines)
            flash(ngettext("%(num)s pot is taken over.", "%(num)s pots are taken over.", n), "ok")
            return redirect(url_for("pots.overview"), 303)
    return _page(form, faults)


@blueprint.get("/tabelle.csv")
@staff(*READERS)
def table() -> Response:
    """The table as a file that can be changed and brought in again."""
    rows = [
        [spreadsheets.harmless(cell) for cell in row]
        for row in pot_file.written(pots.pots(db.session()))
    ]
    body = b"".join(spreadsheets.pieces([rows], excel=True))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="toepfe.csv"',
    }
    return Response(body, 200, headers, content_type="text/csv; charset=utf-8")


def _page(form: PotsForm, faults: Sequence[Fault]) -> ResponseReturnValue:
    session, asked = db.session(), request.args
    known = areas(session)
    amount, wrong = _amount(asked.get("betrag", ""))
    area = next((row for row in known if str(row.id) == asked.get("gebiet")), None)
    project = _project(area, amount)
    found = pots.fitting(pots.pots(session), project)
    page = render_template(
        "funds/manage/pots.html",
        fits=[fit for fit in found if fit.fits],
        others=[fit for fit in found if not fit.fits],
        asked=asked,
        is_asked=any(asked.values()),
        wrong=wrong,
        areas=known,
        amount=amount,
        names={row.code: row.named for row in known},
        area=area,
        applicants=APPLICANTS,
        meetings={fund.slug: _next(fund) for fund in queries.funds_of(session, signed_in())},
        form=form,
        faults=faults[:SHOWN_FAULTS],
        more_faults=len(faults[SHOWN_FAULTS:]),
        may_bring=signed_in().admin,
    )
    return page, form.status


def _project(area: Area | None, amount: int | None) -> pots.Project:
    who = request.args.get("wer", "")
    return pots.Project(
        areas=pots.numbers_of(area),
        amount=amount,
        investive=YES_NO.get(request.args.get("bleibt", "")),
        applicant=who if who in APPLICANTS else "",
        day=today(),
    )


def _amount(typed: str) -> tuple[int | None, str]:
    """The amount that was typed, and what is wrong with it."""
    try:
        return (cents(typed) if typed.strip() else None), ""
    except Refusal as refusal:
        return None, refusal.message


def _next(fund: Fund) -> FundMeeting | None:
    return queries.taking(fund, today())
