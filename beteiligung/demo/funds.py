"""The demonstration's two district funds: invented applications, decisions, ideas passed on."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.demo.asking import Calendar
from beteiligung.demo.boards import written
from beteiligung.districts.models import District
from beteiligung.funds import accounts, actions, agenda, applying, deciding
from beteiligung.funds.carrying import link_measure
from beteiligung.funds.kinds import Outcome
from beteiligung.funds.models import Fund, FundApplication
from beteiligung.funds.passing import pass_on
from beteiligung.funds.pots import import_pots
from beteiligung.funds.ways import Way
from beteiligung.ideas.models import Idea
from beteiligung.measures.models import Measure
from beteiligung.measures.parts import remove_money

HERE = Path(__file__).parent
BEGAN, EVENING = -240, 18  # day of filling; hour of a meeting
SEEN = ("receipts", "hours", "photo", "logo")
CONTACT = applying.Contact(
    name="Alex Beispiel (Demo)", mail="alex.beispiel@demo.example", phone="0371 000000"
)


class _Desk(NamedTuple):
    """Who writes, by which calendar."""

    session: Session
    asker: Asker
    calendar: Calendar

    @property
    def zone(self) -> dict[str, Any]:
        """Where the districts lie."""
        return {"timezone": self.calendar.timezone}

    def by(self, at: datetime) -> dict[str, Any]:
        """Who did something, and when."""
        return {"asker": self.asker, "at": at}


def fill_funds(
    session: Session, districts: Mapping[str, District], asker: Asker, calendar: Calendar
) -> None:
    """Add each fund with all that belongs to it, the table of pots, and what was passed on."""
    desk = _Desk(session, asker, calendar)
    by_area = {district.area.code: district for district in districts.values()}
    found = json.loads((HERE / "funds.json").read_text(encoding="utf-8"))
    import_pots(session, (HERE / "pots.csv").read_bytes(), **desk.by(calendar.on(BEGAN, 9)))
    for entry in found["funds"]:
        fund = _fund(desk, entry, by_area[entry["district"]])
        _meetings(desk, fund, entry["meetings"])
        for application in entry["applications"]:
            _application(desk, fund, application, entry["meetings"])
    _passed_on(desk, found["passed_on"], by_area)


def _fund(desk: _Desk, entry: Mapping[str, Any], district: District) -> Fund:
    at = desk.calendar.on(BEGAN, 10)
    texts = {name: entry[name] for name in ("name", "about", "body", "apply")}
    draft = actions.Draft(**texts, programme=entry["programme"])
    fund = actions.create_fund(desk.session, district, entry["slug"], draft, **desk.by(at))
    rules = actions.Rules(**entry["rules"])
    this_year = desk.calendar.at.year
    for year in (this_year - 1, this_year):
        actions.set_fund_year(desk.session, fund, year, rules, **desk.by(at))
    actions.show_fund(desk.session, fund, **desk.by(at))
    return fund


def _meetings(desk: _Desk, fund: Fund, meetings: list[Mapping[str, Any]]) -> None:
    for meeting in meetings:
        agenda.set_fund_meeting(
            desk.session, fund, None, desk.calendar.on(meeting["day"], EVENING),
            place=meeting["place"], is_public=True, timezone=desk.calendar.timezone,
            **desk.by(desk.calendar.on(BEGAN, 11)),
        )  # fmt: skip


def _application(
    desk: _Desk, fund: Fund, entry: Mapping[str, Any], meetings: list[Mapping[str, Any]]
) -> None:
    session, calendar = desk.session, desk.calendar
    handed_in, zone = calendar.on(entry["handed_in"], 11), desk.zone
    project = applying.Project(**entry["project"])
    application = applying.hand_in_application(
        session, fund, project, CONTACT, handed_in=handed_in, **zone, **desk.by(handed_in)
    )
    decided = entry.get("decision")
    if decided is None:
        return
    met = next(each["day"] for each in meetings if each["day"] > entry["handed_in"])
    after = calendar.on(met + 1, 9)
    ruling = deciding.Ruling(
        outcome=Outcome(decided["outcome"]), vote=deciding.Vote(**decided["vote"]),
        amount=decided.get("amount"), reason=decided.get("reason", {}),
        conditions=decided.get("conditions", {}),
    )  # fmt: skip
    deciding.decide_application(session, application, ruling, **zone, **desk.by(after))
    if "measure" in entry:
        _link(desk, application, entry["measure"], after)
    if "paid" in entry:
        then = calendar.on(met + 40, 10)
        accounts.see_accounts(session, application, SEEN, **zone, **desk.by(then))
        accounts.pay_application(session, application, entry["paid"], **zone, **desk.by(then))


def _link(desk: _Desk, application: FundApplication, reference: str, at: datetime) -> None:
    """Let the fund's own lines take the place of what was planned there."""
    measure = desk.session.scalars(select(Measure).where(Measure.reference == reference)).one()
    for line in list(measure.money):
        remove_money(desk.session, measure, line, **desk.by(at))
    link_measure(desk.session, application, measure, **desk.by(at))


def _passed_on(
    desk: _Desk, entries: list[Mapping[str, Any]], by_area: Mapping[str, District]
) -> None:
    texts = {idea["id"]: idea["text"] for idea in written()["ideas"]}
    funds = {fund.slug: fund for fund in desk.session.scalars(select(Fund))}
    for entry in entries:
        at = desk.calendar.on(entry["day"], 11)
        idea = desk.session.scalars(select(Idea).where(Idea.text == texts[entry["idea"]])).one()
        due = entry.get("due")
        pass_on(
            desk.session, by_area[entry["district"]].id, idea.reference, Way(entry["way"]),
            office=entry.get("office", ""), fund=funds.get(entry.get("fund", "")),
            due_on=None if due is None else at.date() + timedelta(days=due),
            timezone=desk.calendar.timezone, **desk.by(at),
        )  # fmt: skip
