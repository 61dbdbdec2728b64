"""What managers do with the lists from which pilots choose: add, offer no longer, offer again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import note
from beteiligung.districts.models import District
from beteiligung.districts.slugs import slug_of
from beteiligung.errors import NotFound, Refusal
from beteiligung.fieldwork import queries
from beteiligung.fieldwork.choices import EVERYWHERE, Sort
from beteiligung.fieldwork.models import Choice
from beteiligung.text import N_

OWN, MOST = "own-", 60  # how codes of a district's own begin; so many of a sort


class ThereAlready(Refusal):
    """The list has this already, perhaps as one that is not offered any more."""

    default = N_("This is in the list already. If it is not offered, offer it again.")


class TooManyChoices(Refusal):
    """Nobody finds anything in so long a list."""

    default = N_("There are %(most)s in the list. More cannot be found on a tablet.")


def add_choice(
    session: Session,
    asker: Asker,
    district: District,
    sort: Sort,
    *,
    name: Mapping[str, str],
    at: datetime,
) -> Choice:
    """Pilots can choose something more, after their tablets' next ready check."""
    known = queries.choices(session, district.id, sort)
    if any(each.own.texts.get("de", "").casefold() == name["de"].casefold() for each in known):
        raise ThereAlready
    if len(known) >= MOST:
        raise TooManyChoices(most=MOST)
    code = slug_of(OWN + name["de"], {each.code for each in known})
    row = Choice(district_id=district.id, sort=sort.value, code=code, name=dict(name))
    session.add(row)
    session.flush()
    note(
        session, asker, "add_choice", f"district:{district.slug}", at=at, sort=sort.value, code=code
    )
    return row


def offer_choice(
    session: Session,
    asker: Asker,
    district: District,
    which: tuple[Sort, str],
    *,
    offered: bool,
    at: datetime,
) -> None:
    """Offer something from now on, or no longer; what was counted with it stays."""
    sort, code = which
    row = session.get(Choice, (district.id, sort.value, code))
    if row is None:
        if code not in EVERYWHERE[sort]:
            raise NotFound
        row = Choice(district_id=district.id, sort=sort.value, code=code, name={})
        session.add(row)
    row.is_offered = offered
    deed = "offer_choice" if offered else "stop_choice"
    session.flush()
    _note(session, asker, deed, row, at)


def _note(session: Session, asker: Asker, deed: str, row: Choice, at: datetime) -> None:
    note(session, asker, deed, f"choice:{row.code}", at=at, sort=row.sort, code=row.code)
