"""What a tablet takes along: the open surveys of its district, a document in each language."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung import clock, i18n
from beteiligung.db import session as current_session
from beteiligung.districts.queries import places_of
from beteiligung.errors import NotFound
from beteiligung.fieldwork import offering, queries
from beteiligung.fieldwork.boards import boards_of, slip
from beteiligung.fieldwork.models import Tablet
from beteiligung.fieldwork.voices import to_speak
from beteiligung.i18n import gettext
from beteiligung.locales import entries
from beteiligung.surveys.ready import Running, Shelf
from beteiligung.surveys.rendering import Stage, rendered
from beteiligung.surveys.voice import voice_of
from beteiligung.text import N_

KEY = '<input type="hidden" name="key" value="">'  # the tablet makes it
MEDIA = re.compile(r"/medien/(?:ton|bild)/[0-9a-f]{64}")
VALID = timedelta(days=30)  # for what has no end sooner
MANY_PHOTOS = N_("more than two photos")
MOST_PHOTOS = 2  # in a parcel


@dataclass(frozen=True, slots=True)
class Document:
    """One language of a survey, as the tablet fetches and checks it."""

    language: str
    name: str  # as its speakers call it
    html_lang: str
    direction: str
    title: str
    address: str
    sha256: str
    listen: str
    sample: str  # address of a recording by which one hears the language, or nothing


@dataclass(frozen=True, slots=True)
class Taken:
    """A survey that can be asked without a network."""

    slug: str
    version: int
    title: str  # in the pilot's language
    questions: int
    until: str | None  # the moment of its end
    receipts: bool  # whether the tablet shows a code by which the answers can be withdrawn
    documents: list[Document] = field(default_factory=list)


def package(session: Session, shelf: Shelf, tablet: Tablet, *, at: datetime, timezone: str) -> str:
    """The list of what a tablet takes along, as JSON; the same for as long as nothing changes."""
    taken, left_out, media = [], [], set()
    for survey in queries.open_surveys(session, tablet, at):
        running = shelf.get(survey.slug)
        if running is None or not running.takes_answers(at):
            continue
        title = i18n.phrase(running.questionnaire.title).text
        if reason := _not_here(running):
            left_out.append({"title": title, "reason": gettext(reason)})
            continue
        pages = list(_pages(running))
        media |= {each for _, html in pages for each in MEDIA.findall(html)}
        taken.append(_taken(running, title, [document for document, _ in pages]))
    district = i18n.phrase(tablet.district.area.named).text
    ends = [each.until for each in taken if each.until]
    last = min([*ends, (at + VALID).isoformat()])
    content = {
        "district": district,
        "phone": tablet.district.phone,
        "choices": offering.lists_of(session, tablet.district),
        "places": [place.name for place in places_of(session, tablet.district)],
        "surveys": [asdict(each) for each in taken],
        "left_out": left_out,
        "boards": boards_of(session, tablet, at),
        "slip": slip(),
        "voices": to_speak(session, tablet, at),
        "media": [{"address": each, "sha256": each[-64:]} for each in sorted(media)],
    }
    digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    until = clock.local_date(datetime.fromisoformat(last), timezone)
    return json.dumps({**content, "digest": digest, "until": until.isoformat()})


def document(running: Running) -> str:
    """The survey in the page's language, to be asked on a tablet."""
    stage = Stage(
        reader=i18n.current(),
        title="",
        sentence="",
        page="fieldwork/interview.html",
        module="interview",
        by_code=True,
    )
    return rendered(running, running.form(), KEY, stage=stage)


def askable(shelf: Shelf, slug: str, at: datetime) -> Running:
    """A survey that tablets may ask now, in one of its finished languages."""
    running = shelf.get(slug)
    if running is None or not running.takes_answers(at) or _not_here(running):
        raise NotFound
    if i18n.current().id not in running.locales:
        raise NotFound
    return running


def _not_here(running: Running) -> str:
    """Why a survey cannot be asked on a tablet, or nothing."""
    asking = running.questionnaire.asking
    if sum(question.kind == "photo" for question in asking) > MOST_PHOTOS:
        return MANY_PHOTOS
    return ""


def _pages(running: Running) -> Iterator[tuple[Document, str]]:
    slug = running.questionnaire.slug
    for entry in entries(running.locales):
        with i18n.speaking(entry.id):
            html = document(running)
            title = i18n.phrase(running.questionnaire.title).text
            spoken = {"listen": gettext("Listen"), "sample": _sample(running)}
        print_of_it = sha256(html.encode()).hexdigest()
        address = url_for("tablet.interview", lang=entry.id, slug=slug, fassung=print_of_it[:16])
        yield (
            Document(
                language=entry.id,
                name=entry.name,
                html_lang=entry.html_lang,
                direction=entry.direction,
                title=title,
                address=address,
                sha256=print_of_it,
                **spoken,
            ),
            html,
        )


def _sample(running: Running) -> str:
    """The first recording that a survey has in the page's language: it is on its first page."""
    voice = voice_of(current_session(), running.questionnaire, i18n.current().id)
    found = (voice.word("hello") if voice.heard else "", *map(voice.says, ("title", "intro")))
    return next(filter(None, found), "")


def _taken(running: Running, title: str, documents: list[Document]) -> Taken:
    ends = running.closes_at.isoformat() if running.closes_at else None
    questions = len(running.questionnaire.asking)
    slug = running.questionnaire.slug
    receipts = running.questionnaire.gives_receipts
    return Taken(slug, running.number, title, questions, ends, receipts, documents)
