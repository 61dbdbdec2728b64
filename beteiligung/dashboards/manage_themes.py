"""Staff pages about one theme of free texts: named, summed up, set free, merged, deleted."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.dashboards import coding, themes
from beteiligung.dashboards.looking import keep_filter
from beteiligung.dashboards.models import Theme
from beteiligung.dashboards.text_forms import MergeForm, ThemeForm
from beteiligung.dashboards.written import spots
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.surveys.models import Survey
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.queries import survey_of
from beteiligung.surveys.variables import Asked
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint(
    "theme", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse/texte/themen/<int:number>"
)
keep_filter(blueprint)


@blueprint.route("", methods=["GET", "POST"])
@staff(Role.MANAGER)
def theme(slug: str, number: int) -> ResponseReturnValue:
    """A theme: its name and what people say about it, in each language."""
    survey, found = _own(slug, number)
    asked = _asked(survey, found)
    kept = {"name": found.name, "summary": found.summary, "public": found.public}
    form = ThemeForm(data=kept)
    people = themes.people_by_theme(db.session(), survey).get(found.id, 0)
    if not themes.may_be_offered(asked):
        form.public.data = False
    if checked(form) and _written(form, survey, found, people, themes.fewest(asked)):
        flash(_("Saved."), "ok")
        return redirect(_list(survey, found), 303)
    own = signed_in().districts(Role.MANAGER)
    body = render_template(
        "dashboards/theme.html",
        survey=survey,
        theme=found,
        question=phrase(blanked(asked.question.text)).text,
        people=themes.people_by_theme(db.session(), survey, own).get(found.id, 0),
        fewest=themes.fewest(asked),
        offered=themes.may_be_offered(asked),
        form=form,
        merge=MergeForm(_others(survey, found)),
        back=_list(survey, found),
        texts=_list(survey, found, thema=found.id),
    )
    return body, form.status


@blueprint.post("/zusammenlegen")
@staff(Role.MANAGER)
def merge(slug: str, number: int) -> ResponseReturnValue:
    """Put everything of a theme into another one."""
    survey, found = _own(slug, number)
    form = MergeForm(_others(survey, found))
    if not checked(form):
        raise NotFound  # a list offers what there is; whatever else came is no theme
    into = themes.theme(db.session(), survey, int(form.into.data))
    coding.merge_themes(db.session(), survey, found, into, asker=signed_in(), at=moment())
    flash(_("The themes are one now."), "ok")
    return redirect(_list(survey, into, thema=into.id), 303)


@blueprint.post("/loeschen")
@staff(Role.MANAGER)
def delete(slug: str, number: int) -> ResponseReturnValue:
    """Take a theme away; the texts stay."""
    check_token()
    survey, found = _own(slug, number)
    back = _list(survey, found)
    coding.delete_theme(db.session(), survey, found, asker=signed_in(), at=moment())
    flash(_("The theme is deleted. The texts are still there."), "ok")
    return redirect(back, 303)


def _own(slug: str, number: int) -> tuple[Survey, Theme]:
    survey = survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    return survey, themes.theme(db.session(), survey, number)


def _asked(survey: Survey, found: Theme) -> Asked:
    for spot in spots(survey):
        if spot.asked.question.id == found.question:
            return spot.asked
    raise NotFound


def _written(form: ThemeForm, survey: Survey, found: Theme, people: int, fewest: int) -> bool:
    """Whether everything could be kept as it was written."""
    session, asker, at = db.session(), signed_in(), moment()
    name, summary = form.name.data, form.summary.data
    try:
        coding.word_theme(session, survey, found, name=name, summary=summary, asker=asker, at=at)
        coding.offer_theme(
            session,
            survey,
            found,
            public=form.public.data,
            people=people,
            fewest=fewest,
            asker=asker,
            at=at,
        )
    except (coding.TooFewToShow, coding.NoSummary) as refusal:
        form.refuse("public", refusal)
    except coding.ThemeKnown as refusal:
        form.name.form["de"].errors = [_(refusal.message)]
    return not form.errors


def _others(survey: Survey, found: Theme) -> list[tuple[str, str]]:
    every = themes.themes_of(db.session(), survey, found.question)
    return [(str(one.id), phrase(one.named).text) for one in every if one.id != found.id]


def _list(survey: Survey, found: Theme, **more: int) -> str:
    """The address of the texts that a theme belongs to."""
    first = next((s.name for s in spots(survey) if s.asked.question.id == found.question), "")
    address: dict[str, Any] = {"slug": survey.slug, "frage": first, **more}
    return url_for("themes.texts", **address)
