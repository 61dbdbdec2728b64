"""Staff pages that show a draft as residents would see it: in a frame, in each language."""

from uuid import uuid4

from flask import Blueprint, Response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.authoring.preview import left_out, running_draft
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.locales import BY_ID, LocaleEntry, entries
from beteiligung.surveys import queries, wording
from beteiligung.surveys.document import check
from beteiligung.surveys.handout import hidden_fields
from beteiligung.surveys.models import Survey
from beteiligung.surveys.rendering import Stage, rendered
from beteiligung.surveys.standing import missing, placed
from beteiligung.text import N_
from beteiligung.web.headers import FRAMED
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in

blueprint = Blueprint("preview", __name__, url_prefix="/verwaltung")

LOOKERS = (Role.MANAGER, Role.VIEWER, Role.PILOT)
DEVICES = {"telefon": N_("Phone"), "tablet": N_("Tablet"), "breit": N_("Computer")}
WAYS = {"einzeln": N_("One question at a time"), "alles": N_("All on one page (without scripts)")}
PAGE = "/umfragen/<slug>/vorschau/<locale>"


@blueprint.get("/ausprobieren")
@staff(Role.PILOT)
def overview() -> str:
    """The surveys that a pilot can look at before they begin."""
    session, asker = db.session(), signed_in()
    rows = [
        (survey, url_for("preview.page", slug=survey.slug, locale=survey.source))
        for survey in queries.surveys_of(session, asker, *LOOKERS)
        if survey.archived_at is None
    ]
    return render_template("authoring/overview.html", rows=rows)


@blueprint.get(PAGE)
@staff(*LOOKERS)
def page(slug: str, locale: str) -> str:
    """The draft in a frame: on which device, in which language, with or without scripts."""
    survey, tongue = looked_at(slug, locale)
    device, way = _chosen("geraet", DEVICES), _chosen("art", WAYS)
    asker = signed_in()
    return render_template(
        "authoring/preview.html",
        survey=survey,
        tongue=tongue,
        source=BY_ID[survey.source].name,
        gaps=missing(survey.draft, locale),
        left_out=left_out(survey.draft),
        is_shown=bool(running_draft(survey, moment()).questionnaire.asking),
        findings=placed(survey.draft, check(survey.draft)),
        device=device,
        tongues=[
            (each.name, _here(slug, each.id, device, way), each.id == locale, each)
            for each in offered(survey)
        ],
        devices=[
            (_(words), _here(slug, locale, each, way), each == device, None)
            for each, words in DEVICES.items()
        ],
        ways=[
            (_(words), _here(slug, locale, device, each), each == way, None)
            for each, words in WAYS.items()
        ],
        document_href=url_for("preview.document", slug=slug, locale=locale, art=way),
        notes_href=url_for("notes.write", slug=slug, locale=locale),
        tests_href=url_for("tests.overview", slug=slug) if asker.has(Role.MANAGER) else None,
        back=url_for("survey_desk.survey", slug=slug)
        if asker.has(Role.MANAGER, Role.VIEWER)
        else url_for("preview.overview"),
    )


@blueprint.record
def keep_name(state: BlueprintSetupState) -> None:
    """Pages about surveys know this one by the name it had when it stood among them."""
    state.app.add_url_rule(f"/verwaltung{PAGE}", "survey_words.preview", page, methods=["GET"])


@blueprint.get(f"{PAGE}/seite")
@staff(*LOOKERS)
def document(slug: str, locale: str) -> Response:
    """What stands in the frame: the draft as residents would see it; nothing can be sent."""
    survey, _tongue = looked_at(slug, locale)
    running = running_draft(survey, moment())
    stage = Stage(
        i18n.current(),
        _("Preview"),
        _("Nothing can be sent, nothing is counted."),
        scripted=_chosen("art", WAYS) == "einzeln",
    )
    with i18n.speaking(locale):
        slot = hidden_fields(str(uuid4()), "")  # scripts want a key, though nothing is sent
        html = rendered(running, running.form(), slot, stage=stage)
    return Response(html, headers=[FRAMED])


def looked_at(slug: str, locale: str) -> tuple[Survey, LocaleEntry]:
    """A survey of somebody's district and the language it is looked at in; else `NotFound`."""
    survey = queries.survey_of(db.session(), slug, signed_in(), *LOOKERS)
    if locale not in {entry.id for entry in offered(survey)}:
        raise NotFound
    return survey, BY_ID[locale]


def offered(survey: Survey) -> list[LocaleEntry]:
    """Every language of the interface, and those in which something is written already."""
    written = {
        locale
        for _path, text in wording.texts(survey.draft)
        if isinstance(text, dict)
        for locale, words in text.items()
        if words
    }
    return [entry for entry in entries(list(BY_ID)) if entry.id in {*i18n.OFFERED, *written}]


def _chosen(name: str, choices: dict[str, str]) -> str:
    wish = request.args.get(name, "")
    return wish if wish in choices else next(iter(choices))


def _here(slug: str, locale: str, device: str, way: str) -> str:
    return url_for("preview.page", slug=slug, locale=locale, geraet=device, art=way)
