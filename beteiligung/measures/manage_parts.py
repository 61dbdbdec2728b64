"""Staff pages about the parts of a measure: its money and its indicators."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound
from beteiligung.measures import parts
from beteiligung.measures.manage import measure_here, saved, today
from beteiligung.measures.models import Indicator, Measure, MoneyLine
from beteiligung.measures.part_forms import IndicatorForm, MoneyForm, ValueForm
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("measure_parts", __name__, url_prefix="/verwaltung/massnahmen/<reference>")

NEW = "neu"
LONGEST = 9  # digits of a number


@blueprint.route("/geld/<number>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def money(reference: str, number: str) -> ResponseReturnValue:
    """A money line, or a new one: ``neu``."""
    found = measure_here(reference)
    line = None if number == NEW else _line(found, number)
    form = MoneyForm(line)
    if checked(form):
        try:
            parts.set_money(db.session(), found, line, form.values, asker=signed_in(), at=moment())
        except parts.NoAmount as refusal:
            form.refuse("planned", refusal)
        else:
            return saved(found)
    page = render_template("measures/manage/money.html", measure=found, line=line, form=form)
    return page, form.status


@blueprint.post("/geld/<number>/entfernen")
@staff(Role.MANAGER)
def remove_money(reference: str, number: str) -> Response:
    """Take a money line away."""
    check_token()
    found = measure_here(reference)
    line = _line(found, number)
    parts.remove_money(db.session(), found, line, asker=signed_in(), at=moment())
    return saved(found)


@blueprint.route("/indikator/<number>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def indicator(reference: str, number: str) -> ResponseReturnValue:
    """An indicator with its values, or a new one: ``neu``."""
    found = measure_here(reference)
    row = None if number == NEW else indicator_in(found, number)
    form = IndicatorForm(row)
    if checked(form):
        parts.set_measure_indicator(
            db.session(), found, row, form.values, asker=signed_in(), at=moment()
        )
        return saved(found)
    page = render_template("measures/manage/indicator.html", measure=found, row=row, form=form)
    return page, form.status


@blueprint.route("/indikator/<number>/wert", methods=["GET", "POST"])
@staff(Role.MANAGER)
def value(reference: str, number: str) -> ResponseReturnValue:
    """Note where an indicator is on a day."""
    found = measure_here(reference)
    row = indicator_in(found, number)
    form = ValueForm()
    if checked(form) and form.value.number is not None:
        entry = (form.on.data, form.value.number, form.n.data)
        try:
            parts.note_value(
                db.session(), found, row, entry, asker=signed_in(), at=moment(), today=today()
            )
        except parts.Future as refusal:
            form.refuse("on", refusal)
        else:
            return saved(found)
    page = render_template("measures/manage/value.html", measure=found, row=row, form=form)
    return page, form.status


@blueprint.post("/indikator/<number>/entfernen")
@staff(Role.MANAGER)
def remove_indicator(reference: str, number: str) -> Response:
    """Take an indicator away."""
    check_token()
    found = measure_here(reference)
    row = indicator_in(found, number)
    parts.remove_measure_indicator(db.session(), found, row, asker=signed_in(), at=moment())
    return saved(found)


def _line(measure: Measure, number: str) -> MoneyLine:
    return parts.money_of(measure, _number(number))


def indicator_in(measure: Measure, number: str) -> Indicator:
    """The indicator with the number in an address; `NotFound` if the measure has none such."""
    return parts.indicator_of(measure, _number(number))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST:
        raise NotFound
    return int(text)
