"""The report of a district for everybody: as a page, as a PDF, and as a text to work with."""

from collections.abc import Callable
from typing import cast

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.clock import local_date
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.districts.queries import district_by_slug
from beteiligung.locales import SOURCE
from beteiligung.reports.blocks import Cell, Chart, Items, Report, Rows, Title, Words
from beteiligung.reports.district import report_of
from beteiligung.reports.forms import PeriodForm
from beteiligung.reports.report_odt import odt
from beteiligung.reports.report_pdf import numbers, pdf
from beteiligung.web.hosts import outside
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment

blueprint = Blueprint("report", __name__)

HERE = "/de/bericht/<district>"  # in German only: it is written for German offices
A_MINUTE = 6  # files for one network: each is made anew
KINDS = {
    Words: "words",
    Items: "items",
    Rows: "rows",
    Chart: "chart",
    Title: "title",
}
PDF, ODT = "application/pdf", "application/vnd.oasis.opendocument.text"


@blueprint.get(HERE)
@public
def page(district: str) -> Response | tuple[str, int]:
    """The report on a page; without a period, of this year so far."""
    form = _form()
    if not form.validate():
        return _page(district, form, None), 422
    return Response(_page(district, form, _report(district, form)), mimetype="text/html")


@blueprint.get(f"{HERE}.pdf")
@public
def as_pdf(district: str) -> Response | tuple[str, int]:
    """The report to print."""
    return _file(district, pdf, PDF, "pdf")


@blueprint.get(f"{HERE}.odt")
@public
def as_odt(district: str) -> Response | tuple[str, int]:
    """The report to work with."""
    return _file(district, odt, ODT, "odt")


def _file(
    district: str, make: Callable[[Report], bytes], kind: str, ending: str
) -> Response | tuple[str, int]:
    form = _form()
    if not form.validate():
        return _page(district, form, None), 422
    gate().take("reports", request.remote_addr or "", A_MINUTE)
    with i18n.speaking(SOURCE):
        made = make(_report(district, form))
    answer = Response(made, 200, {"Cache-Control": "no-cache"}, content_type=kind)
    name = f"bericht-{district}-{form.period.first}-{form.period.last}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _form() -> PeriodForm:
    i18n.use(SOURCE)
    return PeriodForm(request.args, local_date(moment(), _settings().timezone))


def _report(district: str, form: PeriodForm) -> Report:
    found = district_by_slug(session(), district)
    chosen = {"von": form.period.first.isoformat(), "bis": form.period.last.isoformat()}
    return report_of(
        session(),
        found,
        form.period,
        moment(),
        timezone=_settings().timezone,
        by=i18n.phrase(site_texts().get("byline")).text or _settings().name,
        address=outside("report.page", district=district, **chosen),
    )


def _page(district: str, form: PeriodForm, report: Report | None) -> str:
    found = district_by_slug(session(), district)
    return render_template(
        "reports/report.html",
        district=found,
        about=(found.id,),
        form=form,
        report=report,
        kind=lambda block: KINDS[type(block)],
        numbers=numbers,
        marked=_marked,
        rows_of=lambda rows: [[_marked(cell) for cell in row] for row in rows],
    )


def _marked(cell: Cell) -> str | Markup:
    """Words, with their language where they have one of their own."""
    if isinstance(cell, str):
        return cell
    direction = "rtl" if cell.rtl else "ltr"
    return Markup('<span lang="{}" dir="{}">{}</span>').format(cell.lang, direction, cell.text)


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])
