"""What staff do with a fund: write it down, set the money and rules of a year, show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.districts.models import District
from beteiligung.errors import Refusal
from beteiligung.funds.balance import balance, held
from beteiligung.funds.models import Fund, FundYear
from beteiligung.funds.queries import year_of
from beteiligung.funds.rules import Cents
from beteiligung.text import N_


class NameTaken(Refusal):
    """A short name that another fund has."""

    default = N_("Another fund has this short name already.")


class NotReady(Refusal):
    """A fund of which people would not learn what they must know."""

    default = N_(
        "Please write first, in German, what the fund is for, who decides and how to apply."
    )


class NotNow(Refusal):
    """Something that was done already."""

    default = N_("This has been done already.")


class LessThanPromised(Refusal):
    """A year that would have less than was granted from it."""

    default = N_("%(amount)s are granted or paid out already: the year cannot have less.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What staff write about a fund."""

    name: Mapping[str, str]
    about: Mapping[str, str]
    body: Mapping[str, str]
    apply: Mapping[str, str]
    area_id: int | None = None
    programme: str = ""
    keep_months: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The money of a year and its rules, in cents; the share in hundredths of a per cent."""

    amount: int
    cap: int
    cap_exception: int | None
    own_share: int
    hour_rate: int
    deadline_days: int


def create_fund(
    session: Session,
    district: District,
    slug: str,
    draft: Draft,
    *,
    asker: Asker | None,
    at: datetime,
) -> Fund:
    """A new fund of a district, which only staff see."""
    if session.scalar(select(Fund.id).where(Fund.slug == slug)) is not None:
        raise NameTaken
    fund = Fund(district=district, slug=slug, created_at=at)
    _settle(fund, draft)
    session.add(fund)
    session.flush()
    audit.note(session, asker, "create_fund", f"fund:{slug}", at=at)
    return fund


def change_fund(
    session: Session, fund: Fund, draft: Draft, *, asker: Asker | None, at: datetime
) -> None:
    """Write anew what a fund is."""
    _settle(fund, draft)
    audit.note(session, asker, "change_fund", f"fund:{fund.slug}", at=at)


def show_fund(session: Session, fund: Fund, *, asker: Asker | None, at: datetime) -> None:
    """Let everybody see a fund."""
    if fund.published_at is not None:
        raise NotNow
    if not all(words.get("de", "").strip() for words in (fund.about, fund.body, fund.apply)):
        raise NotReady
    fund.published_at = at
    audit.note(session, asker, "show_fund", f"fund:{fund.slug}", at=at)


def hide_fund(session: Session, fund: Fund, *, asker: Asker | None, at: datetime) -> None:
    """Show a fund to staff only again."""
    if fund.published_at is None:
        raise NotNow
    fund.published_at = None
    audit.note(session, asker, "hide_fund", f"fund:{fund.slug}", at=at)


def set_fund_year(
    session: Session, fund: Fund, year: int, rules: Rules, *, asker: Asker | None, at: datetime
) -> FundYear:
    """Set what a fund has in a year, and its rules; never less than is granted already."""
    found = year_of(fund, year)
    if found is None:
        found = FundYear(year=year)
        fund.years.append(found)
    else:
        found = held(session, found.id)
        now = balance(session, found)
        if rules.amount < now.spent + now.committed:
            raise LessThanPromised(amount=Cents(now.spent + now.committed))
    found.amount, found.cap, found.cap_exception = rules.amount, rules.cap, rules.cap_exception
    found.own_share, found.hour_rate = rules.own_share, rules.hour_rate
    found.deadline_days = rules.deadline_days
    session.flush()
    session.refresh(fund, ["years"])
    subject = f"fund:{fund.slug}/{year}"
    audit.note(session, asker, "set_fund_year", subject, at=at, amount=rules.amount)
    return found


def _settle(fund: Fund, draft: Draft) -> None:
    fund.name, fund.about = dict(draft.name), dict(draft.about)
    fund.body, fund.apply = dict(draft.body), dict(draft.apply)
    fund.area_id, fund.programme = draft.area_id, draft.programme
    fund.keep_months = draft.keep_months
