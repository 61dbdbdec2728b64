"""What to look at in a translation: gaps, brackets, marks and length, beside its source."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from beteiligung.authoring.easy_german import reading_hints
from beteiligung.surveys.piping import placeholders
from beteiligung.text import N_

LONGEST_LABEL = 120  # characters of an answer to choose
MUCH_LONGER = 1.6  # than the source
SHORT = 12  # characters below which a label may well be twice as long
_LABEL = re.compile(r"\.labels?(?:\.|$)|\.page$|^title$")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"))
_QUESTION = "?؟፧;"
_END = ".!…。።؟?؛"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at: an English message id with its values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


def hints(path: str, locale: str, source: str, words: str) -> list[Hint]:
    """What should be looked at in a translation before it is found right."""
    if not words:
        return []
    found = [*_gaps(source, words), *_marks(source, words), *_length(path, source, words)]
    if locale == "de-leicht":
        found += [Hint(message, values) for message, values in reading_hints(words)]
    return found


def _gaps(source: str, words: str) -> Iterator[Hint]:
    lost = placeholders(source) - placeholders(words)
    if lost:
        names = ", ".join(f"{{{name}}}" for name in sorted(lost))
        yield Hint(N_("This must stand in the text, exactly so: %(said)s"), {"said": names})


def _marks(source: str, words: str) -> Iterator[Hint]:
    for opening, closing in _PAIRS:
        if words.count(opening) != words.count(closing):
            yield Hint(
                N_("A bracket or quotation mark is missing: %(one)s or %(other)s"),
                {"one": opening, "other": closing},
            )
    asks = source.rstrip()[-1:] in _QUESTION if source.strip() else False
    if asks and not any(sign in words for sign in _QUESTION):
        yield Hint(N_("The source asks, but here is no question mark."))
    elif source.rstrip()[-1:] == "." and words.rstrip()[-1:] not in _END:
        yield Hint(N_("The source ends with a full stop, this text does not."))


def _length(path: str, source: str, words: str) -> Iterator[Hint]:
    if not _LABEL.search(path):
        return
    if len(words) > LONGEST_LABEL:
        yield Hint(
            N_("Very long for a label (%(number)s characters): please say it in fewer words."),
            {"number": len(words)},
        )
    elif len(words) > max(SHORT, MUCH_LONGER * len(source)):
        yield Hint(N_("Much longer than the source: please look at it on a phone."))
