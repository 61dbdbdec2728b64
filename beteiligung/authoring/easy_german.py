"""Hints for easy German: what usually makes a text hard to read, and what to do instead."""

import re
from collections.abc import Iterator, Mapping

from beteiligung.text import N_

Found = tuple[str, Mapping[str, object]]

MOST_WORDS, LONGEST_WORD = 9, 14
_SENTENCE = re.compile(r"[.!?:\n]+")
_GAP = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[^\W\d_]+(?:[-·][^\W\d_]+)*")
_NUMBER = re.compile(r"(?<![\d.])(?:\d{1,3}(?:[. ]\d{3})+|\d{5,})(?!\d)")
_GENITIVE = re.compile(
    r"\b(?:des|eines|dessen|deren|wessen|wegen des|trotz des) +\w+", re.IGNORECASE
)
_WOULD = re.compile(
    r"\b(?:würde|wäre|hätte|könnte|sollte|müsste|dürfte)(?:n|st|t|st)?\b", re.IGNORECASE
)
_PASSIVE = re.compile(
    r"\b(?:wird|werden|wurden?|worden)\b[^.!?\n]*\b(?:\w*ge\w{2,}(?:t|en)|(?:ver|be|er|ent|zer)\w+(?:t|en))\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert|tausend)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b(?:z\. ?B\.|d\. ?h\.|u\. ?a\.|bzw\.|usw\.|ca\.|ggf\.|inkl\.|Nr\.|Str\.|Tel\.|evtl\.|max\.|"
    r"min\.|etc\.)"
)


def reading_hints(words: str) -> Iterator[Found]:
    """What makes a text hard: long sentences and words, cases and forms, numbers, short forms."""
    text = _GAP.sub("", words)
    yield from _long(text)
    for pattern, message in (
        (_GENITIVE, N_("Genitive: “%(words)s”. Please say it with “von” or in 2 sentences.")),
        (_WOULD, N_("Conditional: “%(words)s”. Please say what is, not what would be.")),
        (_PASSIVE, N_("Passive: “%(words)s”. Please say who does it.")),
        (_COUNTED, N_("“%(words)s”: please write numbers as digits.")),
        (_SHORT, N_("“%(words)s”: please write short forms out.")),
    ):
        found = pattern.search(text)
        if found:
            yield message, {"words": found[0]}
    large = _NUMBER.search(text)
    if large:
        yield N_("“%(words)s”: please say “many” or a round number."), {"words": large[0]}


def _long(text: str) -> Iterator[Found]:
    for sentence in _SENTENCE.split(text):
        number = len(_WORD.findall(sentence))
        if number > MOST_WORDS:
            yield (
                N_("A sentence of %(number)s words: please make 2 sentences, of 9 words at most."),
                {"number": number},
            )
            break
    for word in _WORD.findall(text):
        longest = max(len(part) for part in re.split("[-·]", word))
        if longest > LONGEST_WORD:
            yield N_("Long word: “%(words)s”. Please split it with a hyphen."), {"words": word}
            break
