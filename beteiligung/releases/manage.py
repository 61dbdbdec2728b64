"""Staff pages on the way to a release: its steps, the choice of questions, the figures, signing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.dashboards.doubted import standing_out
from beteiligung.dashboards.looking import keep_filter
from beteiligung.disclosure.differences import FEWEST_NEW
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.locales import BY_ID, entries
from beteiligung.releases import actions, preparing, queries, signing, views
from beteiligung.releases.forms import OmitForm, SignForm, SplitForm
from beteiligung.releases.models import Release
from beteiligung.releases.planning import plan_of
from beteiligung.releases.progress import Progress, progress
from beteiligung.releases.subjects import DISTRICT, WHO
from beteiligung.surveys.manage import settings
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.queries import survey_of
from beteiligung.web.headers import FRAMED
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint(
    "release_desk", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse/veroeffentlichen"
)
keep_filter(blueprint)
LOOKERS = (Role.MANAGER, Role.VIEWER)


@blueprint.get("")
@staff(*LOOKERS)
def overview(slug: str) -> str:
    """The four steps to a release, how far each is, and every release that is out."""
    survey = survey_of(db.session(), slug, signed_in(), *LOOKERS)
    if survey.state(moment()) is State.SCHEDULED:
        return render_template("releases/nothing_yet.html", survey=survey)
    survey = found(slug, *LOOKERS)
    now = progress(db.session(), survey, moment())
    return page("overview", survey, now, releases=queries.published(db.session(), survey)[::-1])


# ---- which questions -----------------------------------------------------------------------------


@blueprint.get("/fragen")
@staff(*LOOKERS)
def plan(slug: str) -> str:
    """Which questions a release shows, in which order, split by which."""
    survey = found(slug, *LOOKERS)
    return page("plan", survey, _now(survey), form=_split_form(survey))


@blueprint.post("/fragen/ordnen")
@staff(Role.MANAGER)
def arrange(slug: str) -> Response:
    """Move a question up or down, or take one in again that was left out."""
    check_token()
    survey = found(slug)
    way, _colon, name = request.form.get("do", "").partition(":")
    if way in {"up", "down"}:
        by = -1 if way == "up" else 1
        preparing.move_question(db.session(), survey, name, by, asker=signed_in(), at=moment())
    elif way == "in":
        preparing.omit_question(db.session(), survey, name, {}, asker=signed_in(), at=moment())
    else:
        raise NotFound
    return redirect(url_for("release_desk.plan", slug=slug, _anchor=f"q-{name}"), 303)


@blueprint.post("/fragen")
@staff(Role.MANAGER)
def split(slug: str) -> ResponseReturnValue:
    """Split every question by the chosen ones."""
    survey = found(slug)
    form = _split_form(survey)
    if not checked(form):
        return page("plan", survey, _now(survey), form=form), form.status
    preparing.split_questions(db.session(), survey, form.by.data, asker=signed_in(), at=moment())
    flash(_("Saved."), "ok")
    return redirect(url_for("release_desk.plan", slug=slug), 303)


@blueprint.route("/fragen/<name>/weglassen", methods=["GET", "POST"])
@staff(Role.MANAGER)
def omit(slug: str, name: str) -> ResponseReturnValue:
    """Leave a question out, with the reason that everybody reads."""
    survey = found(slug)
    line = plan_of(db.session(), survey).line(name)
    if line is None:
        raise NotFound
    form = OmitForm(data={"reason": dict(line.reasons)})
    if checked(form):
        preparing.omit_question(
            db.session(), survey, name, form.reason.data, asker=signed_in(), at=moment()
        )
        flash(_("The question is left out. Its name and the reason stay on the page."), "ok")
        return redirect(url_for("release_desk.plan", slug=slug, _anchor=f"q-{name}"), 303)
    html = render_template(
        "releases/omit.html", survey=survey, line=line, form=form, blanked=blanked
    )
    return html, form.status


# ---- the figures ---------------------------------------------------------------------------------


@blueprint.get("/zahlen")
@staff(*LOOKERS)
def figures(slug: str) -> str:
    """What the program merged, hid and attacked, and what everybody would see."""
    survey = found(slug, *LOOKERS)
    return _figures(survey)


@blueprint.post("/zahlen")
@staff(Role.MANAGER)
def compute(slug: str) -> ResponseReturnValue:
    """Count, protect and attack the figures anew."""
    check_token()
    survey = found(slug)
    wanted = plan_of(db.session(), survey).written()
    db.session().rollback()  # nobody's answer waits for this
    try:
        with db.store().reading() as reading:
            counted = actions.count_release(reading, found(slug, session=reading), wanted)
        survey = found(slug)
        actions.keep_release(
            db.session(),
            survey,
            counted,
            asker=signed_in(),
            at=moment(),
            timezone=settings().timezone,
        )
    except Refusal as no:
        return _figures(found(slug), refusal=_(no.message, **no.values)), no.status
    preparing.carry_over(db.session(), survey)
    flash(_("The figures are computed. Please read what the program did."), "ok")
    return redirect(url_for("release_desk.figures", slug=slug), 303)


@blueprint.get("/vorschau/<locale>")
@staff(*LOOKERS)
def preview(slug: str, locale: str) -> Response:
    """What stands in the frame: the public page as it would be, in one language."""
    survey, session = found(slug, *LOOKERS), db.session()
    release = queries.prepared(session, survey)
    if release is None or locale not in BY_ID:
        raise NotFound
    out = [*queries.published(session, survey), release]
    with i18n.speaking(locale):
        html = views.told(survey, out, release, here=url_for("releases.results", slug=slug))
    return Response(html, content_type="text/html; charset=utf-8", headers=[FRAMED])


# ---- signing -------------------------------------------------------------------------------------


@blueprint.get("/unterschreiben")
@staff(*LOOKERS)
def sign(slug: str) -> str:
    """What is still missing, what one signs, and what happens then."""
    survey = found(slug, *LOOKERS)
    now = _now(survey)
    return _sign(survey, now, _sign_form(now))


@blueprint.post("/unterschreiben")
@staff(Role.MANAGER)
def publish(slug: str) -> ResponseReturnValue:
    """Publish the release that is being prepared."""
    survey = found(slug)
    now = _now(survey)
    form = _sign_form(now)
    if not checked(form):
        return _sign(survey, now, form), form.status
    try:
        release = signing.sign_release(
            db.session(),
            survey,
            now,
            seen=form.seen.data,
            name=form.name.data,
            asker=signed_in(),
        )
    except Refusal as refusal:
        form.form_errors.append(_(refusal.message, **refusal.values))
        return _sign(survey, now, form), refusal.status
    flash(_("Result %(number)s is published.", number=release.number), "ok")
    return redirect(url_for("release_desk.overview", slug=slug), 303)


@blueprint.get("/<int:number>")
@staff(*LOOKERS)
def report(slug: str, number: int) -> str:
    """The report of a release that is out, and what was signed."""
    survey = found(slug, *LOOKERS)
    release = next(
        (each for each in queries.published(db.session(), survey) if each.number == number), None
    )
    if release is None:
        raise NotFound
    hands = release.report.get("hands", {})
    return render_template(
        "releases/report.html",
        survey=survey,
        release=release,
        read=[(tongue, hands[tongue.id]) for tongue in entries(hands)],
        report=views.reported(release).lines,
        public_page=public_page,
    )


# ---- what the pages have in common ---------------------------------------------------------------


def found(slug: str, *roles: Role, session: Session | None = None) -> Survey:
    """A published survey of somebody's districts; without roles: that she manages."""
    survey = survey_of(session or db.session(), slug, signed_in(), *(roles or (Role.MANAGER,)))
    if survey.state(moment()) in {State.DRAFT, State.SCHEDULED}:
        raise NotFound
    return survey


