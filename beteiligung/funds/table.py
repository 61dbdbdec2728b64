"""Applications and the money of a fund as tables: for everybody, and for staff; no contact."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from beteiligung.clock import local_date
from beteiligung.funds.balance import balance
from beteiligung.funds.kinds import APPLICANTS, STATUSES, Status
from beteiligung.funds.models import Fund, FundApplication
from beteiligung.funds.queries import applications_of, decided
from beteiligung.funds.rules import own_of
from beteiligung.i18n import gettext
from beteiligung.text import N_
from beteiligung.web.spreadsheets import Cell, harmless

PUBLIC = (
    N_("Year"),
    N_("Number"),
    N_("Title"),
    N_("Who applies"),
    N_("Meeting"),
    N_("Decision"),
    N_("Money of the year"),
    N_("Granted"),
    N_("Paid out"),
    N_("Promised"),
    N_("Still free"),
    N_("Reason"),
)
STAFF = (
    N_("Reference number"),
    N_("Title"),
    N_("Who applies"),
    N_("Handed in on"),
    N_("Meeting"),
    N_("Status"),
    N_("All costs"),
    N_("Asked of the fund"),
    N_("Own money"),
    N_("Own work"),
    N_("Gifts and other money"),
    N_("Granted"),
    N_("Paid out"),
)


def for_all(session: Session, fund: Fund, timezone: str) -> Iterator[list[Cell]]:
    """A row for each year and for each decision; the projects of a year come to its sums."""
    yield [gettext(name) for name in PUBLIC]
    for year in sorted(fund.years, key=lambda each: each.year):
        now = balance(session, year)
        sums = [exact(cents) for cents in (now.total, now.spent, now.committed, now.free)]
        yield [year.year, *[""] * 5, sums[0], "", *sums[1:], ""]
    for application in decided(session, fund):
        yield [_safe(cell) for cell in _told(application, timezone)]


def for_staff(
    session: Session, fund: Fund, timezone: str, *, comma: bool = False
) -> Iterator[list[Cell]]:
    """A row for each application; with a ``comma`` as German spreadsheets read amounts."""
    yield [gettext(name) for name in STAFF]
    for application in applications_of(session, fund):
        yield [_safe(cell) for cell in _known(application, timezone, "," if comma else ".")]


def exact(cents: int | None, point: str = ".") -> str:
    """An amount of euros with both its cents; nothing where there is none."""
    return "" if cents is None else f"{cents // 100}{point}{cents % 100:02}"


def _told(application: FundApplication, timezone: str) -> list[Cell]:
    last, year = application.decisions[-1], application.year
    status = Status(application.status)
    return [
        year.year if year else "",
        application.reference,
        application.named.pick(["de"]).text,
        application.applicant or gettext(APPLICANTS[application.applicant_kind]),
        local_date(last.meeting.at, timezone).isoformat(),
        gettext(STATUSES[status]),
        "",
        exact(application.granted if status in {Status.GRANTED, Status.PAID} else None),
        exact(application.paid),
        exact(application.granted if status is Status.GRANTED else None),
        "",
        last.text("reason").pick(["de"]).text,
    ]


def _known(application: FundApplication, timezone: str, point: str) -> list[Cell]:
    own, meeting = own_of(application, application.hour_rate), application.meeting
    return [
        application.reference,
        application.named.pick(["de"]).text,
        application.applicant or gettext(APPLICANTS[application.applicant_kind]),
        local_date(application.handed_in_at, timezone).isoformat(),
        local_date(meeting.at, timezone).isoformat() if meeting else "",
        gettext(STATUSES[application.status]),
        exact(application.total, point),
        exact(application.requested, point),
        exact(own.money, point),
        exact(own.work, point),
        exact(own.others, point),
        exact(application.granted, point),
        exact(application.paid, point),
    ]


def _safe(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell
