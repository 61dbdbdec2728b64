"""One measure on a sheet of A4: what was said, what was decided, what it costs, what comes next."""

from pathlib import Path
from textwrap import shorten
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.clock import local_date
from beteiligung.i18n import gettext, phrase
from beteiligung.locales import BY_ID
from beteiligung.measures import facts, queries, showing
from beteiligung.measures.facts import costs, number_of, period
from beteiligung.measures.history import told
from beteiligung.measures.models import FrozenFigure, Indicator, Measure, MeasureEvent, MoneyLine
from beteiligung.measures.parts import AMOUNTS, share, sourced
from beteiligung.measures.path import ENDS, WORDS, Status
from beteiligung.measures.waves import public_points
from beteiligung.qrcodes.printing import sheet, svg
from beteiligung.text import Translated
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment
from beteiligung.web.seams import Missing

TEMPLATE = Path(__file__).with_name("measure.typ")
PDF = "application/pdf"
LONGEST = 800  # signs of what is to be done: the rest stands on the page
MOST = {
    "figures": 8,
    "ideas": 8,
    "events": 8,
    "money": 8,
    "indicators": 6,
    "missing": 4,
}  # on one sheet


def sheet_of(session: Session, measure: Measure) -> Response:
    """The sheet in the page's language (PDF); results from releases only, as on its page."""
    made = sheet(TEMPLATE, _data(session, measure))
    response = Response(made, 200, {"Cache-Control": "no-cache"}, content_type=PDF)
    name = f"{measure.reference}-{i18n.current().id}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _data(session: Session, measure: Measure) -> dict[str, Any]:
    language = i18n.current()
    settings = current_app.extensions["settings"]
    today = local_date(moment(), settings.timezone)
    return {
        "title": f"{measure.reference} {_plain(measure.named)}",
        "by": settings.name,
        "language": language.html_lang,
        "rtl": language.direction == "rtl",
        "heading": _said(measure.named),
        "reference": measure.reference,
        "status": gettext(WORDS[measure.stands]),
        "note": _said(measure.text("note")),
        "reason": _said(measure.text("reason")),
        "description": _brief(_said(measure.text("description"))),
        "facts": _facts(measure),
        "sums": _sums(measure),
        "lacking": facts.lacking(measure),
        "next": _next(measure, late=queries.is_late(measure, today)),
        "day": i18n.day(today),
        "fallback": gettext(facts.FALLBACK) if facts.falls_back(measure) else "",
        "texts": _texts(),
        **_address(measure),
        **_lists(session, measure),
    }


def _address(measure: Measure) -> dict[str, str]:
    """Where everybody reads the same, as a code and to type; of a draft that only staff see it."""
    if measure.published_at is None:
        return {"draft": gettext("Only staff see this measure."), "code": "", "address": ""}
    lang = i18n.current().id
    address = outside("measures.measure", lang=lang, reference=measure.reference)
    code = svg(address).decode()
    return {"draft": "", "code": code, "address": address.partition("://")[2]}


def _lists(session: Session, measure: Measure) -> dict[str, Any]:
    """What there may be several of, as many of each as a sheet takes."""
    shared = showing.shared(session, [measure])
    found: dict[str, list[dict[str, Any]]] = {
        "figures": [
            _figure(each, shared.get(each.survey, "")) for each in showing.public_figures(measure)
        ],
        "ideas": [_idea(taken) for taken in showing.ideas_of(session, measure)],
        "money": [_money(measure, line) for line in measure.money if not line.is_open],
        "indicators": [_indicator(each) for each in measure.indicators],
        "missing": [line for each in showing.missing(session, measure) for line in _missing(each)],
        "events": [_event(event) for event in told(session, measure) if event.status],
    }
    shown: dict[str, Any] = {name: rows[: MOST[name]] for name, rows in found.items()}
    cut = any(len(rows) > MOST[name] for name, rows in found.items())
    said = gettext("There was no room here for everything. You find it at the address.")
    return {**shown, "cut": said if cut else ""}


def _missing(found: Missing) -> list[dict[str, Any]]:
    return [{"words": line} for line in found.lines or [found.nobody]]


def _idea(taken: showing.TakenIdea) -> dict[str, Any]:
    idea = taken.idea
    language = idea.meaning_lang or idea.html_lang
    entry = next(one for one in BY_ID.values() if one.html_lang == language)
    devices = i18n.ngettext(
        "%(num)s device supports this", "%(num)s devices support this", idea.supporters or 0
    )
    return {
        "words": {
            "text": idea.meaning or idea.words,
            "lang": language,
            "rtl": entry.direction == "rtl",
        },
        "tongue": i18n.other_language(language),
        "origin": gettext(idea.origin) if idea.meaning else "",
        "kind": gettext(taken.kind),
        "because": _said(taken.because),
        "devices": devices if idea.supporters else "",
        "reference": idea.reference,
    }


