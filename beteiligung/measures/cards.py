"""Measures as a card on the pages of others: what came of what was said in a district."""

from collections import Counter
from datetime import datetime

from flask import request, url_for
from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.i18n import current, gettext, ngettext
from beteiligung.measures.queries import public_in
from beteiligung.measures.showing import DOING, DONE, NO, WAITING, group_of
from beteiligung.text import N_, Phrase
from beteiligung.web.seams import Panel


def panels(session: Session, district_id: int, at: datetime) -> list[Panel]:
    """One card for all measures of a district, if there are any: how many stand where."""
    del at
    found = public_in(session, district_id)
    district = session.get(District, district_id)
    if not found or district is None:
        return []
    return [
        Panel(
            kind=N_("Measures"),
            title=Phrase(gettext("You said, we did"), current().id),
            line=counted(Counter(group_of(measure) for measure in found)),
            href=url_for("measures.district", district=district.slug, c=request.args.get("c")),
            stage="became",
        )
    ]


def counted(groups: "Counter[str]") -> str:
    """How many measures stand where, in words."""
    said = (
        (DONE, ngettext("%(num)s carried out", "%(num)s carried out", groups[DONE])),
        (DOING, ngettext("%(num)s under way", "%(num)s under way", groups[DOING])),
        (NO, ngettext("%(num)s not possible", "%(num)s not possible", groups[NO])),
        (WAITING, ngettext("%(num)s waiting", "%(num)s waiting", groups[WAITING])),
    )
    return " · ".join(words for group, words in said if groups[group])
