"""The report of a district for council and funder, made from what everybody may see; in German."""

from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.districts.models import District
from beteiligung.i18n import phrase, speaking
from beteiligung.locales import SOURCE
from beteiligung.reports import chapters, chapters_done
from beteiligung.reports.blocks import Period, Report
from beteiligung.reports.glance import glance
from beteiligung.reports.ground import ground_of


def report_of(
    session: Session,
    district: District,
    period: Period,
    at: datetime,
    *,
    timezone: str,
    by: str,
    address: str,
) -> Report:
    """The report of a district about a period; ``by`` whom, and at which address all can read."""
    with speaking(SOURCE):
        ground = ground_of(session, district, period, at, timezone)
        return Report(
            district=phrase(district.area.named).text,
            period=f"{i18n.day(period.first)} bis {i18n.day(period.last)}",
            as_of=i18n.day(ground.today),
            by=district.operator or by,
            address=address,
            glance=glance(ground),
            chapters=(
                chapters.participation(ground),
                chapters.results(ground),
                chapters.ideas(ground),
                chapters_done.measures(ground),
                chapters_done.money(ground),
                chapters_done.indicators(ground),
                chapters_done.word(ground),
            ),
        )
