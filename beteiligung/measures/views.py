"""Residents' pages of measures: what people said and what was done, by district; one measure."""

from collections import Counter
from datetime import date

from flask import Blueprint, current_app, render_template
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.access import public
from beteiligung.clock import local_date
from beteiligung.db import session
from beteiligung.districts.queries import district_by_slug, districts_of
from beteiligung.i18n import gettext
from beteiligung.measures import facts, feed, queries, showing
from beteiligung.measures.cards import counted
from beteiligung.measures.history import told
from beteiligung.measures.models import Measure, MoneyLine
from beteiligung.measures.parts import total
from beteiligung.measures.path import ENDS, TAGS, WORDS, Status
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams

blueprint = Blueprint("measures", __name__)

SHOWN_MONEY = ("planned", "granted", "spent")
RSS = "application/rss+xml; charset=utf-8"


@blueprint.get("/<lang:lang>/massnahmen/")
@public
def overview() -> str:
    """Every district with how many of its measures stand where."""
    found = [(row, queries.public_in(session(), row.id)) for row in districts_of(session(), None)]
    return render_template(
        "measures/overview.html",
        districts=[
            (row, counted(Counter(showing.group_of(each) for each in measures)))
            for row, measures in found
            if measures
        ],
    )


@blueprint.get("/<lang:lang>/massnahmen/<district>")
@public
def district(district: str) -> str:
    """What people said in a district, and what became of it."""
    found = district_by_slug(session(), district)
    measures = queries.public_in(session(), found.id)
    return render_template(
        "measures/district.html",
        district=found,
        about=(found.id,),
        total=len(measures),
        groups=showing.grouped(measures),
        headings=showing.GROUPS,
        figures=showing.public_figures,
        late=_late,
        words=WORDS,
        tags=TAGS,
    )


@blueprint.get("/<lang:lang>/massnahme/<reference>")
@public
def measure(reference: str) -> str:
    """One measure: how it stands, what was said for it, what it costs, what comes next."""
    found = queries.public_measure(session(), reference)
    after = found.replaced_by
    figures = showing.public_figures(found)
    pages = {figure.survey: seams().results_page(session(), figure.survey) for figure in figures}
    return render_template(
        "measures/measure.html",
        measure=found,
        about=tuple(district.id for district in found.districts),
        figures=figures,
        pages=pages,
        ideas=showing.ideas_of(session(), found),
        events=told(session(), found),
        after=after if after is not None and after.published_at else None,
        costs=facts.costs(found),
        period=facts.period(found),
        number_of=facts.number_of,
        date=date.fromisoformat,
        money_rows=[_money_row(line.programme, line) for line in found.money],
        money_foot=[gettext("Together"), *(_amount(total(found, name)) for name in SHOWN_MONEY)],
        late=_late(found),
        ends=found.stands in ENDS,
        statuses=Status,
        words=WORDS,
        tags=TAGS,
    )


@blueprint.get("/daten/massnahmen/<lang:lang>/<district>.rss")
@public
def news(district: str) -> Response:
    """The measures of a district for readers of news."""
    found = district_by_slug(session(), district)
    made = feed.feed(
        i18n.phrase(found.area.named).text,
        queries.public_in(session(), found.id),
        link=outside("measures.district", lang=i18n.current().id, district=district),
        address=_link,
    )
    return Response(made, 200, {"Cache-Control": "no-cache"}, content_type=RSS)


def _money_row(name: str, line: MoneyLine) -> list[str]:
    return [name, *(_amount(getattr(line, each)) for each in SHOWN_MONEY)]


def _amount(cents: int | None) -> str:
    return "–" if cents is None else i18n.money(cents)


def _link(measure: Measure) -> str:
    lang = i18n.current().id
    return outside("measures.measure", lang=lang, reference=measure.reference)


def _late(measure: Measure) -> bool:
    timezone = current_app.extensions["settings"].timezone
    return queries.is_late(measure, local_date(moment(), timezone))
