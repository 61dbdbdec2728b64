"""Staff pages about what pilots spoke outside: hear it, put it into the survey, or delete it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.fieldwork import actions, voices
from beteiligung.fieldwork.manage import allowed_here
from beteiligung.fieldwork.models import Fate, Voice
from beteiligung.fieldwork.refusals import NotMended
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams, signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("voices", __name__, url_prefix="/verwaltung/tablets/aufnahmen")
NONE_CHOSEN = N_("Please tick the recordings that you mean.")


@blueprint.get("")
@staff(Role.MANAGER)
def overview() -> str:
    """What was spoken outside and waits to be heard, by survey and language."""
    groups = []
    for group in voices.waiting(db.session(), allowed_here()):
        texts = {each["key"]: each for each in voices.texts_of(group.survey)}
        order = {key: at for at, key in enumerate(texts)}
        spoken = sorted(group.voices, key=lambda it: order.get(it.text, len(order)))
        rows = [(voice, texts.get(voice.text)) for voice in spoken]
        groups.append((group.survey, BY_ID[group.locale], rows))
    return render_template("fieldwork/voices.html", groups=groups)


@blueprint.get("/<key>")
@staff(Role.MANAGER)
def sound(key: str) -> Response:
    """One recording, to be heard by staff only."""
    found = voices.voice(db.session(), key, allowed_here())
    headers = {"Content-Type": found.mime, "Cache-Control": "private, no-store"}
    return Response(found.content, 200, headers)


@blueprint.post("")
@staff(Role.MANAGER)
def decide() -> ResponseReturnValue:
    """Put the chosen recordings into the draft of their survey, or delete them."""
    check_token()
    every = request.form.getlist("every" if "all" in request.form else "key")
    chosen = [_waiting(key) for key in dict.fromkeys(every)]
    if not chosen:
        raise NotMended(_(NONE_CHOSEN))
    if "delete" in request.form:
        for each in chosen:
            actions.delete_voice(db.session(), signed_in(), each, at=moment())
        said = ngettext(
            "%(num)s recording is deleted.", "%(num)s recordings are deleted.", len(chosen)
        )
        flash(said, "ok")
        return redirect(url_for("voices.overview"), 303)
    for each in chosen:
        actions.use_voice(db.session(), signed_in(), each, record=seams().record_text, at=moment())
    said = ngettext(
        "%(num)s recording is in the draft now. People hear it after you publish.",
        "%(num)s recordings are in the draft now. People hear them after you publish.",
        len(chosen),
    )
    flash(said, "ok")
    first = chosen[0]
    return redirect(
        url_for("recordings.overview", slug=first.survey.slug, locale=first.locale), 303
    )


def _waiting(key: str) -> Voice:
    found = voices.voice(db.session(), key, allowed_here())
    if found.fate != Fate.WAITS:
        raise NotMended(_("Somebody has already decided about this."))
    return found
