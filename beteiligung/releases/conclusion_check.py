"""What a conclusion may say: figures as tokens that are filled, "most" only above one half."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale

from beteiligung.locales import BY_ID
from beteiligung.releases.released import Released
from beteiligung.releases.tokens import (
    LONGEST_OTHER,
    OTHER,
    TOTAL,
    Unfilled,
    figure,
    is_other,
    pieces,
    tokens_of,
)
from beteiligung.text import N_

BARE = N_(
    "“%(number)s” is typed by hand. Please take the figure from the list, so that it is right and "
    "protected. A number that is none of this survey is written {=%(number)s}."
)
PER_CENT = N_(
    "Per cent come from the list only: it brings the sign along. Please remove “%(sign)s”."
)
BRACE = N_("There is a single “%(sign)s”. A figure stands between “{” and “}”.")
TOO_LONG = N_("“%(token)s” is too long for a number.")
MANY_SAID = N_(
    "“%(word)s” is only right above 50 %%. No figure beside it in this sentence is that large."
)
IN_WORDS = N_(
    "“%(word)s” says in words how many. Please compare it with the figures, or take a figure from "
    "the list."
)

_SIGN = re.compile(
    r"[%٪﹪％‰]|\b(?:prozent|per ?cent)\b|процент|відсот|بالمئة|بالمائة|في المئة", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:[.,٫٬\u00a0\u202f]\d+)*")
_YEAR = r"(?:19|20)\d\d"
_DATES = (  # of these a reader knows that they are no figures of the survey
    rf"{_YEAR}-\d\d-\d\d",
    rf"\d\d?\. ?\d\d?\.(?: ?{_YEAR})?",
    rf"\d\d?/\d\d?/{_YEAR}",
    rf"{_YEAR}(?:/\d\d)?",
    r"\d\d?:\d\d",
    r"\d\d?(?:\.\d\d)? Uhr",
    r"(?m:^ *\d\d?[.)] )",  # a numbered list
)
# What is said of more than half of the people only.
_MOST: Mapping[str, str] = {
    "de": r"\b(?:die|der) meisten\b|\w*mehrheit\w*|\büberwiegend\w*",
    "en": r"\bmost (?:of|people|residents|said)\b|\bmajority\b|\bmostly\b",
    "ar": r"معظم|أغلب\w*|غالبي\w+|أكثري\w+",
    "uk": r"\bбільшіст\w+|\bпереважн\w+",
    "ru": r"\bбольшинств\w+|\bпреимуществен\w+",
}
# A number in words is nobody's token: whoever signs looks at it beside the figures.
_IN_WORDS: Mapping[str, str] = {
    "de": r"\b\w+ von (?:drei|vier|fünf|zehn|hundert)\b|\b(?:fast|beinahe|nahezu) "
    r"(?:alle|jede\w*|niemand|keine\w*)\b|\bjede\w* (?:zweite|dritte|vierte|fünfte|zehnte)\w*\b"
    r"|\bhälfte\b|\b(?:drittel|viertel|fünftel|zehntel)\b",
    "en": r"\b\w+ (?:out of|in) (?:three|four|five|ten)\b|\b(?:almost|nearly) "
    r"(?:all|every\w*|nobody|no one)\b|\bhalf\b|\b(?:third|quarter|fifth)s?\b",
    "ar": r"\w+ من (?:ثلاثة|أربعة|خمسة|عشرة)|نصف|ثلث|ربع|خمس|(?:كل|جميع) \w+ تقريبًا",
    "uk": r"майже (?:всі|кожн\w+|ніхто)|половин\w+|третин\w+|чверт\w+|\w+ (?:із|з) десят\w+",
    "ru": r"почти (?:все|кажд\w+|никто)|половин\w+|треть\w*|четверт\w+|\w+ из десят\w+",
}
_SENTENCE = re.compile(r"(?<=[.!?؟።])\s+|\n+")
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to be mended in a conclusion (a message id), or worth a second look."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


# ---- checking ------------------------------------------------------------------------------------


def faults(text: str, released: Released, locale: str) -> list[Fault]:
    """What keeps a conclusion from being published: unfilled tokens, and numbers typed by hand.

    A digit outside a token is refused, in whatever script, unless it is part of a year (1900 to
    2099), a day, a time of the day or the number of a list. Numbers that are none of this survey
    ("20 new bins") stand in a token of their own, ``{=20}``, so that whoever signs sees them
    apart. Per cent come out of tokens only.
    """
    found = [fault for token in tokens_of(text) if (fault := _fault(token, released))]
    words = "".join(piece or "\N{OBJECT REPLACEMENT CHARACTER}" for piece, _ in pieces(text))
    found += [Fault(BRACE, {"sign": sign}) for sign in "{}" if sign in words]
    found += [Fault(PER_CENT, {"sign": sign}) for sign in dict.fromkeys(_SIGN.findall(words))]
    rest = _dates(locale).sub(" ", re.sub(r"\{[^\n{}]*", " ", words))  # a brace is said already
    return found + [Fault(BARE, {"number": n}) for n in dict.fromkeys(_NUMBER.findall(rest))]


def hints(text: str, released: Released, locale: str) -> list[Fault]:
    """Numbers in words, and sentences that say "most" without a figure above 50 %."""
    language = "de" if locale == "de-leicht" else locale
    most, in_words = _MOST.get(language), _IN_WORDS.get(language)
    if most is None or in_words is None:
        return []
    said_so = dict.fromkeys(each[0] for each in re.finditer(in_words, text, re.IGNORECASE))
    found = [Fault(IN_WORDS, {"word": word}) for word in said_so]
    for sentence in _SENTENCE.split(text):
        said = re.search(most, sentence, re.IGNORECASE)
        if said and not any(share > _HALF for share in _shares(sentence, released)):
            found.append(Fault(MANY_SAID, {"word": said[0]}))
    return found


def others(text: str) -> list[str]:
    """The numbers that the text says are none of this survey: for whoever signs."""
    return [token.removeprefix(OTHER).strip() for token in tokens_of(text) if is_other(token)]


def _fault(token: str, released: Released) -> Fault | None:
    if is_other(token):
        if _SIGN.search(token):
            return Fault(PER_CENT, {"sign": token.removeprefix(OTHER)})
        return Fault(TOO_LONG, {"token": token}) if len(token) > LONGEST_OTHER else None
    if token == TOTAL:
        return None
    try:
        figure(token, released)
    except Unfilled as why:
        return Fault(why.message, why.values)
    return None


def _shares(sentence: str, released: Released) -> Iterator[float]:
    for token in tokens_of(sentence):
        if not is_other(token) and token != TOTAL:
            try:
                yield figure(token, released).share or 0
            except Unfilled:  # said as a fault already
                continue


@cache
def _dates(locale: str) -> re.Pattern[str]:
    """Days, years and times, with the names of the months in a language."""
    names = BY_ID[locale].babel.partition("@")[0]
    spoken = [names, "ar_SY"] if names == "ar" else [names]
    months = {
        name
        for each in spoken
        for context in ("format", "stand-alone")
        for name in Locale.parse(each).months[context]["wide"].values()
    }
    month = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    days = rf"\d\d?\.? (?:de )?(?:{month})|(?:{month}) \d\d?\b"
    patterns = "|".join([days, *_DATES])
    return re.compile(rf"(?<![\d.,])(?:{patterns})(?!\d|[.,]\d)", re.IGNORECASE)
