"""Checks of what is in the database: texts of duty, invented answers, somebody to administer."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.models import Membership, Staff
from beteiligung.config import Settings
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level
from beteiligung.web.models import SiteText

DUTIES = ("imprint", "controller", "operator")  # texts without which nobody may be asked


def duties(settings: Settings, session: Session) -> Findings:
    """Whether residents could be asked: who asks is said, and nothing here is invented."""
    texts = {row.key: row.texts for row in session.scalars(select(SiteText))}
    missing = [key for key in DUTIES if not any(map(str.strip, texts.get(key, {}).values()))]
    level = Level.FAULT if settings.production else Level.WARN
    if missing:
        remedy = N_("an administrator writes them under “Texts”")
        values = {"names": ", ".join(missing)}
        yield Finding(level, N_("texts of duty"), N_("missing: %(names)s"), remedy, values)
    else:
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
