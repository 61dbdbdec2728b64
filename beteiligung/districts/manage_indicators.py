"""Staff pages about figures of offices in a district: brought in, looked at, removed."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.districts import queries
from beteiligung.districts.figure_file import LARGEST, Fault, of_first_lines
from beteiligung.districts.forms import IndicatorsForm
from beteiligung.districts.indicator_file import BadIndicators, NoIndicators
from beteiligung.districts.indicators import (
    WouldRename,
    import_indicators,
    indicators_of,
    remove_indicator,
)
from beteiligung.districts.models import District
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.web.lines import line
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("indicators", __name__, url_prefix="/verwaltung/stadtteile/<slug>/kennzahlen")

SHOWN_FAULTS = 20


@blueprint.route("", methods=["GET", "POST"])
@staff(Role.MANAGER)
def overview(slug: str) -> ResponseReturnValue:
    """What offices count in a district over time, and the form that brings new figures in."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    found, form = _own(slug), IndicatorsForm()
    faults: Sequence[Fault] = ()
    if checked(form):
        try:
            return _taken(found, form)
        except (NoIndicators, WouldRename) as refusal:
            form.refuse("file", refusal)
        except BadIndicators as refusal:
            form.refuse("file", refusal)
            faults = refusal.faults
    shown, more = of_first_lines(faults, SHOWN_FAULTS)
    indicators = indicators_of(db.session(), [found.area.id])
    body = render_template(
        "districts/indicators.html",
        found=found,
        form=form,
        faults=shown,
        more_faults=more,
        indicators=[(one, line(one.values)) for one in indicators],
    )
    return body, form.status


@blueprint.post("/entfernen")
@staff(Role.MANAGER)
def remove(slug: str) -> ResponseReturnValue:
    """A figure was wrong: it goes, with all its values."""
    check_token()
    found = _own(slug)
    code = request.form.get("code", "")
    remove_indicator(db.session(), signed_in(), found.area, code, at=moment())
    flash(_("The figures are removed."), "ok")
    return redirect(url_for("indicators.overview", slug=slug), 303)


def _taken(found: District, form: IndicatorsForm) -> ResponseReturnValue:
    session, asker = db.session(), signed_in()
    own = None if asker.admin else [found.area]
    lines = import_indicators(
        session, asker, form.content(), own=own, rename=form.rename.data, at=moment()
    )
    number = len(lines)
    flash(
        ngettext("%(num)s figure is taken over.", "%(num)s figures are taken over.", number), "ok"
    )
    return redirect(url_for("indicators.overview", slug=found.slug), 303)


def _own(slug: str) -> District:
    return queries.district_by_slug(db.session(), slug, signed_in().districts(Role.MANAGER))
