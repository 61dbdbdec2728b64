"""What a survey's page can say aloud in its language: addresses of recordings, by what they say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung.media.queries import media_named, phrases
from beteiligung.surveys.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Voice:
    """The recordings of one page; empty where a survey has none in its language."""

    sounds: Mapping[str, str] = field(default_factory=dict)  # by key of a text
    phrases: Mapping[str, str] = field(default_factory=dict)  # by name of a word of the interface
    heard: bool = False  # nothing is written: sound and pictures alone

    @property
    def speaks(self) -> bool:
        """Whether there is anything to hear, or nothing but that."""
        return bool(self.sounds) or self.heard

    def says(self, key: str) -> str:
        """The address of a text's recording, or nothing."""
        return self.sounds.get(key, "")

    def word(self, name: str) -> str:
        """The address at which the interface says one of its words, or nothing."""
        return self.phrases.get(name, "")


def voice_of(session: Session, survey: Questionnaire, locale: str) -> Voice:
    """What a survey can say in a language: recordings that are really here, and our words."""
    named = {key: spoken[locale] for key, spoken in survey.sounds.items() if locale in spoken}
    heard = locale in survey.heard
    if not named and not heard:
        return Voice()
    words = phrases(session, locale)
    here = media_named(session, [*named.values(), *words.values()])
    return Voice(_addresses(named, here), _addresses(words, here), heard)


def _addresses(digests: Mapping[str, str], here: Mapping[str, object]) -> dict[str, str]:
    return {
        name: url_for("media.sound", digest=digest)
        for name, digest in digests.items()
        if digest in here
    }
