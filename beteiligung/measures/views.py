"""Residents' pages of measures: what people said and what was done, by district; one measure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from flask import Blueprint, current_app, render_template, request
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
from beteiligung.measures.parts import sourced
from beteiligung.measures.path import ENDS, TAGS, WORDS, Status
from beteiligung.measures.trend import trend
from beteiligung.text import N_
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams

blueprint = Blueprint("measures", __name__)

SHOWN_MONEY = {"planned": N_("Planned"), "granted": N_("Granted"), "spent": N_("Spent")}
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
        near=_near(measures),
        groups=showing.grouped(measures),
        headings=showing.GROUPS,
        figures=showing.public_figures,
        said_about=showing.about,
        shared=showing.shared(session(), measures),
        ideas=showing.heard(session(), measures),
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
    figures, given = showing.public_figures(found), [x for x in found.money if not x.is_open]
    asked = {figure.survey for figure in figures}
    pages = {survey: seams().results_page(session(), survey) for survey in asked}
    return render_template(
        "measures/measure.html",
        measure=found,
        about=tuple(district.id for district in found.districts),
        figures=figures,
        pages=pages,
        shared=showing.shared(session(), [found]),
        missing=showing.missing(session(), found),
        ideas=showing.ideas_of(session(), found),
        events=told(session(), found),
        after=after if after is not None and after.published_at else None,
        costs=facts.costs(found),
        fallback=facts.FALLBACK if facts.falls_back(found) else "",
        period=facts.period(found),
        trends=[(each, trend(each)) for each in found.indicators],
        sources=[
            *((line.programme, line.is_own, _amounts(line)) for line in given),
            *([(gettext("Together"), False, _sums(found))] if given[1:] else ()),
        ],
        lacking=facts.lacking(found),
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


def _near(measures: Sequence[Measure]) -> list[Measure]:
    """Those at the place of the printed code by which somebody came, or in an area around it."""
    behind = seams().place_behind(session(), request.args.get("c", ""))
    if behind is None:
        return []
    place, areas = behind
    return [
        each
        for each in measures
        if each.place_id == place or not areas.isdisjoint(area.id for area in each.areas)
    ]


def _amounts(line: MoneyLine) -> list[tuple[str, str]]:
    """What is known of a source of money: the word for it, and the amount."""
    return _worded({name: getattr(line, name) for name in SHOWN_MONEY})


def _sums(measure: Measure) -> list[tuple[str, str]]:
    return _worded({name: sourced(measure, name) for name in SHOWN_MONEY})


def _worded(amounts: Mapping[str, int | None]) -> list[tuple[str, str]]:
    known = {name: cents for name, cents in amounts.items() if cents is not None}
    return [(gettext(SHOWN_MONEY[name]), i18n.money(cents)) for name, cents in known.items()]


def _link(measure: Measure) -> str:
    lang = i18n.current().id
    return outside("measures.measure", lang=lang, reference=measure.reference)


def _late(measure: Measure) -> bool:
    timezone = current_app.extensions["settings"].timezone
    return queries.is_late(measure, local_date(moment(), timezone))
