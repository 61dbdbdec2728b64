"""Staff page of what goes back to the people of a district: pages, prints, cards, the report."""

from collections import Counter
from typing import NamedTuple

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.clock import local_date
from beteiligung.districts.models import District
from beteiligung.districts.queries import district_by_slug, districts_of
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext, offered, phrase, speaking
from beteiligung.locales import LocaleEntry, entries
from beteiligung.measures.cards import counted
from beteiligung.measures.models import Measure
from beteiligung.measures.path import WORDS
from beteiligung.measures.queries import public_in
from beteiligung.measures.showing import group_of, grouped
from beteiligung.subscriptions.queries import subscribers
from beteiligung.text import Translated
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in

blueprint = Blueprint("report_desk", __name__, url_prefix="/verwaltung/rueckmeldung")

READERS = (Role.MANAGER, Role.PILOT, Role.VIEWER)
ON_A_CARD = 3  # measures that a pilot tells about
FEWEST = 5  # people of whom a number may be told


class Card(NamedTuple):
    """What a pilot tells people in one language; each line is one thing to say."""

    entry: LocaleEntry
    lines: tuple[str, ...]
    address: str


@blueprint.get("/")
@staff(*READERS)
def overview() -> ResponseReturnValue:
    """On to the first of somebody's districts."""
    found = districts_of(db.session(), signed_in().districts(*READERS))
    if not found:
        raise NotFound
    return redirect(url_for("report_desk.district", slug=found[0].slug), 303)


@blueprint.get("/<slug>")
@staff(*READERS)
def district(slug: str) -> str:
    """Everything that goes back to the people of a district."""
    session, allowed = db.session(), signed_in().districts(*READERS)
    found = district_by_slug(session, slug, allowed)
    measures = public_in(session, found.id)
    many = subscribers(session, found.id)
    return render_template(
        "reports/desk.html",
        here=found,
        districts=districts_of(session, allowed),
        today=local_date(moment(), current_app.extensions["settings"].timezone),
        cards=cards(found, measures) if measures else [],
        counted=counted(Counter(group_of(measure) for measure in measures)),
        tongues=entries(list(offered())),
        many=i18n.number(many) if many >= FEWEST or not many else gettext("under 5"),
    )


def cards(found: District, measures: list[Measure]) -> list[Card]:
    """The same in every language that pages have here: what is done in front."""
    ordered = [each for group in grouped(measures).values() for each in group][:ON_A_CARD]
    return [_card(found, ordered, entry) for entry in entries(list(offered()))]


def _card(found: District, measures: list[Measure], entry: LocaleEntry) -> Card:
    with speaking(entry.id):
        address = outside("measures.district", lang=entry.id, district=found.slug)
        return Card(
            entry,
            (
                f"{gettext('You said, we did')}: {phrase(found.area.named).text}",
                *(_line(measure) for measure in measures),
            ),
            address.partition("://")[2],
        )


def _line(measure: Measure) -> str:
    told = measure.note or measure.reason  # how it stands; why, where nothing else is said
    note = phrase(Translated(told)).text.replace("\n", " ")
    said = f"{phrase(measure.named).text} ({gettext(WORDS[measure.stands])})"
    return f"{said}: {note}" if note else said
