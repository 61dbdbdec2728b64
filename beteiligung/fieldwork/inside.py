"""What a parcel that was set aside holds: answers, an idea, a contact; never what they say."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from beteiligung.fieldwork import sealing
from beteiligung.fieldwork.contacts import CONTACT, CORRECTION
from beteiligung.fieldwork.ideas import IDEA
from beteiligung.fieldwork.keys import Key
from beteiligung.fieldwork.models import Parcel
from beteiligung.fieldwork.voices import VOICE
from beteiligung.text import N_

KINDS: Mapping[str, str] = {
    "answer": N_("Answers to a survey"),
    CONTACT: N_("A contact"),
    CORRECTION: N_("A correction of contacts"),
    IDEA: N_("An idea"),
    VOICE: N_("A spoken text"),
}
SHUT = N_("Cannot be opened")


class Inside(NamedTuple):
    """What a parcel holds, as a message; and of which survey, where it says that."""

    kind: str
    survey: str = ""


def inside_of(keys: Mapping[str, Key], parcel: Parcel) -> Inside:
    """What it holds; that it cannot be opened, where nobody can know."""
    try:
        content = sealing.opened(keys, sealing.Sealed.read(json.loads(parcel.sealed)))
    except sealing.Unopened:
        return Inside(SHUT)
    return Inside(KINDS.get(str(content.get("kind")), SHUT), str(content.get("survey", "")))
