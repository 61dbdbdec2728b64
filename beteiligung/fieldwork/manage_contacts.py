"""Staff pages about contacts outside: how they ended, the response rate, topics; what is chosen."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import clock, db, i18n
from beteiligung.access import Role, staff
from beteiligung.districts.models import District
from beteiligung.districts.queries import district_by_slug, places_of
from beteiligung.errors import NotFound
from beteiligung.fieldwork import choosing, queries
from beteiligung.fieldwork.choices import LANGUAGES, Offered, Sort
from beteiligung.fieldwork.contacts import BLOCKS, LANGUAGE, OUTCOMES
from beteiligung.fieldwork.forms import SORTS, ChoiceForm
from beteiligung.fieldwork.offering import name_of
from beteiligung.fieldwork.reckoning import (
    FEW,
    FEWEST,
    INTERVIEWS,
    REFUSED,
    Outcomes,
    Reckoning,
    contacts,
    rate_of,
    reckoned,
)
from beteiligung.i18n import gettext as _
from beteiligung.web import spreadsheets
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("contacts_desk", __name__, url_prefix="/verwaltung/stadtteile/<slug>")

USUAL = timedelta(weeks=12)
HIDDEN = 5  # a count below this is said as "under 5"


class Period(NamedTuple):
    """The days between which weeks begin, and what is wrong with what was typed."""

    since: date
    until: date
    fault: str = ""


class Line(NamedTuple):
    """One place, occasion or part of the day: its contacts, who was asked, the response rate."""

    name: str
    contacts: str
    asked: str
    complete: str
    share: str


@blueprint.get("/kontakte")
@staff(Role.MANAGER)
def overview(slug: str) -> ResponseReturnValue:
    """How contacts outside ended, the response rate, what was talked about."""
    district, period = own(slug), _period()
    found = _found(district, period)
    names = _names(district)
    body = render_template(
        "fieldwork/contacts.html",
        found=district,
        period=period,
        contacts=contacts(found.total),
        rate=rate_of(found.total),
        outcomes=list(_bars(found.total, {name: _(words) for name, words in OUTCOMES.items()})),
        parts=[(title, list(_lines(part, names[by]))) for by, title, part in _parts(found)],
        about={sort: list(_bars(found.about[sort], names[sort])) for sort in found.about},
        weeks=[
            (
                i18n.day(week),
                few(sum(each[name] for name in INTERVIEWS)),
                few(sum(each[name] for name in REFUSED)),
                few(contacts(each)),
            )
            for week, each in found.weeks.items()
        ],
        fewest=FEWEST,
        few=FEW,
        unhidden=HIDDEN,
    )
    return body, 422 if period.fault else 200


@blueprint.get("/kontakte.csv")
@staff(Role.MANAGER)
def file(slug: str) -> Response:
    """The same figures as a file; small numbers are hidden in it, too."""
    district, period = own(slug), _period()
    rows = [("by", "which", "what", "n"), *_rows(_found(district, period), _names(district))]
    body = b"".join(spreadsheets.pieces([rows], excel="excel" in request.args))
    response = Response(body, 200, {"Cache-Control": "no-store"})
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="kontakte-{slug}.csv"'
    return response


@blueprint.route("/kontakte/auswahl", methods=["GET", "POST"])
@staff(Role.MANAGER)
def lists(slug: str) -> ResponseReturnValue:
    """What pilots choose from: topics, advice centres, occasions; and something more."""
    district, form, session = own(slug), ChoiceForm(), db.session()
    if checked(form):
        sort = Sort(form.sort.data)
        try:
            choosing.add_choice(
                session, signed_in(), district, sort, name=form.name.data, at=moment()
            )
        except (choosing.ThereAlready, choosing.TooManyChoices) as refusal:
            form.refuse("sort", refusal)
        else:
            flash(_("Added. Tablets have it after their next ready check."), "ok")
            return redirect(url_for("contacts_desk.lists", slug=slug), 303)
    rows = [(sort, _(SORTS[sort.value]), _choices(district, sort)) for sort in Sort]
    body = render_template("fieldwork/choices.html", found=district, form=form, rows=rows)
    return body, form.status


@blueprint.post("/kontakte/auswahl/angebot")
@staff(Role.MANAGER)
def offer(slug: str) -> Response:
    """Something is offered no longer, or again."""
    check_token()
    district, sort = own(slug), request.form.get("list", "")
    if sort not in SORTS:
        raise NotFound
    which = (Sort(sort), request.form.get("code", ""))
    offered = request.form.get("offered") == "1"
    choosing.offer_choice(db.session(), signed_in(), district, which, offered=offered, at=moment())
    flash(_("Changed. Tablets have it after their next ready check."), "ok")
    return redirect(url_for("contacts_desk.lists", slug=slug), 303)


def own(slug: str) -> District:
    """A district of the asker's."""
    return district_by_slug(db.session(), slug, signed_in().districts(Role.MANAGER))


