"""Working translations of ideas: by staff or pilots, as rows of their own, the origin shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.models import Idea, WorkingTranslation
from beteiligung.ideas.wording import clean
from beteiligung.text import N_

# The whole interface of a provider: a text, its language and the wanted one -> the text there.
# None is built in; whoever runs an installation may give the application one.
Provider = Callable[[str, str, str], str]
STAFF, MACHINE = "staff", "machine"


class OwnLanguage(Refusal):
    """A translation into the language in which an idea was written."""

    default = N_("The idea is written in this language already.")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an idea says in another language, and who says so: staff, or a machine."""

    language: str
    text: str
    origin: str = STAFF


def translate_idea(
    session: Session, asker: Asker, idea: Idea, meaning: Meaning, *, at: datetime
) -> None:
    """Write down what an idea says in another language; without words it is taken away."""
    if meaning.language == idea.language:
        raise OwnLanguage
    _put(idea, meaning, at)
    idea.folded = idea.findable
    deed = "translate_by_machine" if meaning.origin == MACHINE else "translate_idea"
    subject = f"idea:{idea.reference}"
    audit.note(session, asker, deed, subject, at=at, language=meaning.language)
    session.flush()


def by_machine(idea: Idea, language: str, provider: Provider) -> Meaning:
    """What a provider makes of an idea: marked as a machine's until somebody has checked it."""
    if language == idea.language:
        raise OwnLanguage
    return Meaning(language, clean(provider(idea.text, idea.language, language)), MACHINE)


def _put(idea: Idea, meaning: Meaning, at: datetime) -> None:
    known = next((each for each in idea.translations if each.language == meaning.language), None)
    if known is not None and not meaning.text:
        idea.translations.remove(known)
    elif known is not None:
        known.text, known.origin = meaning.text, meaning.origin
        known.changed_at, known.is_outdated = at, False
    elif meaning.text:
        idea.translations.append(
            WorkingTranslation(
                language=meaning.language, text=meaning.text, origin=meaning.origin, changed_at=at
            )
        )