def page(name: str, survey: Survey, now: Progress, **more: object) -> str:
    """A page of the way to a release, with where it stands."""
    asker = signed_in()
    mine, may_sign = asker.districts(Role.MANAGER), signing.may_sign(survey, asker)
    return render_template(
        f"releases/{name}.html",
        survey=survey,
        now=now,
        may_write=mine is None or any(district.id in mine for district in survey.districts),
        may_sign=may_sign,
        signers=[] if may_sign else signing.signers(db.session(), survey),
        enough=FEWEST_NEW,
        blanked=blanked,
        public_page=public_page,
        **more,
    )


def public_page(release: Release) -> str:
    """The address of a release that is out, in the language of whoever asks."""
    slug, number = release.survey.slug, release.number
    return url_for("releases.numbered", slug=slug, number=number)


def _now(survey: Survey) -> Progress:
    return progress(db.session(), survey, moment())


def _figures(survey: Survey, refusal: str = "") -> str:
    now = _now(survey)
    report_ = views.reported(now.release).lines if now.release else None
    ids = [tongue.entry.id for tongue in now.tongues]
    wished = request.args.get("vorschau", "")
    shown = wished if wished in ids else survey.source
    asked = now.released.asked if now.released else ()
    together = [(each, [a for a in each.answers if len(a.of) > 1]) for each in asked]
    return page(
        "computing",
        survey,
        now,
        report=report_,
        refusal=refusal,
        locale_shown=shown,
        together=[(each, answers) for each, answers in together if answers],
        dropped=[each for each in asked if each.dropped],
    )


def _sign(survey: Survey, now: Progress, form: SignForm) -> str:
    elsewhere = signing.numbers_of_elsewhere(now)
    odd = standing_out(db.session(), survey, None, settings().timezone)
    return page("sign", survey, now, form=form, elsewhere=elsewhere, odd=odd)


def _sign_form(now: Progress) -> SignForm:
    seen = now.release.content_hash if now.release else ""
    return SignForm(data={"name": signed_in().name, "seen": seen})


def _split_form(survey: Survey) -> SplitForm:
    plan_ = plan_of(db.session(), survey)
    choices = [
        (each.question.id, i18n.phrase(blanked(each.question.text)).text)
        for each in plan_.splitting
    ]
    if plan_.several_districts:
        choices.append((DISTRICT, _(WHO[DISTRICT])))
    return SplitForm(choices, plan_.by)
