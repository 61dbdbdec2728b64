"""What pilots can choose from: topics, occasions and advice centres, as each district has them."""

import enum
from collections.abc import Mapping
from typing import NamedTuple

from beteiligung.text import N_, Translated


class Sort(enum.StrEnum):
    """What a list of choices is for."""

    TOPIC = "topic"
    CENTRE = "centre"
    OCCASION = "occasion"


class Offered(NamedTuple):
    """One thing that can be chosen, and what it is called."""

    code: str
    message: str  # message id, if it is one of those that every district has
    own: Translated  # as the district calls it, if it is one of its own
    is_offered: bool = True  # else only counted, from before


OCCASIONS: Mapping[str, str] = {
    "street": N_("Talks in the street"),
    "festival": N_("Festival"),
    "walk": N_("Walk through the district"),
    "consultation": N_("Consultation"),
    "market": N_("Market, flea market"),
    "advice": N_("Advice centre"),
    "school": N_("School or day care"),
    "course": N_("Language course"),
}
# What pilots heard most often from 2019 to 2025, and three more.
TOPICS: Mapping[str, str] = {
    "housing": N_("Housing"),
    "work": N_("Work"),
    "education": N_("Education"),
    "health": N_("Health"),
    "authorities": N_("Dealing with authorities"),
    "safety": N_("Order and safety"),
    "together": N_("Living together"),
    "culture": N_("Leisure and culture"),
    "traffic": N_("Traffic"),
    "youth": N_("Children and youth"),
    "other": N_("Something else"),
}
# Advice centres are of each place: no district has any before it writes them down.
EVERYWHERE: Mapping[Sort, Mapping[str, str]] = {
    Sort.TOPIC: TOPICS,
    Sort.OCCASION: OCCASIONS,
    Sort.CENTRE: {},
}

# What people may speak, where nobody finds a common language: those without a catalogue too.
LANGUAGES = (
    "ti", "fa", "ro", "ar", "uk", "ru", "vi", "tr", "ku", "ckb", "ps", "so", "am", "ur", "hi", "pa",
    "bn", "zh", "sq", "bg", "hu", "sk", "cs", "pl", "sr", "bs", "mk", "ka", "hy", "az", "el", "it",
    "es", "pt", "fr", "en", "sw", "ta", "th", "rom",
)  # fmt: skip
