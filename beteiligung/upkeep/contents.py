"""Checks of what is in the database: texts of duty, invented answers, somebody to administer."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.models import Membership, Staff
from beteiligung.config import Settings
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level
from beteiligung.web.models import SiteText

# Texts without which nobody may be asked, by the words that their fields bear.
DUTIES = {
    "imprint": N_("Imprint"),
    "controller": N_("Who is responsible for the data"),
    "operator": N_("Who runs this website"),
}


def duties(settings: Settings, session: Session) -> Findings:
    """Whether residents could be asked: who asks is said, and nothing here is invented."""
    texts = {row.key: row.texts for row in session.scalars(select(SiteText))}
    missing = [
        label
        for key, label in DUTIES.items()
        if not any(map(str.strip, texts.get(key, {}).values()))
    ]
    level = Level.FAULT if settings.production else Level.WARN
    for label in missing:
        remedy = N_("an administrator writes it under “Texts”")
        yield Finding(level, label, N_("not written yet"), remedy)
    if not missing:
        yield Finding(Level.OK, N_("texts of duty"), N_("written"))
    if texts.get("demo"):
        found = N_("invented answers are in this database")
        remedy = N_("use a fresh database for real residents") if settings.production else ""
        level = Level.FAULT if settings.production else Level.OK
        yield Finding(level, N_("demonstration"), found, remedy)
    yield _people(session)


def _people(session: Session) -> Finding:
    admins = session.scalar(
        select(func.count(Staff.id.distinct()))
        .join(Membership)
        .where(Membership.role == Role.ADMIN, Staff.active, Staff.password_hash.is_not(None))
    )
    if admins:
        return Finding(Level.OK, N_("administrators"), "%(n)s", values={"n": admins})
    remedy = "beteiligung invite EMAIL --role admin"
    return Finding(Level.WARN, N_("administrators"), N_("nobody"), remedy)
