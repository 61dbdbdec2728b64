"""The accessibility statement as its page tells it: as an admin filled it in, or as we know it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from beteiligung.duties.models import Gap, Reason, Statement
from beteiligung.text import N_, Translated

ASSESSED = date(2026, 11, 23)  # when we last looked through the whole platform for barriers

STATUS = {
    "fully": N_("This website keeps these rules fully."),
    "partly": N_("This website keeps these rules in part."),
    "not": N_("This website does not keep these rules yet."),
}
METHOD = {
    "self": N_(
        "We have assessed it ourselves, on %(day)s. No independent body has checked it yet."
    ),
    "body": N_("An independent body assessed it on %(day)s."),
}
REASONS = {
    Reason.UNFINISHED: N_("Reason: we are not finished with this yet."),
    Reason.BURDEN: N_("Reason: at the moment this would be too great an effort for us."),
    Reason.OUTSIDE: N_("Reason: the law does not ask for it here."),
}
TELL_US = N_("Something does not work for you? Please tell us.")


class Known(NamedTuple):
    """A gap that the platform itself has: its words are in every language."""

    what: str
    instead: str = TELL_US


KNOWN = {
    "tested": Known(N_("Nobody with a disability has tested this website for us so far.")),
    "easy": Known(N_("People with learning difficulties have not checked our easy German yet.")),
    "film": Known(
        N_(
            "There is no film in sign language and no recording to listen to. "
            "The programs for reading aloud on your device can read every page."
        ),
        "",
    ),
    "charts": Known(
        N_(
            "Charts that can be touched are hard to use by keyboard and for screen readers. "
            "Each chart has a sentence and a table that say the same."
        ),
        "",
    ),
    "languages": Known(
        N_("Some texts are not written in every language. They are then shown in German."), ""
    ),
}
WORDS = ("body", "scope", "method_words", "contact")
OFFICE = {
    "enforcement": "Durchsetzungsstelle bei der Sächsischen Staatskanzlei",
    "enforcement_link": "https://www.durchsetzungsstelle.sachsen.de/",
    "enforcement_email": "durchsetzungsstelle@sk.sachsen.de",
}


class Told(NamedTuple):
    """What the statement says, whoever wrote it."""

    body: Translated
    scope: Translated
    status: str
    method: str
    method_words: Translated
    made_on: date
    reviewed_on: date
    contact: Translated
    enforcement: str
    enforcement_link: str
    enforcement_email: str
    known: Sequence[Known]
    gaps: Sequence[Gap]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that we know of."""
        return not self.known and not self.gaps


def values(found: Statement | None) -> dict[str, Any]:
    """What stands in the statement, as its form takes it; before anybody wrote: what we know."""
    if found is None:
        return {
            **{name: {} for name in WORDS},
            **OFFICE,
            "status": "partly",
            "method": "self",
            "made_on": ASSESSED,
            "reviewed_on": ASSESSED,
            "known": list(KNOWN),
        }
    columns = Statement.__table__.columns.keys()
    return {name: getattr(found, name) for name in columns if name != "id"}


def told(
    found: Statement | None, gaps: Sequence[Gap], operator: Translated, *, filmed: bool
) -> Told:
    """The statement; where nobody is named, the ``operator`` is responsible.

    Where there is a film in sign language, nobody is told that there is none.
    """
    given = values(found)
    for name in WORDS:
        given[name] = Translated(given[name])
    if not given["body"].texts:
        given["body"] = operator
    kept = [name for name in KNOWN if name in given["known"] and not (filmed and name == "film")]
    return Told(**{**given, "known": [KNOWN[name] for name in kept], "gaps": gaps})


def review_due(found: Statement | None) -> date:
    """By which day somebody must look at the whole website again: a year after the last time."""
    last = found.reviewed_on if found else ASSESSED
    return last.replace(year=last.year + 1, day=min(last.day, 28))  # 28: any year has that day
