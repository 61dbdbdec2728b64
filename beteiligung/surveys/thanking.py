"""The page after sending: it arrived, when results come, what is going on meanwhile."""

from flask import render_template

from beteiligung import i18n
from beteiligung.db import session
from beteiligung.surveys import queries
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.ready import Running
from beteiligung.surveys.rendering import Stage, links_of, shared_at
from beteiligung.surveys.voice import voice_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams


def thanks_page(
    running: Running, code: str, *, receipt: str = "", stage: Stage | None = None
) -> str:
    """Thanks for an answer that came by a printed code; with a ``receipt`` shown this once."""
    slug = running.questionnaire.slug
    origin = queries.origin_of(session(), code)
    only = running.districts[0] if len(running.districts) == 1 else None
    district = origin.district if origin else only
    panels = {
        panel.href: panel
        for gather in reversed(seams().panels)  # who knows more of a thing is asked first
        for panel in (gather(session(), district, moment()) if district else ())
        if f"/umfrage/{slug}" not in panel.href
    }
    return render_template(
        "surveys/thanks.html",
        survey=running.questionnaire,
        about=running.districts,
        voice=voice_of(session(), running.questionnaire, i18n.current().id),
        results=i18n.day(running.results_on) if running.results_on else "",
        panels=list(panels.values()),
        place=_place(district),
        links=[] if receipt or stage else links_of(running, "surveys.thanks"),
        receipt=grouped(receipt) if receipt else "",
        stage=stage,
        shared_at=shared_at(slug),
    )


def _place(district_id: int | None) -> str:
    if district_id is None:
        return ""
    return i18n.phrase(queries.place_phrase(session(), district_id)).text
