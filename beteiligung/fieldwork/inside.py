"""What a parcel that was set aside holds: answers, an idea, a contact; never what they say."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from beteiligung.fieldwork import sealing
from beteiligung.fieldwork.contacts import CONTACT, CORRECTION
from beteiligung.fieldwork.ideas import IDEA
from beteiligung.fieldwork.keys import Key
from beteiligung.fieldwork.models import Parcel
from beteiligung.fieldwork.voices import VOICE
from beteiligung.i18n import listed, ngettext
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
    sort: str = ""  # what it is, as the tablet calls it


def inside_of(keys: Mapping[str, Key], parcel: Parcel) -> Inside:
    """What it holds; that it cannot be opened, where nobody can know."""
    try:
        content = sealing.opened(keys, sealing.Sealed.read(json.loads(parcel.sealed)))
    except sealing.Unopened:
        return Inside(SHUT)
    sort = str(content.get("kind"))
    return Inside(KINDS.get(sort, SHUT), str(content.get("survey", "")), sort)


def in_words(sorts: Counter[str]) -> str:
    """How many of each kind, as people of the office count them: "7 questionnaires and 2 ideas"."""
    n = Counter({sort if sort in KINDS else "": 0 for sort in sorts})
    for sort, times in sorts.items():
        n[sort if sort in KINDS else ""] += times
    words = {
        "answer": ngettext("%(num)s questionnaire", "%(num)s questionnaires", n["answer"]),
        IDEA: ngettext("%(num)s idea", "%(num)s ideas", n[IDEA]),
        CONTACT: ngettext("%(num)s contact", "%(num)s contacts", n[CONTACT]),
        CORRECTION: ngettext("%(num)s correction", "%(num)s corrections", n[CORRECTION]),
        VOICE: ngettext("%(num)s spoken text", "%(num)s spoken texts", n[VOICE]),
        "": ngettext(
            "%(num)s entry that cannot be opened", "%(num)s entries that cannot be opened", n[""]
        ),
    }
    return listed([said for sort, said in words.items() if n[sort]])
