"""Staff pages about what was passed on: the overdue in front; one more; what came of it."""

from datetime import datetime

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from beteiligung import db
from beteiligung.access import Asker, Role, staff
from beteiligung.clock import local_date
from beteiligung.districts.queries import districts_of
from beteiligung.errors import NotFound, Refusal
from beteiligung.funds import passing, queries
from beteiligung.funds.desk import READERS, Part, back, day_of, form_page, timezone, today, tried
from beteiligung.funds.records import PassedOn
from beteiligung.funds.routing_forms import PassOnForm, SettleForm
from beteiligung.funds.ways import WAYS, Way
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.measures.evidence import NoIdea
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Urgency, seams, signed_in

blueprint = Blueprint("passed_on", __name__, url_prefix="/verwaltung/weitergegeben")

LONGEST = 9  # digits of a number
BESIDE: dict[type[Refusal], str] = {
    NoIdea: "idea",
    passing.PassedAlready: "idea",
    passing.OfficeMissing: "office",
    passing.DayMissing: "due_on",
    passing.NoMeetingSet: "fund",
    passing.FundMissing: "fund",
}


@blueprint.get("/")
@staff(*READERS)
def overview() -> str:
    """What was passed on in somebody's districts."""
    session, asker = db.session(), signed_in()
    rows = passing.passed_by(session, asker, *READERS)
    ideas = seams().shown_ideas(session, [row.idea for row in rows])
    return render_template(
        "funds/manage/passed_on.html",
        rows=rows,
        ideas={idea.reference: idea for idea in ideas},
        ways=WAYS,
        addresses=addresses(),
        late=lambda row: passing.is_overdue(row, today()),
        day_of=day_of,
        may_write=asker.has(Role.MANAGER),
    )


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new() -> ResponseReturnValue:
    """Pass an idea on that everybody can read, of one's own boards."""
    session, asker = db.session(), signed_in()
    districts = districts_of(session, asker.districts(Role.MANAGER))
    funds = queries.funds_of(session, asker, Role.MANAGER)
    form = PassOnForm(request.args.get("idee", "")[:40], districts, funds)

    def put() -> PassedOn:
        idea = (form.idea.data or "").upper()
        if idea not in {each.reference for each in seams().offered_ideas(session, asker, idea)}:
            raise NoIdea
        return passing.pass_on(
            session, form.chosen().id, idea, Way(form.way.data),
            office=form.office.data or "", due_on=form.due_on.data, fund=form.chosen_fund(),
            timezone=timezone(), asker=asker, at=moment(),
        )  # fmt: skip

    made = tried(form, BESIDE, put)
    if made is not None:
        return back(url_for("passed_on.overview"), _next_step(made))
    what: list[Part] = [form.idea, *([form.district] if "district" in form else ())]
    parts: list[Part] = [[*what, form.way], [form.office, form.due_on, form.fund]]
    return form_page(form, _("Pass it on"), parts, url_for("passed_on.overview"), _("Passed on"))


@blueprint.route("/<number>/erledigt", methods=["GET", "POST"])
@staff(Role.MANAGER)
def settle(number: str) -> ResponseReturnValue:
    """What came of it."""
    if not (number.isascii() and number.isdigit()) or len(number) > LONGEST:
        raise NotFound
    found = passing.passed_on(db.session(), int(number), signed_in(), Role.MANAGER)
    form = SettleForm()

    def put() -> PassedOn:
        passing.settle_passed_on(
            db.session(), found, form.answer.data or "", asker=signed_in(), at=moment()
        )
        return found

    beside = {passing.PassedAlready: "answer", passing.AnswerMissing: "answer"}
    if tried(form, beside, put) is not None:
        return back(url_for("passed_on.overview"))
    return form_page(
        form, _("What came of %(idea)s", idea=found.idea), [form.answer],
        url_for("passed_on.overview"), _("Passed on"),
    )  # fmt: skip


def passed_on_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """What was passed on and should be answered by now, for those who can ask."""
    zone = current_app.extensions["settings"].timezone
    rows = passing.passed_by(session, asker, Role.MANAGER)
    late = passing.overdue(rows, local_date(at, zone))
    if not late:
        return []
    line = ngettext(
        "%(num)s idea that was passed on has no answer in time.",
        "%(num)s ideas that were passed on have no answer in time.",
        len(late),
    )
    return [Due(line, url_for("passed_on.overview"), Urgency.LATE)]


def addresses() -> dict[str, str]:
    """Where each way leads, as far as this installation knows an address."""
    settings = current_app.extensions["settings"]
    return {way: getattr(settings, needs.setting) for way, needs in WAYS.items() if needs.setting}


def _next_step(made: PassedOn) -> str:
    """What is to be done now."""
    if made.way in {Way.DEFECT, Way.FORMAL}:
        return _("It is noted. Please enter it there as well, and answer whoever gave the idea.")
    return _("It is noted. Please answer whoever gave the idea on the idea's own page.")