def _texts() -> dict[str, str]:
    return {
        "what": gettext("What is to be done"),
        "said": gettext("What people said"),
        "missing": gettext("Who is missing"),
        "none": gettext("No published result stands behind this measure."),
        "ideas": gettext("Ideas"),
        "reason": gettext("The reason:"),
        "money": gettext("What it costs"),
        "source": gettext("Programme or source"),
        "planned": gettext("Planned"),
        "applied": gettext("Applied for"),
        "granted": gettext("Granted"),
        "spent": gettext("Spent"),
        "together": gettext("Together"),
        "indicators": gettext("Whether it helps"),
        "counted": gettext("What is counted"),
        "before": gettext("Before the measure"),
        "goal": gettext("Goal"),
        "now": gettext("Now"),
        "next": gettext("Next step"),
        "history": gettext("What has happened so far"),
        "as_of": gettext("As of"),
        "voluntary": gettext(
            "Everybody could take part who wanted to. "
            "So the results do not stand for all residents."
        ),
    }


def _facts(measure: Measure) -> list[dict[str, Any]]:
    """What is known of it, as name and words; what nobody wrote down is left out."""
    districts = [_plain(row.area.named) for row in measure.districts]
    goal = measure.goal
    found = (
        (gettext("Stands in"), i18n.listed(districts)),
        (gettext("Place"), measure.place.name if measure.place else ""),
        (gettext("Field of action"), measure.topic),
        (gettext("Goal of a plan"), f"{goal.plan.name}, {goal.code}" if goal else ""),
        (gettext("Responsible office"), measure.office),
        (gettext("Partners"), measure.partners),
        (gettext("Period"), period(measure)),
        (gettext("Costs"), costs(measure)),
        (gettext("Council paper"), measure.paper),
    )
    return [{"name": name, "words": words} for name, words in found if words]


def _figure(figure: FrozenFigure, together: str) -> dict[str, Any]:
    base = f"n = {i18n.number(figure.base)}" if figure.base is not None else ""
    share_said = i18n.percent(figure.percent / 100) if figure.percent is not None else ""
    return {
        "value": share_said or i18n.number(figure.count or 0),
        "question": _said(figure.text("question")),
        "answer": _said(figure.text("answer")),
        "base": " · ".join(filter(None, (base, together))),
        "source": _said(figure.text("title")),
        "day": i18n.day(figure.day),
    }


def _money(measure: Measure, line: MoneyLine) -> dict[str, Any]:
    part = share(measure, line)
    said = f" ({i18n.percent(part)})" if part is not None else ""
    own = f", {gettext('own share')}" if line.is_own else ""
    amounts = {name: _amount(getattr(line, name)) for name in AMOUNTS}
    return {"programme": f"{line.programme}{own}{said}", **amounts}


def _sums(measure: Measure) -> dict[str, str]:
    return {name: _amount(sourced(measure, name)) for name in AMOUNTS}


def _amount(cents: int | None) -> str:
    return "–" if cents is None else i18n.money(cents)


def _indicator(indicator: Indicator) -> dict[str, Any]:
    points = public_points(indicator)
    since = points[1:] if indicator.figure else points  # the first wave is what was before
    newest = since[-1] if since else None
    return {
        "name": _said(indicator.named),
        "source": indicator.source,
        "before": number_of(indicator.baseline, indicator.unit),
        "goal": number_of(indicator.target, indicator.unit),
        "now": number_of(newest.value, indicator.unit) if newest else "–",
    }


def _next(measure: Measure, *, late: bool) -> dict[str, Any]:
    if measure.stands in ENDS or not (measure.next_step or measure.next_on):
        return {}
    return {
        "words": _said(measure.text("next_step")),
        "day": i18n.day(measure.next_on) if measure.next_on else "",
        "late": gettext("overdue") if late else "",
    }


def _event(event: MeasureEvent) -> dict[str, Any]:
    return {
        "day": i18n.day(event.at),
        "status": gettext(WORDS[Status(event.status)]),
        "words": _said(event.said),
    }


def _said(text: Translated) -> dict[str, Any]:
    """Words with their own language and direction, so that a fallback is set as what it is."""
    found = phrase(text)
    entry = BY_ID[found.locale]
    return {"text": found.text, "lang": entry.html_lang, "rtl": entry.direction == "rtl"}


def _brief(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"text": shorten(said["text"], LONGEST, placeholder=" …")}


def _plain(text: Translated) -> str:
    return phrase(text).text
