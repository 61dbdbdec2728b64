"""What the pages of the editor share: the draft in hand, saving a part, two people at once."""

from collections.abc import Callable
from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db, i18n
from beteiligung.authoring import actions, queries, sheets
from beteiligung.authoring.arranging import arranged
from beteiligung.authoring.conflicts import common_base, differences, settled
from beteiligung.authoring.forms import PartForm
from beteiligung.authoring.parts import Part, Values, mark
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.surveys.document import LARGEST, DocumentRefused
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.surveys.standing import placed
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

MOST_FIELDS = 50_000
A_DAY = timedelta(days=1)  # how far back a page that stood open looks for what it began with
CONFLICT = 409


def in_hand(slug: str) -> Survey:
    """The survey that is being edited; held while it is written."""
    request.max_content_length = request.max_form_memory_size = 2 * LARGEST
    request.max_form_parts = MOST_FIELDS
    writes = request.method not in SAFE_METHODS
    return queries.survey_to_edit(db.session(), slug, signed_in(), hold=writes)


def locked(survey: Survey) -> sheets.Locked:
    """What is published of a survey and keeps its codes."""
    version = newest_version(db.session(), survey)
    return sheets.locked_by(version.document if version else None)


def by_itself() -> bool:
    """Whether the page saves without anybody having pressed a button."""
    return request.accept_mimetypes.best == "application/json"


def save_part(
    survey: Survey,
    part: Part,
    form: PartForm,
    page: Callable[[PartForm], str],
    address: Callable[[Values], str],
) -> ResponseReturnValue:
    """Show a part, or keep what its form brought; never over what somebody else wrote meanwhile."""
    if not checked(form):
        return _unsaved(form) if form.errors and by_itself() else (page(form), form.status)
    theirs, mine = part.read(survey.draft) or {}, form.values()
    if form.seen.data != mark(theirs):
        return _conflict(survey, part, form, mine, theirs)
    mine = settled(part, mine, theirs, request.form)
    mine, spot = arranged(part, mine, request.form.get("do", ""))
    try:
        actions.change_draft(
            db.session(),
            survey,
            part.write(survey.draft, mine),
            what=part.what,
            place=part.place,
            asker=signed_in(),
            at=moment(),
            continuing=by_itself(),
        )
    except Refusal as refusal:
        form.form_errors += _sentences(survey, refusal)
        return _unsaved(form) if by_itself() else (page(form), form.status)
    return _saved(survey, part, form, address(mine), spot)


def _saved(
    survey: Survey, part: Part, form: PartForm, address: str, spot: str
) -> ResponseReturnValue:
    if by_itself():
        time = i18n.time_text(moment())
        seen = mark(sheets_again(survey, part, address))
        return {"seen": seen, "address": address, "said": _("Saved %(time)s", time=time)}
    if form.formatted:
        flash(_("Formatting from another program was taken away; the words are here."), "warn")
    if not request.form.get("do"):
        flash(_("Saved."), "ok")
    return redirect(address + (f"#{spot}" if spot else ""), 303)


def sheets_again(survey: Survey, part: Part, address: str) -> Values | None:
    """A part as it stands after saving, also if the question has another id now."""
    found = part.read(survey.draft)
    if found is None:
        name = address.rpartition("/")[2]
        renamed = sheets.question(survey.draft, name, locked(survey))
        found = renamed.read(survey.draft) if renamed else None
    return found


def _unsaved(form: PartForm) -> ResponseReturnValue:
    return {"said": _("Not saved yet:") + " " + " ".join(text for _id, text in form.faults)}, 422


def _sentences(survey: Survey, refusal: Refusal) -> list[str]:
    if isinstance(refusal, DocumentRefused):
        found = placed(survey.draft, refusal.findings)
        return [f"{finding.place}: {finding.sentence}" for finding in found]
    return [_(refusal.message, **refusal.values)]


def _conflict(
    survey: Survey, part: Part, form: PartForm, mine: Values, theirs: Values
) -> ResponseReturnValue:
    if by_itself():
        said = _("Not saved: somebody else has changed this meanwhile. Press “Save” to compare.")
        return {"said": said, "conflict": True}, CONFLICT
    session = db.session()
    drafts = queries.earlier_drafts(session, survey, moment() - A_DAY)
    base = common_base(part, drafts, form.seen.data)
    last = queries.last_step(session, survey)
    page = render_template(
        "authoring/conflict.html",
        survey=survey,
        form=form,
        differences=list(differences(part, mine, theirs, base)),
        known=base is not None,
        who=last.who if last else "",
        seen=mark(theirs),
        sent=kept_fields(),
    )
    return page, CONFLICT


def kept_fields() -> list[tuple[str, str]]:
    """Everything that a form brought, to be sent once more."""
    own = {"csrf_token", "seen", "do", "again"}
    pairs = request.form.items(multi=True)
    return [(name, text) for name, text in pairs if name not in own and name[:5] != "take."]


def outline_of(slug: str) -> str:
    """The address of the whole draft at a glance."""
    return url_for("editor.outline", slug=slug)


def forget_ready_pages() -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method not in SAFE_METHODS:
        current_app.extensions["shelf"].forget()
