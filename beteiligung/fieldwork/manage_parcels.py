"""Staff pages about what tablets brought otherwise: set aside with a reason, or in a file."""

from collections import Counter
from contextlib import suppress

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.audit import note
from beteiligung.fieldwork import actions, keys, queries
from beteiligung.fieldwork.forms import QueueForm
from beteiligung.fieldwork.inside import inside_of
from beteiligung.fieldwork.intake import Outcome, Receipt, take_anyway, take_in
from beteiligung.fieldwork.interviews import Aside
from beteiligung.fieldwork.manage import allowed_here, one, shown
from beteiligung.fieldwork.models import Fate, Parcel
from beteiligung.fieldwork.queue_file import LARGEST, parcels_in
from beteiligung.fieldwork.reasons import MENDED, WORDS, Reason
from beteiligung.fieldwork.refusals import NoQueue, NotMended
from beteiligung.fieldwork.views_contact import desk
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext, phrase
from beteiligung.surveys.views import shelf
from beteiligung.text import N_
from beteiligung.web.ledger import ledger
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("parcels", __name__, url_prefix="/verwaltung/tablets")
ASIDE = "/zurueckgestellt"
_SETTLED = N_("Somebody has already decided about this.")


@blueprint.get(ASIDE)
@staff(Role.MANAGER)
def overview() -> str:
    """What was set aside, why, and what can be done."""
    rows = queries.set_aside(db.session(), allowed_here())
    alike = Counter((row.tablet_id, row.reason) for row in rows)
    return render_template(
        "fieldwork/aside.html",
        rows=[
            (row, _inside(row), Reason(row.reason), alike[row.tablet_id, row.reason])
            for row in rows
        ],
        words=WORDS,
        mended=MENDED,
    )


@blueprint.post(f"{ASIDE}/<int:number>/annehmen")
@staff(Role.MANAGER)
def accept(number: int) -> Response:
    """Take in what was set aside; or all of the same tablet that was so for the same reason."""
    check_token()
    parcel = _waiting(number)
    _accept(parcel)
    n = 1
    if "all" in request.form:
        for other in queries.set_aside(db.session(), allowed_here()):
            if (other.tablet_id, other.reason) == (parcel.tablet_id, parcel.reason):
                with suppress(NotMended):  # it stays, with its reason
                    _accept(other)
                    n += 1
    flash(ngettext("%(num)s entry was taken in.", "%(num)s entries were taken in.", n), "ok")
    return redirect(url_for("parcels.overview"), 303)


@blueprint.post(f"{ASIDE}/<int:number>/loeschen")
@staff(Role.MANAGER)
def delete(number: int) -> Response:
    """Delete what was set aside; the tablet then deletes it too."""
    check_token()
    actions.delete_parcel(db.session(), signed_in(), _waiting(number), at=moment())
    flash(_("Deleted."), "ok")
    return redirect(url_for("parcels.overview"), 303)


@blueprint.post("/<int:number>/einlesen")
@staff(Role.MANAGER)
def read_in(number: int) -> ResponseReturnValue:
    """Take in the file in which a tablet has saved what waits on it."""
    request.max_content_length = LARGEST
    session, tablet, form = db.session(), one(number), QueueForm()
    if not checked(form):
        return shown(tablet, form), form.status
    try:
        parcels = parcels_in(form.content())
    except NoQueue as refusal:
        form.refuse("file", refusal)
        return shown(tablet, form), form.status
    receipts = take_in(session, desk(), tablet, parcels)
    counts = Counter(each.outcome for each in receipts)
    note(
        session,
        signed_in(),
        "read_queue_in",
        f"tablet:{tablet.id}",
        at=moment(),
        **{outcome.value: n for outcome, n in counts.items()},
    )
    _mix(receipts)
    flash(_result(counts), "ok")
    return redirect(url_for("tablets.tablet", number=number), 303)


def _result(counts: Counter[Outcome]) -> str:
    known = counts[Outcome.KNOWN] + counts[Outcome.SETTLED]
    aside = counts[Outcome.ASIDE] + counts[Outcome.WAITS]
    kept = counts.total() - known - aside
    return " ".join(
        (
            ngettext("%(num)s entry was taken in.", "%(num)s entries were taken in.", kept),
            ngettext("%(num)s was known already.", "%(num)s were known already.", known),
            ngettext("%(num)s could not be counted.", "%(num)s could not be counted.", aside),
        )
    )


def _inside(parcel: Parcel) -> str:
    """What it is, in words, and the title of the survey that it belongs to."""
    found = inside_of(keys.by_name(current_app.extensions["settings"]), parcel)
    running = shelf().get(found.survey) if found.survey else None
    title = phrase(running.questionnaire.title).text if running else ""
    return ": ".join(filter(None, (_(found.kind), title)))


def _accept(parcel: Parcel) -> None:
    session, number, reason = db.session(), parcel.id, parcel.reason
    if Reason(reason) not in MENDED:
        raise NotMended(WORDS[Reason(reason)])
    try:
        receipt = take_anyway(session, desk(), parcel)
    except Aside as no:
        raise NotMended(WORDS[no.reason]) from None
    note(session, signed_in(), "take_parcel_in", f"parcel:{number}", at=moment(), reason=reason)
    _mix([receipt])


def _waiting(number: int) -> Parcel:
    parcel = queries.parcel(db.session(), number, allowed_here())
    if parcel.fate != Fate.WAITS:
        raise NotMended(_SETTLED)
    return parcel


def _mix(receipts: list[Receipt]) -> None:
    for receipt in receipts:
        if receipt.contact_of is not None:
            ledger().note("contact", receipt.contact_of)
