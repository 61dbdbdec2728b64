"""Staff pages about doubtful answers: what stands out, a look at a group, set aside, taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import db
from beteiligung.access import Asker, Role, staff
from beteiligung.config import Settings
from beteiligung.dashboards import doubted, setting_aside
from beteiligung.dashboards.comparison import compared
from beteiligung.dashboards.counting import counted
from beteiligung.dashboards.doubt_forms import (
    BackForm,
    GroupForm,
    HonestForm,
    ReasonForm,
)
from beteiligung.dashboards.doubt_words import address, code_words, said, where
from beteiligung.dashboards.doubted import Looked
from beteiligung.dashboards.figures import figure
from beteiligung.dashboards.group_hours import hours_of
from beteiligung.dashboards.looking import open_until
from beteiligung.dashboards.models import Decision
from beteiligung.dashboards.setting_aside import Wish
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.districts.models import Place
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext, phrase
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import answers_by_survey, survey_of, surveys_of
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Urgency, signed_in
from beteiligung.web.staff_form import StaffForm, check_token, checked

blueprint = Blueprint(
    "quality", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse/auffaelliges"
)
LOOKERS = (Role.MANAGER, Role.VIEWER)
STANDS_OUT = N_("“%(survey)s”: something stands out among the answers.")
AFTERWARDS = timedelta(days=60)  # so long after its end a survey is looked at on the first page
MOST_AT_ONCE = 20_000  # answers that are looked through while somebody waits for the first page


@dataclass(frozen=True, slots=True)
class Whose:
    """A survey, and the districts whose answers this person may look into, or decide about."""

    survey: Survey
    allowed: frozenset[int] | None
    may_decide: bool


@blueprint.get("")
@staff(*LOOKERS)
def flags(slug: str) -> str:
    """What stands out among the answers, what was set aside, and the rule by hand."""
    return _overview(_whose(slug))


@blueprint.get("/gruppe")
@staff(*LOOKERS)
def group(slug: str) -> ResponseReturnValue:
    """A look at a group of answers, together, and at the figures with and without it."""
    whose = _whose(slug)
    form, looked = _group_form(whose)
    if not form.validate():
        return _overview(whose, form), 422
    return _group_page(whose, looked, form)


@blueprint.post("/gruppe")
@staff(Role.MANAGER)
def set_aside(slug: str) -> ResponseReturnValue:
    """Let a group of answers count no more, or write down that it is honest."""
    whose = _whose(slug)
    form, looked = _group_form(whose)
    if not form.validate():
        return _overview(whose, form), 422
    honest = "honest" in request.form
    asked: ReasonForm | HonestForm = HonestForm() if honest else ReasonForm()
    name = "honest" if honest else "reason"
    if checked(asked):
        wish = Wish(form.group(), asked.seen.data, asked[name].data, _small(whose.survey))
        act = setting_aside.let_be if honest else setting_aside.set_aside
        try:
            done = act(db.session(), whose.survey, looked, wish, asker=signed_in(), at=moment())
        except Refusal as no:
            asked.refuse(name, no)
        else:
            _say_done(done.n, honest=honest)
            return redirect(url_for("quality.flags", slug=slug), 303)
    return _group_page(whose, looked, form, asked), 422


@blueprint.route("/entscheidung/<int:number>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def take_back(slug: str, number: int) -> ResponseReturnValue:
    """Let answers that were set aside count again."""
    whose, session = _whose(slug), db.session()
    decision = setting_aside.decision_of(session, whose.survey, number, "aside")
    form = BackForm()
    if checked(form):
        try:
            n = setting_aside.take_back(
                session,
                whose.survey,
                decision,
                form.back.data,
                allowed=whose.allowed,
                asker=signed_in(),
                at=moment(),
            )
        except Refusal as no:
            form.refuse("back", no)
        else:
            flash(ngettext("%(num)s answer counts again.", "%(num)s answers count again.", n), "ok")
            return redirect(url_for("quality.flags", slug=slug), 303)
    places = _places(session, [decision.answers.get("code", "")])
    page = render_template(
        "dashboards/take_back.html",
        survey=whose.survey,
        decision=decision,
        where=where(doubted.group_of(decision), places),
        form=form,
    )
    return page, form.status


@blueprint.post("/entscheidung/<int:number>/wieder-ansehen")
@staff(Role.MANAGER)
def look_again(slug: str, number: int) -> ResponseReturnValue:
    """Let a group that was found honest stand out again."""
    check_token()
    whose, session = _whose(slug), db.session()
    decision = setting_aside.decision_of(session, whose.survey, number, "kept")
    setting_aside.look_again(session, whose.survey, decision, asker=signed_in(), at=moment())
    flash(_("Saved."), "ok")
    return redirect(url_for("quality.flags", slug=slug), 303)


def doubts_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The surveys that run or ended lately in which somebody should look at a group of answers."""
    mine = asker.districts(Role.MANAGER)
    if mine is not None and not mine:
        return []
    counts = answers_by_survey(session, None)
    return [
        Due(
            line=_(STANDS_OUT, survey=phrase(survey.named).text),
            href=url_for("quality.flags", slug=survey.slug),
            urgency=Urgency.SOON,
        )
        for survey in surveys_of(session, asker, Role.MANAGER)
        if 0 < counts.get(survey.id, 0) <= MOST_AT_ONCE
        and _is_current(survey, at)
        and doubted.doubts(session, survey, mine, _timezone()).strong
    ]


