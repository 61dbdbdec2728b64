"""Staff pages about what tablets brought otherwise: set aside with a reason, or in a file."""

from collections import Counter
from collections.abc import Iterator, Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.audit import note
from beteiligung.fieldwork import actions, keys, queries
from beteiligung.fieldwork.forms import QueueForm
from beteiligung.fieldwork.inside import Inside, in_words, inside_of
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
from beteiligung.surveys.recording import SurveyPaused
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
    names = keys.by_name(current_app.extensions["settings"])
    rows = queries.set_aside(db.session(), allowed_here())
    found = [(row, inside_of(names, row)) for row in rows]
    return render_template(
        "fieldwork/aside.html",
        rows=[(row, _named(inside), Reason(row.reason)) for row, inside in found],
        together=list(_together(found)),
        words=WORDS,
        mended=MENDED,
    )


@blueprint.post(f"{ASIDE}/<int:number>/annehmen")
@staff(Role.MANAGER)
def accept(number: int) -> Response:
    """Take in what was set aside; or all of the same tablet that was so for the same reason."""
    check_token()
    parcel = _waiting(number)
    flash(_result(_accept_all(parcel) if "all" in request.form else [_accept(parcel)]), "ok")
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
    flash(_result(receipts), "ok")
    return redirect(url_for("tablets.tablet", number=number), 303)


def _result(receipts: Sequence[Receipt]) -> str:
    """What is new, and of which kinds; how much was known already or could not be counted."""
    before, never = (Outcome.KNOWN, Outcome.SETTLED), (Outcome.ASIDE, Outcome.WAITS)
    known = sum(each.outcome in before for each in receipts)
    aside = sum(each.outcome in never for each in receipts)
    new = Counter(each.kind for each in receipts if each.outcome not in before + never)
    n = new.total()
    said = [ngettext("%(num)s entry was taken in.", "%(num)s entries were taken in.", n)]
    if n:
        said.append(_("Among them: %(kinds)s.", kinds=in_words(new)))
    if known:
        said.append(ngettext("%(num)s was known already.", "%(num)s were known already.", known))
    if aside:
        said.append(
            ngettext("%(num)s could not be counted.", "%(num)s could not be counted.", aside)
        )
    return " ".join(said)


def _together(found: list[tuple[Parcel, Inside]]) -> Iterator[tuple[Parcel, Reason, int, str]]:
    """What can be taken in at once: of one tablet and for one reason; how much, of which kinds."""
    alike: dict[tuple[int, str], list[tuple[Parcel, Inside]]] = {}
    for row, inside in found:
        alike.setdefault((row.tablet_id, row.reason), []).append((row, inside))
    for (_tablet, reason), these in alike.items():
        if len(these) > 1 and reason in MENDED:
            kinds = in_words(Counter(inside.sort for _row, inside in these))
            yield these[0][0], Reason(reason), len(these), kinds


def _named(found: Inside) -> str:
    """What it is, in words, and the title of the survey that it belongs to."""
    running = shelf().get(found.survey) if found.survey else None
    title = phrase(running.questionnaire.title).text if running else ""
    return ": ".join(filter(None, (_(found.kind), title)))


def _accept_all(like: Parcel) -> list[Receipt]:
    """Take in all of the same tablet and reason; what cannot be stays, with its reason.

    In two rounds: what corrects something may come before it.
    """
    left = [
        other
        for other in queries.set_aside(db.session(), allowed_here())
        if (other.tablet_id, other.reason) == (like.tablet_id, like.reason)
    ]
    taken: list[Receipt] = []
    for _round in range(2):
        tried = [(other, _accepted(other)) for other in left]
        taken += [receipt for _other, receipt in tried if receipt]
        left = [other for other, receipt in tried if receipt is None]
    return taken + [Receipt("", Outcome.ASIDE) for _other in left]


def _accepted(parcel: Parcel) -> Receipt | None:
    try:
        return _accept(parcel)
    except (NotMended, SurveyPaused):
        return None


def _accept(parcel: Parcel) -> Receipt:
    session, number, reason = db.session(), parcel.id, parcel.reason
    if Reason(reason) not in MENDED:
        raise NotMended(WORDS[Reason(reason)])
    try:
        receipt = take_anyway(session, desk(), parcel)
    except Aside as no:
        raise NotMended(WORDS[no.reason]) from None
    note(session, signed_in(), "take_parcel_in", f"parcel:{number}", at=moment(), reason=reason)
    _mix([receipt])
    return receipt


def _waiting(number: int) -> Parcel:
    parcel = queries.parcel(db.session(), number, allowed_here())
    if parcel.fate != Fate.WAITS:
        raise NotMended(_SETTLED)
    return parcel


def _mix(receipts: list[Receipt]) -> None:
    for receipt in receipts:
        if receipt.contact_of is not None:
            ledger().note("contact", receipt.contact_of)
