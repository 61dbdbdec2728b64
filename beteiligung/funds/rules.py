"""What the rules of a year allow: the most for a project, the own share; whole cents only."""

from typing import NamedTuple, Protocol

from beteiligung.errors import Refusal
from beteiligung.funds.models import FundYear
from beteiligung.text import N_

WHOLE = 10_000  # hundredths of a per cent
HOUR = 100  # hundredths of an hour


class Budget(Protocol):
    """How a project is paid for; amounts in cents, hours in hundredths."""

    @property
    def total(self) -> int:
        """What it costs."""

    @property
    def requested(self) -> int:
        """What the fund is asked for."""

    @property
    def own_money(self) -> int:
        """Money of those who apply."""

    @property
    def own_hours(self) -> int:
        """Hours of their own work."""

    @property
    def others(self) -> int:
        """Gifts and other money."""

    @property
    def exception(self) -> str:
        """Why more than usual is asked for."""


class Cents(int):
    """An amount inside a sentence; pages say it as their language writes amounts."""

    def __str__(self) -> str:
        """As every language can read it."""
        return f"{self // 100}.{self % 100:02} €"


class Hundredths(int):
    """Hundredths of a per cent inside a sentence."""

    def __str__(self) -> str:
        """With its last two digits, such as 49.99."""
        return f"{self // 100}.{self % 100:02}"


class SumsDiffer(Refusal):
    """Parts that are not the whole."""

    default = N_("The parts come to %(parts)s, the project costs %(total)s. Please check both.")


class NothingRequested(Refusal):
    """An application that asks for no money."""

    default = N_("Please write how much the fund is asked for.")


class OwnShareTooSmall(Refusal):
    """Less of their own than the rules of the year ask for."""

    default = N_(
        "The own share is %(share)s %%, but must be at least %(least)s %%: "
        "%(missing)s are missing. Own money, own work and gifts count."
    )


class ReasonForMore(Refusal):
    """More than is usual, without a word why."""

    default = N_("More than %(most)s for a project needs a reason. Please write it.")


class MoreThanEver(Refusal):
    """More than the rules of the year allow even with a reason."""

    default = N_("The fund gives at most %(most)s for a project.")


class Own(NamedTuple):
    """What those who apply bring themselves, in cents."""

    money: int
    work: int
    others: int

    @property
    def all(self) -> int:
        """Everything that counts as own share."""
        return self.money + self.work + self.others


def own_of(budget: Budget, hour_rate: int) -> Own:
    """The own share of a project; parts of a cent of own work do not count."""
    return Own(budget.own_money, budget.own_hours * hour_rate // HOUR, budget.others)


def check(budget: Budget, rules: FundYear, hour_rate: int) -> None:
    """Refuse what the rules of the year do not allow; the first thing that is wrong."""
    own = own_of(budget, hour_rate)
    if budget.requested <= 0:
        raise NothingRequested
    if budget.requested + own.all != budget.total:
        raise SumsDiffer(parts=Cents(budget.requested + own.all), total=Cents(budget.total))
    _check_share(own.all, budget.total, rules.own_share)
    check_most(budget.requested, rules, reason=budget.exception)


def check_most(amount: int, rules: FundYear, *, reason: str) -> None:
    """Refuse more than a project can have."""
    most = rules.cap if rules.cap_exception is None else max(rules.cap, rules.cap_exception)
    if amount > most:
        raise MoreThanEver(most=Cents(most))
    if amount > rules.cap and not reason.strip():
        raise ReasonForMore(most=Cents(rules.cap))


def _check_share(own: int, total: int, least: int) -> None:
    """Whether ``own`` is enough: exactly, for 49.9999 % is not 50 %."""
    if own * WHOLE >= total * least:
        return
    missing = -(-total * least // WHOLE) - own  # rounded up to a cent
    raise OwnShareTooSmall(
        share=Hundredths(own * WHOLE // total), least=Hundredths(least), missing=Cents(missing)
    )
