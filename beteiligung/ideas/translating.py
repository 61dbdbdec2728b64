"""Working translations of ideas: by staff or pilots, as rows of their own, the origin shown."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.models import Idea, WorkingTranslation
from beteiligung.text import N_

# The whole interface of a provider: a text, its language and the wanted one -> the text there.
# None is built in; whoever runs an installation may give the application one.
Provider = Callable[[str, str, str], str]
STAFF, MACHINE = "staff", "machine"


class OwnLanguage(Refusal):
    """A translation into the language in which an idea was written."""

    default = N_("The idea is written in this language already.")


def translate_idea(
    session: Session, asker: Asker, idea: Idea, language: str, text: str, *, at: datetime
) -> None:
    """Write down what an idea says in another language; without words it is taken away."""
    _put(session, idea, language, text, STAFF, at)
    audit.note(
        session, asker, "translate_idea", f"idea:{idea.reference}", at=at, language=language
    )


def translate_by_machine(
    session: Session, asker: Asker, idea: Idea, language: str, provider: Provider, *, at: datetime
) -> None:
    """Keep what a provider makes of an idea; it is marked as nobody's work until one checks it."""
    if language == idea.language:
        raise OwnLanguage
    _put(session, idea, language, provider(idea.text, idea.language, language), MACHINE, at)
    audit.note(
        session, asker, "translate_by_machine", f"idea:{idea.reference}", at=at, language=language
    )


def _put(
    session: Session, idea: Idea, language: str, text: str, origin: str, at: datetime
) -> None:
    if language == idea.language:
        raise OwnLanguage
    own = next((each for each in idea.translations if each.language == language), None)
    if not text:
        if own is not None:
            idea.translations.remove(own)
    elif own is None:
        own = WorkingTranslation(language=language, text=text, origin=origin, changed_at=at)
        idea.translations.append(own)
    else:
        own.text, own.origin, own.changed_at, own.is_outdated = text, origin, at, False
    session.flush()
