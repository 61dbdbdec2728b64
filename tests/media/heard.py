"""A survey that can be heard and seen in Tigrinya, made of tiny recordings and pictures."""

import copy
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.media.actions import speak_phrase, take_picture, take_recording
from beteiligung.media.phrases import PHRASES
from beteiligung.surveys import hearing, wording
from tests.builders import on_the_shelf
from tests.media.files import a_picture, a_wav


def heard_document(session: Session, name: str = "on_the_phone", *, at: datetime) -> dict[str, Any]:
    """A questionnaire from the shelf with a recording of every text and a picture of all answers.

    Every recording lasts a twentieth of a second longer than the one before, so all are different.
    """
    document = copy.deepcopy(on_the_shelf(name))
    document["heard"] = ["ti"]
    for question in document["questions"]:
        if question["kind"] in {"number", "text", "date"}:
            question.pop("required", None)
        for place, option in enumerate(question.get("options") or ()):
            option["image"] = _picture(session, place, at)
    for scale in (document.get("scales") or {}).values():
        scale["images"] = [_picture(session, place, at) for place, _ in enumerate(scale["codes"])]
    keyed = hearing.spoken(document, wording.keys(document)).values()
    document["sounds"] = {
        key: {"ti": take_recording(session, a_wav(place / 20), asker=None, at=at).digest}
        for place, key in enumerate(keyed, 2)
    }
    return document


def speak_all(session: Session, *, at: datetime) -> None:
    """Record every word of the interface in Tigrinya."""
    for place, name in enumerate(PHRASES, 2):
        speak_phrase(session, "ti", name, a_wav(place / 20 + 0.01), asker=None, at=at)


def _picture(session: Session, place: int, at: datetime) -> str:
    content = a_picture(60 + place, 40)
    return take_picture(session, content, edge=480, asker=None, at=at).digest
