"""Texts that pilots spoke outside: kept until staff have heard them, then a part of the survey."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from beteiligung import i18n
from beteiligung.db import insert_into
from beteiligung.errors import NotFound, Refusal
from beteiligung.fieldwork.interviews import Aside
from beteiligung.fieldwork.models import Fate, Tablet, Voice
from beteiligung.fieldwork.queries import Allowed
from beteiligung.fieldwork.reasons import Reason
from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID
from beteiligung.media.sounds import Sound, cleaned
from beteiligung.surveys import hearing, wording
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.pointing import COUNTED, place_in_words
from beteiligung.surveys.queries import surveys_in
from beteiligung.surveys.questionnaire import translated
from beteiligung.surveys.rendering import aloud

VOICE = "voice"  # what stands inside a parcel
LONGEST = 4000  # signs of a text
NOT_OVER = (State.SCHEDULED, State.OPEN, State.PAUSED)


class Text(TypedDict):
    """A text that can be spoken: what it says, and the languages in which it is recorded."""

    key: str
    part: str  # the question that it belongs to, or the survey
    place: str  # what of that it is
    words: str
    lang: str
    says: dict[str, str]  # by locale: where it is written in the language that is spoken
    done: list[str]


class Waiting(NamedTuple):
    """What was spoken of one survey in one language, and waits to be heard."""

    survey: Survey
    locale: str
    voices: list[Voice]


def voice_in(
    session: Session, tablet: Tablet, key: str, content: Mapping[str, Any], *, at: datetime
) -> bool:
    """Keep a recording until staff have heard it; False if it is here already."""
    if session.get(Voice, key) is not None:
        return False
    survey = session.scalar(select(Survey).where(Survey.slug == str(content.get("survey"))))
    locale, text = str(content.get("language")), str(content.get("text"))
    if survey is None or all(each.id != tablet.district_id for each in survey.districts):
        raise Aside(Reason.UNKNOWN)
    if locale not in BY_ID or text not in hearing.readable(wording.keys(survey.draft)).values():
        raise Aside(Reason.NO_VOICE)
    sound = _sound(content.get("sound"))
    row = insert_into(session, Voice).values(
        key=key,
        tablet_id=tablet.id,
        survey_id=survey.id,
        text=text,
        locale=locale,
        words=str(content.get("words") or "")[:LONGEST],
        mime=sound.mime,
        milliseconds=sound.milliseconds,
        content=sound.content,
        received_at=at,
        fate=Fate.WAITS.value,
    )
    kept = row.on_conflict_do_nothing(index_elements=["key"]).returning(Voice.key)
    return session.execute(kept).first() is not None


def to_speak(session: Session, tablet: Tablet, at: datetime) -> list[dict[str, object]]:
    """The surveys of a tablet's district that are not over, each with its texts."""
    found = surveys_in(session, tablet.district_id, at, *NOT_OVER)
    return [
        {
            "slug": survey.slug,
            "title": i18n.phrase(survey.named).text,
            "texts": list(texts_of(survey)),
        }
        for survey in found
        if survey.archived_at is None
    ]


def texts_of(survey: Survey) -> Iterator[Text]:
    """The texts of a survey's draft that can be read aloud, in reading order, each once."""
    draft, seen = survey.draft, set()
    words = dict(wording.texts(draft))
    for path, key in hearing.readable(wording.keys(draft)).items():
        if key in seen:
            continue
        seen.add(key)
        written = aloud(translated(words[path], survey.source), str(draft.get("operator") or ""))
        said = i18n.phrase(written)
        done = [locale for locale in BY_ID if hearing.digest_of(draft, key, locale)]
        lang = BY_ID[said.locale].html_lang
        part, place = _place(draft, path)
        yield Text(
            key=key,
            part=part,
            place=place,
            words=said.text,
            lang=lang,
            says=dict(written.texts),
            done=done,
        )


def _place(draft: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Where a text stands, in the page's language: its question, and what of it."""
    head, *way = path.split(".")
    if not way:
        return gettext("Survey"), place_in_words(draft, head)
    if head == "questions":
        part = gettext(COUNTED[head], number=int(way[0]) + 1)
    else:
        part = place_in_words(draft, f"{head}.{way[0]}")
    return part, place_in_words(draft, ".".join(way[1:]))


def waiting(session: Session, allowed: Allowed) -> list[Waiting]:
    """What waits to be heard, by survey and language, the newest of each text first."""
    wanted = select(Voice).join(Voice.tablet).where(Voice.fate == Fate.WAITS.value)
    if allowed is not None:
        wanted = wanted.where(Tablet.district_id.in_(allowed))
    order = (Voice.survey_id, Voice.locale, Voice.text, Voice.received_at.desc(), Voice.key)
    found: dict[tuple[int, str], Waiting] = {}
    for voice in session.scalars(wanted.order_by(*order)):
        place = voice.survey_id, voice.locale
        found.setdefault(place, Waiting(voice.survey, voice.locale, [])).voices.append(voice)
    return list(found.values())


def voice(session: Session, key: str, allowed: Allowed) -> Voice:
    """One recording with its sound; another district's is as if it were not there."""
    wanted = select(Voice).where(Voice.key == key).options(undefer(Voice.content))
    found = session.scalar(wanted)
    if found is None or (allowed is not None and found.tablet.district_id not in allowed):
        raise NotFound
    return found


def others_like(session: Session, voice: Voice) -> list[Voice]:
    """What else waits of the same text in the same language."""
    wanted = select(Voice).where(
        Voice.survey_id == voice.survey_id,
        Voice.text == voice.text,
        Voice.locale == voice.locale,
        Voice.fate == Fate.WAITS.value,
        Voice.key != voice.key,
    )
    return list(session.scalars(wanted))


def _sound(text: object) -> Sound:
    try:
        return cleaned(base64.b64decode(str(text), validate=True))
    except (binascii.Error, Refusal):
        raise Aside(Reason.NO_VOICE) from None
