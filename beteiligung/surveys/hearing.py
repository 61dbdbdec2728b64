"""What can be heard and seen in a questionnaire, and what a language only heard lacks."""

from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.locales import BY_ID
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.shape import Finding
from beteiligung.text import N_

MOST_FACES = 5
ALWAYS_FACES = ("smiley",)
NEVER_LEFT_OUT = ("consent",)
# Never read aloud: headings of parts, what a picture shows, what a number counts.
UNHEARD = ("page", "image_text", "unit")


def digest_of(document: Mapping[str, Any], key: str, locale: str) -> str:
    """The recording of a text in a language, or nothing."""
    return str(((document.get("sounds") or {}).get(key) or {}).get(locale) or "")


def is_only_heard(document: Mapping[str, Any], locale: str) -> bool:
    """Whether a language is offered by recordings and pictures alone."""
    return locale in (document.get("heard") or ())


def readable(keyed: Mapping[str, str]) -> dict[str, str]:
    """The texts that can be read aloud, in reading order: keys by path."""
    return {path: key for path, key in keyed.items() if path.rpartition(".")[2] not in UNHEARD}


def spoken(document: Mapping[str, Any], keyed: Mapping[str, str]) -> dict[str, str]:
    """The texts that must be heard in a language without written words: keys by path.

    All but headings of parts, what pictures show, and the questions that must be typed.
    """
    return {path: key for path, key in readable(keyed).items() if _is_spoken(document, path)}


def gaps(document: Mapping[str, Any], keyed: Mapping[str, str], locale: str) -> Iterator[Finding]:
    """What keeps a language from being offered by sound and picture alone.

    A recording of every text; a picture or a face for every answer; no answer that must be typed.
    ``keyed``: keys of the texts by path (see `wording.keys`).
    """
    said = {"language": BY_ID[locale].name, "locale": locale}
    for path, key in spoken(document, keyed).items():
        if not digest_of(document, key, locale):
            yield Finding(path, UNSPOKEN, said, error=False)
    for at, question in enumerate(document.get("questions") or ()):
        if _can_be_heard(question):
            for where in _unseen(document, question, f"questions.{at}"):
                yield Finding(where, UNSEEN, said, error=False)
        elif question.get("required") or question.get("kind") in NEVER_LEFT_OUT:
            yield Finding(f"questions.{at}", TYPED, said, error=False)


UNSPOKEN = N_("%(language)s, only heard: there is no recording yet.")
UNSEEN = N_("%(language)s, only heard: this answer has neither a picture nor a face yet.")
TYPED = N_("%(language)s, only heard: nothing can be typed there, so this cannot be required.")


def _can_be_heard(question: Mapping[str, Any]) -> bool:
    kind = KINDS.get(str(question.get("kind")))
    return kind is not None and kind.heard


def _is_spoken(document: Mapping[str, Any], path: str) -> bool:
    head, *way = path.split(".")
    if head == "questions":
        return _can_be_heard(document["questions"][int(way[0])])
    return head != "scales" or any(
        question.get("scale") == way[0] and _can_be_heard(question)
        for question in document.get("questions") or ()
    )


def _has_faces(question: Mapping[str, Any], points: int) -> bool:
    """Whether the page draws a face for each point of the question's scale."""
    if question.get("kind") in ALWAYS_FACES:
        return True
    return bool(question.get("faces")) and points <= MOST_FACES


def _unseen(document: Mapping[str, Any], question: Mapping[str, Any], where: str) -> Iterator[str]:
    """Where an answer has neither a picture nor a face."""
    name = str(question.get("scale") or "")
    if not name:
        for at, option in enumerate(question.get("options") or ()):
            if not option.get("image"):
                yield f"{where}.options.{at}"
        return
    scale = (document.get("scales") or {}).get(name) or {}
    points = scale.get("codes") or ()
    if _has_faces(question, len(points)):
        return
    images = dict(enumerate(scale.get("images") or ()))
    for at, _ in enumerate(points):
        if not images.get(at):
            yield f"scales.{name}.labels.{at}"
