"""Which pot fits a project: the table of pots asked with a few answers; each no with its reason."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.districts.models import Area
from beteiligung.funds.pot_file import Line, read_pots
from beteiligung.funds.records import Pot
from beteiligung.text import N_

WHOLE = 10_000  # hundredths of a per cent


class Project(NamedTuple):
    """What is known of a project: where, how much it needs, for what, and who asks."""

    areas: frozenset[str]  # official numbers: its own area and all that overlap it; none: not known
    amount: int | None  # that is asked for, in cents
    investive: bool | None
    applicant: str  # "": not known
    day: date


class Fit(NamedTuple):
    """A pot, why it does not fit (message ids), and what the own share would come to in cents."""

    pot: Pot
    against: tuple[str, ...]
    own_share: int | None

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.against


# Each row: what would speak against a pot, and whether it does. What is not known speaks for it.
AGAINST: Mapping[str, Callable[[Pot, Project], bool]] = {
    N_("It does not pay in this area."): lambda pot, project: bool(
        pot.areas and project.areas and project.areas.isdisjoint(pot.areas)
    ),
    N_("It is not for these applicants."): lambda pot, project: bool(
        pot.applicants and project.applicant and project.applicant not in pot.applicants
    ),
    N_("It gives less than this."): lambda pot, project: _is_more(project.amount, pot.highest),
    N_("It only pays for larger projects."): lambda pot, project: _is_more(
        pot.lowest, project.amount
    ),
    N_("It only pays for what is bought or built and stays."): lambda pot, project: (
        pot.investive is True and project.investive is False
    ),
    N_("It does not pay for what is bought or built."): lambda pot, project: (
        pot.investive is False and project.investive is True
    ),
    N_("It does not pay at this time."): lambda pot, project: not holds_on(pot, project.day),
}


def fitting(pots: Sequence[Pot], project: Project) -> list[Fit]:
    """All pots: those that fit first, the smallest that is enough in front; then the others."""
    found = [
        Fit(pot, tuple(said for said, is_so in AGAINST.items() if is_so(pot, project)), None)
        for pot in pots
    ]
    found = [fit._replace(own_share=_own(fit.pot, project.amount)) for fit in found]
    return sorted(found, key=_order)


def holds_on(pot: Pot, day: date) -> bool:
    """Whether a pot gives money on a day."""
    begun = pot.valid_from is None or pot.valid_from <= day
    return begun and (pot.valid_to is None or day <= pot.valid_to)


def numbers_of(area: Area | None) -> frozenset[str]:
    """The official numbers under which a place in an area can be asked for."""
    if area is None:
        return frozenset()
    return frozenset({area.code, *(other.code for other in area.overlaps)})


def pots(session: Session) -> list[Pot]:
    """The table of pots by name."""
    return list(session.scalars(select(Pot).order_by(Pot.name)))


def import_pots(
    session: Session, content: bytes, *, asker: Asker | None, at: datetime
) -> list[Line]:
    """Take over a table of pots, all of it or nothing; it replaces the one before."""
    lines = read_pots(content)
    session.execute(delete(Pot))
    session.add_all(Pot(**line.values) for line in lines)
    session.flush()
    audit.note(session, asker, "import_pots", "pots", at=at, pots=len(lines))
    return lines


def _is_more(amount: int | None, other: int | None) -> bool:
    return amount is not None and other is not None and amount > other


def _own(pot: Pot, amount: int | None) -> int | None:
    """The least own share of a project that asks for an amount; rounded up to a cent."""
    if pot.own_share is None or amount is None or pot.own_share >= WHOLE:
        return None
    return -(-amount * pot.own_share // (WHOLE - pot.own_share))


def _order(fit: Fit) -> tuple[int, bool, int, str]:
    highest = fit.pot.highest
    return len(fit.against), highest is None, highest or 0, fit.pot.name
