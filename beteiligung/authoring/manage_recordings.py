"""Staff pages about the recordings of a survey: speak each text, offer a language only heard."""

from functools import partial

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import recordings
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.locales import BY_ID, TABLE, chain
from beteiligung.media.forms import RecordingForm
from beteiligung.media.phrases import PHRASES
from beteiligung.media.queries import media_named, phrases
from beteiligung.media.taking import recording_page, take_recording
from beteiligung.surveys import hearing, queries, wording
from beteiligung.surveys.manage import mending_place
from beteiligung.surveys.models import Survey
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.questionnaire import translated
from beteiligung.surveys.rendering import aloud
from beteiligung.surveys.standing import placed
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint(
    "recordings", __name__, url_prefix="/verwaltung/umfragen/<slug>/aufnahmen/<locale>"
)


@blueprint.get("/")
@staff(Role.MANAGER)
def overview(slug: str, locale: str) -> Response:
    """All texts in one language: what is written, what is recorded, and a button to record."""
    return _page(_found(slug, locale), locale, RecordingForm())


@blueprint.post("/")
@staff(Role.MANAGER)
def record(slug: str, locale: str) -> ResponseReturnValue:
    """Keep one recording at once."""
    survey = _found(slug, locale)

    def keep(form: RecordingForm) -> str:
        key, content = str(form.key.data), form.content()
        return recordings.record_text(
            db.session(), survey, key, content, locale=locale, asker=signed_in(), at=moment()
        ).digest

    return take_recording(
        keep,
        recorded=lambda: recordings.recorded(survey.draft, locale),
        page=lambda form: _page(survey, locale, form),
        back=lambda key: _back(slug, locale, key),
    )


@blueprint.post("/entfernen")
@staff(Role.MANAGER)
def remove(slug: str, locale: str) -> ResponseReturnValue:
    """Take a recording out of the draft."""
    check_token()
    survey, key = _found(slug, locale), request.form.get("key", "")
    recordings.unrecord_text(
        db.session(), survey, key, locale=locale, asker=signed_in(), at=moment()
    )
    flash(_("The recording is no longer used."), "ok")
    return _back(slug, locale, key)


@blueprint.post("/nur-hoeren")
@staff(Role.MANAGER)
def only_heard(slug: str, locale: str) -> ResponseReturnValue:
    """Offer the language by sound and picture alone, or no longer."""
    check_token()
    survey = _found(slug, locale)
    heard = request.form.get("heard") == "yes"
    recordings.offer_heard(
        db.session(), survey, locale=locale, heard=heard, asker=signed_in(), at=moment()
    )
    sentence = _("This language is only heard.") if heard else _("This language is written.")
    flash(sentence, "ok")
    return _back(slug, locale)


def _found(slug: str, locale: str) -> Survey:
    if locale not in BY_ID:
        raise NotFound
    return queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)


def _back(slug: str, locale: str, key: str = "") -> Response:
    place = f"row-{key}" if key else None
    return redirect(url_for("recordings.overview", slug=slug, locale=locale, _anchor=place), 303)


def _page(survey: Survey, locale: str, form: RecordingForm) -> Response:
    draft, keys = survey.draft, recordings.readable_keys(survey.draft)
    texts, operator = dict(wording.texts(draft)), str(draft.get("operator") or "")
    digests = {key: hearing.digest_of(draft, key, locale) for key in keys.values()}
    here = media_named(db.session(), digests.values())
    rows = [
        (
            key,
            place_in_words(draft, path),
            aloud(translated(texts[path], survey.source), operator).pick(chain(locale)),
            here.get(digests[key]),
        )
        for path, key in dict(zip(keys.values(), keys.items(), strict=True)).values()
    ]
    spoken = phrases(db.session(), locale)
    return recording_page(
        "authoring/recordings.html",
        form.status,
        survey=survey,
        tongue=BY_ID[locale],
        tongues=[(entry, recordings.recorded(draft, entry.id)) for entry in TABLE],
        rows=rows,
        form=form,
        heard=hearing.is_only_heard(draft, locale),
        may_be_heard=locale != survey.source,
        gaps=placed(
            draft,
            hearing.gaps(draft, wording.keys(draft), locale),
            partial(mending_place, survey),
        ),
        words=(len(spoken), len(PHRASES)),
    )
