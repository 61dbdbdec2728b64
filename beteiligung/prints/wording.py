"""What a print says to residents: a line in each language, until when, and whom to ask."""

from collections.abc import Callable
from typing import Any

from beteiligung.i18n import Speech, speech
from beteiligung.locales import BY_ID, LocaleEntry
from beteiligung.prints.order import Order
from beteiligung.qrcodes.glyphs import plain
from beteiligung.text import Phrase

JOINER = "\u200d"  # makes one sign of several
RIGHT_TO_LEFT = ("֐", "ࣿ")  # Hebrew to Arabic, which begin a name on the right
LONGEST = 24  # letters of one word in a narrow column; a longer one may break
MAY_BREAK = "\u200b"
TOGETHER = "\u2066", "\u2069"  # what stands between reads from left to right, as numbers do
AT_THE_EDGE = 48  # letters of one name where it stands small, for whoever hangs it
SEPARATOR = " · "
COMMAS = {"ar": "، ", "fa": "، ", "ti": "፣ "}  # where it is another sign

More = Callable[[Speech], str]  # what else is said in each language


def no_more(_spoken: Speech) -> str:
    """Nothing else."""
    return ""


def said(text: str, entry: LocaleEntry) -> dict[str, Any]:
    """Words with the language they are in, as the templates take them."""
    return {"text": text, "lang": entry.html_lang, "rtl": entry.direction == "rtl"}


def label(text: str) -> dict[str, Any]:
    """A name that somebody gave, in the direction of its first letter."""
    first = next((sign for sign in text if sign.isalpha()), "")
    right = RIGHT_TO_LEFT[0] <= first <= RIGHT_TO_LEFT[1]
    return {"text": text, "lang": "ar" if right else "de", "rtl": right}


def shortened(text: str) -> str:
    """A long name as it stands at the edge of a sheet: its beginning; the list has all of it."""
    if len(text) <= AT_THE_EDGE:
        return text
    kept = text[:AT_THE_EDGE]
    words, blank, _ = kept.rpartition(" ")
    return (words if blank else kept).rstrip(f" {JOINER}") + "…"


def lines(order: Order, more: More = no_more) -> list[dict[str, Any]]:
    """The title in each language, and below it how much is asked and under which promise."""
    found = []
    for locale in order.locales:
        call: Phrase = order.title.pick((locale,))
        if call.locale != locale:
            continue
        spoken = speech(locale, order.timezone)
        facts = COMMAS.get(locale, ", ").join(facts_of(order, spoken))
        words_of = [_breaking(word) for word in plain(call.text).split()]
        parts = [part for word in words_of for part in word.split(MAY_BREAK)]
        beside = {"facts": facts, "more": more(spoken), "longest": max(parts, key=len, default="")}
        found.append(said(" ".join(words_of), BY_ID[locale]) | beside)
    return found


def _breaking(word: str) -> str:
    """A very long word with places at which it may break."""
    return MAY_BREAK.join(word[at : at + LONGEST] for at in range(0, len(word), LONGEST))


def facts_of(order: Order, spoken: Speech) -> list[str]:
    """How many questions, how long it takes, and what the survey promises about names."""
    promise = (
        spoken.gettext("anonymous") if order.anonymous else spoken.gettext("without your name")
    )
    return [
        spoken.ngettext("%(num)s question", "%(num)s questions", order.asked),
        spoken.ngettext("%(num)s minute", "%(num)s minutes", order.minutes),
        promise,
    ]


def foot(order: Order) -> list[dict[str, Any]]:
    """Until when, what the same code shows afterwards, and whom to ask."""
    spoken = speech(order.locales[0], order.timezone)
    until = spoken.gettext("Until %(day)s.", day=spoken.day(order.ends)) if order.ends else ""
    then = ""
    if order.results_on:
        day = spoken.day(order.results_on)
        then = spoken.gettext("Results from %(day)s on: the same code shows them.", day=day)
    rows = [(until, then), ("", asking(order))]
    return [
        {"first": said(first, spoken.entry), "rest": said(rest, spoken.entry)}
        for first, rest in rows
        if first or rest
    ]


def asking(order: Order) -> str:
    """Whom to ask, in the first language; nothing where nobody gave a number."""
    if not order.phone:
        return ""
    spoken = speech(order.locales[0], order.timezone)
    return spoken.gettext("Questions? %(phone)s", phone=dialled(order.phone))


def dialled(phone: str) -> str:
    """A telephone number as it is dialled, on one line, whatever direction stands around it."""
    begin, end = TOGETHER
    return begin + plain(phone).replace(" ", "\N{NO-BREAK SPACE}") + end


def words(spoken: Speech) -> dict[str, str]:
    """What stands beside each code."""
    return {
        "alt": spoken.gettext("Code that leads to"),
        "word": spoken.gettext("Check word:"),
        "scan": spoken.gettext("Scan the code, or type the address:"),
        "real": spoken.gettext("The page behind the code shows the same word."),
    }


def of_letter(spoken: Speech) -> dict[str, str]:
    """What stands beside a one-time code."""
    return {
        "code": spoken.gettext("Your one-time code"),
        "or": spoken.gettext("Scan it, or type the address and then the code:"),
    }


def household(spoken: Speech) -> str:
    """What a letter promises to those who live in a household."""
    one = spoken.gettext("With this code one person of your household can take part.")
    return f"{one} {once(spoken)}"


def once(spoken: Speech) -> str:
    """What a one-time code promises to whoever holds it."""
    return spoken.gettext("Each code counts once. It is not kept with your answers.")
