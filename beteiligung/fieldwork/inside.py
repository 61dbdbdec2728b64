"""What a parcel that was set aside holds: answers, an idea, a contact; never what they say."""

import json
from collections.abc import Mapping

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


def kind_of(keys: Mapping[str, Key], parcel: Parcel) -> str:
    """What it holds, as a message; that it cannot be opened, where nobody can know."""
    try:
        content = sealing.opened(keys, sealing.Sealed.read(json.loads(parcel.sealed)))
    except sealing.Unopened:
        return SHUT
    return KINDS.get(str(content.get("kind")), SHUT)
