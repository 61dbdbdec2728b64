"""District funds as a card on the pages of others: there is money, and until when to apply."""

from datetime import datetime

from flask import current_app, url_for
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.clock import local_date
from beteiligung.funds.models import Fund
from beteiligung.funds.queries import public_funds, taking
from beteiligung.i18n import gettext
from beteiligung.text import N_
from beteiligung.web.seams import Panel


def panels(session: Session, district_id: int, at: datetime) -> list[Panel]:
    """A card for each fund of a district that everybody may see."""
    return [
        Panel(
            kind=N_("Money for your project"),
            title=i18n.phrase(fund.named),
            line=until(fund, at),
            href=url_for("funds.fund", slug=fund.slug),
        )
        for fund in public_funds(session, district_id)
    ]


def until(fund: Fund, at: datetime) -> str:
    """Until when to apply, in a sentence."""
    timezone = current_app.extensions["settings"].timezone
    meeting = taking(fund, local_date(at, timezone))
    if meeting is None:
        return gettext("The next meeting is not known yet.")
    return gettext("Please apply by %(day)s.", day=i18n.day(meeting.deadline))
