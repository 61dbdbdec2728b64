"""One-time codes on paper: a sheet of cards to cut out, or a table for letters."""

from collections.abc import Sequence
from pathlib import Path

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.locales import BY_ID, entries
from beteiligung.qrcodes.printing import drawn, sheet
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.models import Survey

TEMPLATE = Path(__file__).with_name("code_sheets.typ")
CALLS = 5  # languages on a card


def as_table(codes: Sequence[str], address: str) -> bytes:
    """Code and address, a line each, for programs that write letters."""
    lines = [f"{grouped(code)};{address}#{grouped(code)}" for code in codes]
    return "\r\n".join(["Code;Adresse", *lines, ""]).encode("utf-8-sig")


def as_pdf(survey: Survey, codes: Sequence[str], address: str, occasion: str) -> bytes:
    """Eight cards a page: what is asked, where, and the code that lets one answer in."""
    source = survey.source
    with i18n.speaking(source):
        words = {
            "code": gettext("Your one-time code"),
            "once": gettext("Each code counts once. It is not kept with your answers."),
            "or": gettext("Scan it, or type the address and then the code:"),
        }
    title = survey.named.pick((source,))
    return sheet(
        TEMPLATE,
        {
            "title": title.text,
            "occasion": occasion,
            "language": BY_ID[source].html_lang,
            "rtl": BY_ID[source].direction == "rtl",
            "calls": _calls(survey),
            "address": address.partition("://")[2],
            "words": words,
            "cards": [
                {"code": grouped(code), "picture": drawn(f"{address}#{grouped(code)}").decode()}
                for code in codes
            ],
        },
    )


def _calls(survey: Survey) -> list[dict[str, object]]:
    """The title in other languages, in their own letters."""
    others = [row for row in entries(list(survey.title)) if row.id != survey.source]
    found = []
    for row in others[:CALLS]:
        call = survey.named.pick((row.id,))
        if call.locale == row.id:
            found.append({"text": call.text, "rtl": row.direction == "rtl"})
    return found
