"""Staff pages about who lives in a district: figures brought in, looked at, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.districts import queries
from beteiligung.districts.figure_file import LARGEST, Fault, of_first_lines
from beteiligung.districts.forms import MarginsForm
from beteiligung.districts.margin_file import BadMargins, NoMargins
from beteiligung.districts.margins import Apart, WouldReplace, import_margins, remove_margins
from beteiligung.districts.models import District
from beteiligung.districts.population import (
    AGE,
    GENDER,
    People,
    lacking,
    people_of,
    used,
)
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("margins", __name__, url_prefix="/verwaltung/stadtteile/<slug>/bevoelkerung")

SHOWN_FAULTS = 20
VARIABLES = {AGE: N_("Age"), GENDER: N_("Gender")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as the page shows it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@blueprint.route("", methods=["GET", "POST"])
@staff(Role.MANAGER)
def overview(slug: str) -> ResponseReturnValue:
    """The figures of a district's area by day, and the form that brings new ones in."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    found, form = _own(slug), MarginsForm()
    faults: Sequence[Fault] = ()
    if checked(form):
        try:
            return _taken(found, form)
        except (NoMargins, WouldReplace, Apart) as refusal:
            form.refuse("file", refusal)
        except BadMargins as refusal:
            form.refuse("file", refusal)
            faults = refusal.faults
    shown, more = of_first_lines(faults, SHOWN_FAULTS)
    tables = people_of(db.session(), [found.area.id])[found.area.id]
    body = render_template(
        "districts/margins.html",
        found=found,
        form=form,
        faults=shown,
        more_faults=more,
        days=[(day, list(same)) for day, same in groupby(tables, key=lambda table: table.day)],
        sheet=sheet,
        gaps=lambda table: lacking(table, tables),
        used=used(tables),
    )
    return body, form.status


@blueprint.post("/<day>/entfernen")
@staff(Role.MANAGER)
def remove(slug: str, day: str) -> ResponseReturnValue:
    """Figures of one day were wrong: they go."""
    check_token()
    found = _own(slug)
    try:
        which = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    remove_margins(db.session(), signed_in(), found.area, day=which, at=moment())
    flash(_("The figures are removed."), "ok")
    return redirect(url_for("margins.overview", slug=slug), 303)


def variable_name(name: str) -> str:
    """What a variable of the residents is called."""
    return _(VARIABLES[name]) if name in VARIABLES else name


def sheet(table: People) -> Sheet:
    """A table of people: one variable in a list, two as rows and columns."""
    number = i18n.number
    title = " × ".join(variable_name(name) for name in table.variables)
    if len(table.variables) == 1:
        rows = tuple((codes[0], number(count)) for codes, count in table.counts.items())
        return Sheet(title, (title, _("People")), (*rows, (_("Together"), number(table.total))))
    first, second = (table.of(name).counts for name in table.variables)
    lines = [
        (code, *(number(table.counts.get((code, column), 0)) for (column,) in second), number(n))
        for (code,), n in first.items()
    ]
    sums = (_("Together"), *map(number, second.values()), number(table.total))
    heads = (variable_name(table.variables[0]), *(column for (column,) in second), _("Together"))
    return Sheet(title, heads, (*lines, sums))


def _taken(found: District, form: MarginsForm) -> ResponseReturnValue:
    session, asker = db.session(), signed_in()
    own = None if asker.admin else [found.area]
    lines = import_margins(
        session, asker, form.content(), own=own, replace=form.replace.data, at=moment()
    )
    number = len(lines)
    flash(
        ngettext("%(num)s figure is taken over.", "%(num)s figures are taken over.", number), "ok"
    )
    brought = {(line.area.id, line.day) for line in lines}
    known = people_of(session, {area for area, _day in brought})
    if any(
        (area, one.day) in brought and lacking(one, tables)
        for area, tables in known.items()
        for one in tables
    ):
        flash(_("Not all of them are used: groups are missing, which are named below."), "warn")
    return redirect(url_for("margins.overview", slug=found.slug), 303)


def _own(slug: str) -> District:
    return queries.district_by_slug(db.session(), slug, signed_in().districts(Role.MANAGER))