# ---- pages ---------------------------------------------------------------------------------------


def _overview(whose: Whose, wrong: GroupForm | None = None) -> str:
    session, survey = db.session(), whose.survey
    looked = doubted.looked_into(session, survey, whose.allowed, _timezone())
    found = doubted.doubts(session, survey, whose.allowed, _timezone())
    aside = doubted.put_aside(session, survey, whose.allowed)
    honest = doubted.found_honest(session, survey, looked)
    places = _places(session, looked.evidence.code.values)

    def group_words(decision: Decision) -> Markup:
        return where(doubted.group_of(decision), places)

    return render_template(
        "dashboards/doubts.html",
        survey=survey,
        total=found.total,
        strong=[said(flag, places) for flag in found.strong],
        weak=[said(flag, places) for flag in found.weak],
        settled=found.settled,
        aside=aside,
        honest=honest,
        ended=doubted.taken_back(session, survey),
        group_words=group_words,
        not_counted=doubted.not_counted(session, survey, whose.allowed),
        waiting=setting_aside.waiting(session, survey, whose.allowed),
        may_decide=whose.may_decide,
        form=wrong or _group_form(whose, looked)[0],
        again=StaffForm(),
    )


def _group_page(
    whose: Whose, looked: Looked, form: GroupForm, asked: ReasonForm | HonestForm | None = None
) -> str:
    session, group_ = db.session(), form.group()
    rows = looked.rows(group_)
    n, open_ = int(rows.sum()), _small(whose.survey)
    hours = looked.evidence.hours[rows[looked.chosen]]
    is_shown = n >= FEWEST or (open_ and n > 0)
    found = doubted.doubts(session, whose.survey, whose.allowed, _timezone())
    places, kept = _places(session, looked.evidence.code.values), address(group_)
    flag = next((f for f in (*found.strong, *found.weak) if f.group == group_), None)
    return render_template(
        "dashboards/doubt.html",
        survey=whose.survey,
        where=where(group_, places),
        flag=said(flag, places) if flag else None,
        n=n,
        total=looked.evidence.size,
        is_shown=is_shown,
        is_few=0 < n < FEWEST and not open_,
        hours=hours_of(hours, open_=open_) if is_shown else None,
        lines=compared(looked.columns, looked.chosen, rows, open_=open_) if is_shown else (),
        figures=[
            figure(counted(looked.columns, each, rows), open_=open_)
            for each in looked.columns.asked
            if is_shown
        ],
        form=form,
        hidden={name: kept[name] for name in ("weg", "muster") if name in kept},
        address=kept,
        may_decide=whose.may_decide,
        reason=asked if isinstance(asked, ReasonForm) else ReasonForm(),
        honest=asked if isinstance(asked, HonestForm) else HonestForm(),
    )


def _say_done(n: int, *, honest: bool) -> None:
    if honest:
        flash(_("Saved. This group stays quiet from now on."), "ok")
        return
    said_ = ngettext(
        "%(num)s answer does not count any more.", "%(num)s answers do not count any more.", n
    )
    flash(said_, "ok")


# ---- whose answers -------------------------------------------------------------------------------


def _whose(slug: str) -> Whose:
    asker, session = signed_in(), db.session()
    survey = survey_of(session, slug, asker, *LOOKERS)
    managed = asker.districts(Role.MANAGER)
    if managed is None or any(district.id in managed for district in survey.districts):
        return Whose(survey, managed, may_decide=True)
    return Whose(survey, asker.districts(*LOOKERS), may_decide=False)


def _group_form(whose: Whose, looked: Looked | None = None) -> tuple[GroupForm, Looked]:
    session = db.session()
    looked = looked or doubted.looked_into(session, whose.survey, whose.allowed, _timezone())
    codes = doubted.codes_of(session, whose.survey, looked)
    places = _places(session, codes)
    pairs = [(code, code_words(code, places).striptags()) for code in codes]
    return GroupForm(request.args, pairs, _timezone()), looked


def _places(session: Session, codes: Iterable[object]) -> Mapping[str, str]:
    """The names of the places where these codes hang."""
    wanted = [str(code) for code in codes if code]
    rows = session.execute(
        select(QRCode.code, Place.name)
        .join(Place, QRCode.place_id == Place.id)
        .where(QRCode.code.in_(wanted))
    )
    return {row[0]: row[1] for row in rows}


def _small(survey: Survey) -> bool:
    return open_until(survey) is not None


def _is_current(survey: Survey, at: datetime) -> bool:
    if survey.state(at) in {State.OPEN, State.PAUSED}:
        return True
    return survey.closes_at is not None and at - AFTERWARDS < survey.closes_at <= at


def _timezone() -> str:
    return cast("Settings", current_app.extensions["settings"]).timezone
