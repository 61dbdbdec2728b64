"""What was said and done on a sheet of A4: as a poster, and as a page for a newspaper."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.clock import local_date
from beteiligung.districts.models import District
from beteiligung.i18n import gettext, ngettext, phrase
from beteiligung.locales import BY_ID
from beteiligung.measures import queries, showing
from beteiligung.measures.models import FrozenFigure, Measure
from beteiligung.measures.path import WORDS
from beteiligung.qrcodes.printing import TooLong, sheet, svg
from beteiligung.text import Translated
from beteiligung.web.hosts import outside
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment


class Heard(NamedTuple):
    """What the measures of a sheet rest on, as far as it stands in other rooms."""

    ideas: Mapping[str, Sequence[showing.TakenIdea]]  # by the number of their measure
    shared: Mapping[str, str]  # whose answers count together, by survey


TEMPLATE = Path(__file__).with_name("said_did.typ")
KINDS = ("poster", "page")
MOST = {"poster": 8, "page": 14}  # measures on a sheet
FIGURES = 2  # results beside a measure
IDEAS = 1  # in their words beside a measure
SCALES = (1.5, 1.3, 1.15, 1.0, 0.88, 0.76)  # of letters: as large as all of it finds room


def printed(session: Session, district: District, kind: str) -> bytes:
    """The sheet in the page's language, with as many measures as fit; those done in front."""
    measures = queries.public_in(session, district.id)
    groups = showing.grouped(measures)
    ordered = [measure for found in groups.values() for measure in found]
    told = ordered[: MOST[kind]]
    heard = Heard(showing.heard(session, told), showing.shared(session, told))
    bare = _data(district, kind)
    for many in range(min(MOST[kind], len(ordered)), 0, -1):
        more = {"groups": _groups(ordered[:many], heard), "more": _more(len(ordered) - many)}
        for scale in SCALES:
            with suppress(TooLong):
                return sheet(TEMPLATE, bare | more | {"scale": scale})
    return sheet(TEMPLATE, bare | {"groups": [], "more": _more(len(ordered)), "scale": 1})


def _data(district: District, kind: str) -> dict[str, Any]:
    language, today = i18n.current(), _today()
    address = outside("measures.district", lang=language.id, district=district.slug)
    title = gettext("You said, we did")
    return {
        "kind": kind,
        "title": f"{title}: {phrase(district.area.named).text}",
        "name": current_app.extensions["settings"].name,
        "by": phrase(site_texts().get("byline")).text or district.operator,
        "language": language.html_lang,
        "rtl": language.direction == "rtl",
        "district": _said(district.area.named),
        "code": svg(address).decode(),
        "address": address.partition("://")[2],
        "texts": {
            "title": title,
            "said": gettext("You said:"),
            "all": gettext("All measures"),
            "as_of": gettext("As of %(day)s", day=i18n.day(today)),
            "voluntary": gettext(
                "Everybody could take part who wanted to. "
                "So the results do not stand for all residents."
            ),
        },
    }


def _groups(measures: Sequence[Measure], heard: Heard) -> list[dict[str, Any]]:
    return [
        {
            "title": gettext(showing.GROUPS[group]),
            "items": [_item(each, heard) for each in found],
        }
        for group, found in showing.grouped(measures).items()
        if found
    ]


def _item(measure: Measure, heard: Heard) -> dict[str, Any]:
    late = queries.is_late(measure, _today()) and measure.next_on
    return {
        "title": _said(measure.named),
        "status": gettext(WORDS[measure.stands]),
        "said": list(_heard(measure, heard)),
        "did": _said(measure.text("note" if measure.note else "reason")),
        "late": _overdue(late) if late else "",
    }


def _overdue(day: date) -> str:
    return f"{gettext('Next step by %(day)s', day=i18n.day(day))} ({gettext('overdue')})"


def _heard(measure: Measure, heard: Heard) -> Iterator[str | dict[str, Any]]:
    """What people said for it: published results, an idea in its words, how many more there are."""
    for figure in showing.public_figures(measure)[:FIGURES]:
        yield _figure(figure, heard.shared.get(figure.survey, ""))
    ideas = heard.ideas[measure.reference]
    for taken in ideas[:IDEAS]:
        idea = taken.idea
        lang = idea.meaning_lang or idea.html_lang
        rtl = any(each.html_lang == lang and each.direction == "rtl" for each in BY_ID.values())
        words = {"text": idea.meaning or idea.words, "lang": lang, "rtl": rtl}
        yield words | {"tongue": i18n.other_language(lang)}
    more = len(ideas[IDEAS:])
    if more:
        yield f"+ {ngettext('%(num)s idea', '%(num)s ideas', more)}"


def _figure(figure: FrozenFigure, together: str) -> dict[str, Any]:
    share = i18n.percent(figure.percent / 100) if figure.percent is not None else ""
    value = share or i18n.number(figure.count or 0)
    of = figure.base
    people = f"{gettext('People')}: {i18n.number(of)}" if of is not None else ""
    base = "".join(f" ({each})" for each in (people, together) if each)
    said = _said(figure.text("answer"))
    return said | {"text": f"{value} {said['text']}: {phrase(showing.about(figure)).text}{base}"}


def _more(left: int) -> str:
    if not left:
        return ""
    return ngettext(
        "%(num)s more measure has no room here. You find it at the address.",
        "%(num)s more measures have no room here. You find them at the address.",
        left,
    )


def _said(text: Translated) -> dict[str, Any]:
    found = phrase(text)
    entry = BY_ID[found.locale]
    return {"text": found.text, "lang": entry.html_lang, "rtl": entry.direction == "rtl"}


def _today() -> date:
    return local_date(moment(), current_app.extensions["settings"].timezone)
