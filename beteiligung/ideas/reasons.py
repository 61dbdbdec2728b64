"""Why an idea is not shown, or is found wrong, and what came of a report: as residents read it."""

from collections.abc import Mapping

from beteiligung.text import N_

# Why an idea is not shown: its giver reads the sentence; a report names the same reasons.
REASONS: Mapping[str, str] = {
    "insult": N_("It insults people or groups."),
    "person": N_("It says or shows something about a person."),
    "advert": N_("It is advertising."),
    "elsewhere": N_("It is about something else than this board."),
    "unclear": N_("One cannot tell what is meant."),
    "law": N_("The law does not allow to show it."),
    "flood": N_("It came together with very many others at once."),
}
# What is wrong with an idea, as somebody reports it.
WHY: Mapping[str, str] = {
    "mine": N_("It is about me, and I do not want that."),
    **{name: REASONS[name] for name in ("insult", "person", "advert", "law")},
    "other": N_("Something else"),
}
# What came of a report, as whoever sent it reads it.
OUTCOMES: Mapping[str, str] = {
    "stays": N_("We have looked at the idea. It stays on the board."),
    "changed": N_("We have blackened something in the idea."),
    "taken_down": N_("The idea is not shown any more."),
}
