"""Staff pages about the city's plans: which there are, with their goals; new ones by file."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import staff
from beteiligung.districts.figure_file import LARGEST, Fault
from beteiligung.i18n import ngettext
from beteiligung.measures import queries
from beteiligung.measures.forms import PlansForm
from beteiligung.measures.manage import READERS, today
from beteiligung.measures.plan_file import BadPlans, NoPlans
from beteiligung.measures.planning import import_plans
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("plans", __name__, url_prefix="/verwaltung/massnahmen/plaene")

SHOWN_FAULTS = 20


@blueprint.get("")
@staff(*READERS)
def overview() -> ResponseReturnValue:
    """The plans with their goals; administrators bring new ones in."""
    return _page(PlansForm(), ())


@blueprint.post("")
@staff()
def bring_in() -> ResponseReturnValue:
    """Take over a file of goals, all of it or nothing: plans are the whole city's."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    form = PlansForm()
    faults: Sequence[Fault] = ()
    if checked(form):
        try:
            lines = import_plans(db.session(), signed_in(), form.content(), at=moment())
        except NoPlans as refusal:
            form.refuse("file", refusal)
        except BadPlans as refusal:
            form.refuse("file", refusal)
            faults = refusal.faults
        else:
            n = len(lines)
            flash(ngettext("%(num)s goal is taken over.", "%(num)s goals are taken over.", n), "ok")
            return redirect(url_for("plans.overview"), 303)
    return _page(form, faults)


def _page(form: PlansForm, faults: Sequence[Fault]) -> ResponseReturnValue:
    page = render_template(
        "measures/manage/plans.html",
        plans=queries.plans(db.session()),
        today=today(),
        form=form,
        faults=faults[:SHOWN_FAULTS],
        more_faults=len(faults[SHOWN_FAULTS:]),
        may_bring=signed_in().admin,
    )
    return page, form.status