def few(n: int) -> str:
    """A count as staff read it: small ones are not said."""
    return _("under 5") if 0 < n < HIDDEN else i18n.number(max(n, 0))


def _choices(district: District, sort: Sort) -> list[tuple[Offered, str]]:
    found = queries.choices(db.session(), district.id, sort)
    return [(each, name_of(each)) for each in found]


def _period() -> Period:
    """From when to when, as the address says it: twelve weeks, if it says nothing."""
    today = clock.local_date(moment(), current_app.extensions["settings"].timezone)
    usual = Period(today - USUAL - timedelta(days=today.weekday()), today)
    try:
        since = _typed("von", usual.since)
        until = _typed("bis", usual.until)
    except ValueError:
        return usual._replace(fault=_("Please write both days as a date."))
    if since > until:
        return usual._replace(fault=_("The first day comes after the last one."))
    # The whole of a week counts, whatever day of it was chosen.
    return Period(since - timedelta(days=since.weekday()), until)


def _typed(name: str, otherwise: date) -> date:
    text = request.args.get(name, "")
    return date.fromisoformat(text) if text else otherwise


def _found(district: District, period: Period) -> Reckoning:
    return reckoned(queries.counts(db.session(), district.id, period.since, period.until))


def _names(district: District) -> dict[str, Mapping[str, str]]:
    """What everything that is counted is called."""
    named: dict[str, Mapping[str, str]] = {
        sort.value: {each.code: name for each, name in _choices(district, sort)} for sort in Sort
    }
    places = {place.slug: place.name for place in places_of(db.session(), district)}
    named[LANGUAGE] = {code: i18n.language_name(code) for code in LANGUAGES}
    named["place"] = {**places, "": _("another place")}
    named[Sort.OCCASION.value] = {**named[Sort.OCCASION.value], "": _("not given")}
    ends = (*BLOCKS[1:], 24)
    named["hour"] = {
        str(begins): _("%(from)s to %(until)s", **{"from": f"{begins}:00", "until": f"{end}:00"})
        for begins, end in zip(BLOCKS, ends, strict=True)
    }
    return named


def _parts(found: Reckoning) -> Iterator[tuple[str, str, Mapping[str, Outcomes]]]:
    yield "place", _("Place"), found.places
    yield Sort.OCCASION.value, _("Occasion"), found.occasions
    yield "hour", _("Part of the day"), found.blocks


def _lines(part: Mapping[str, Outcomes], names: Mapping[str, str]) -> Iterator[Line]:
    for which, outcomes in part.items():
        rate = rate_of(outcomes)
        share = i18n.percent(rate.share) if rate.share is not None else _("too few")
        yield Line(
            names.get(which, which),
            few(contacts(outcomes)),
            few(rate.asked),
            few(rate.complete),
            f"({share})" if rate.share is not None and rate.is_hint else share,
        )


def _bars(
    counts: Counter[str], names: Mapping[str, str]
) -> Iterator[tuple[str, float | None, str]]:
    """Bars, the most frequent first: each against the longest."""
    longest = max(counts.values(), default=0)
    for which, n in counts.most_common():
        if n > 0:
            length = round(100 * n / longest, 1) if n >= HIDDEN else None
            yield names.get(which, which), length, few(n)


def _rows(found: Reckoning, names: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    groups: list[tuple[str, Mapping[str, Outcomes], Mapping[str, str]]] = [
        ("total", {"": found.total}, {}),
        *((by, part, names[by]) for by, _title, part in _parts(found)),
        ("week", {week.isoformat(): each for week, each in found.weeks.items()}, {}),
    ]
    for by, part, named in groups:
        for which, outcomes in part.items():
            for what, words in OUTCOMES.items():
                if outcomes[what] > 0:
                    yield by, named.get(which, which), _(words), few(outcomes[what])
    for sort, counts in found.about.items():
        for which, n in counts.most_common():
            yield sort, names[sort].get(which, which), _("Contacts"), few(n)
